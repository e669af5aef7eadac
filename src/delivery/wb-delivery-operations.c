/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-delivery-operations.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "delivery/wb-wait-reasons.h"
#include "engine/wb-input.h"
#include "model/wb-channel-config.h"
#include "model/wb-limits.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-preferences-store.h"

/* --- lists --- */

static gboolean
read_query (WbJsonValue input, WbDeliveryQuery *query, char **channel, GError **error)
{
  g_autofree char *word = NULL;
  WbDeliveryState state;

  *query = (WbDeliveryQuery){ .state = -1, .before_id = G_MAXINT64 };
  if (!wb_input_read_limit (input, &query->limit, error)
      || !wb_input_read_string (input, "channel", WB_LIMIT_TAG_CHARACTERS, channel, error)
      || !wb_input_read_string (input, "state", WB_LIMIT_TAG_CHARACTERS, &word, error)
      || !wb_input_read_integer (input, "notification_id", 1, G_MAXINT64, &query->notification_id,
                                 error)
      || !wb_input_read_integer (input, "before_id", 1, G_MAXINT64, &query->before_id, error))
    return FALSE;
  query->channel = *channel;
  if (word == NULL)
    return TRUE;
  if (!wb_delivery_state_from_string (word, &state))
    return wb_field_refuse (error, "state", "expected queued, sending, done, dead or skipped");
  query->state = (int) state;
  return TRUE;
}

static gboolean
list (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autoptr (WbWaitReasons) reasons = wb_wait_reasons_new (connection, now_us);
  g_autofree char *channel = NULL;
  g_autoptr (GPtrArray) deliveries = NULL;
  WbDeliveryQuery query;

  if (!read_query (input, &query, &channel, error))
    return FALSE;
  deliveries = wb_delivery_ledger_store_list (connection, &query, error);
  if (deliveries == NULL)
    return FALSE;
  g_string_append (answer, "{\"deliveries\":[");
  for (guint i = 0; i < deliveries->len; i++)
    {
      WbDelivery *delivery = g_ptr_array_index (deliveries, i);

      if (!wb_wait_reasons_fill (reasons, delivery, error))
        return FALSE;
      wb_json_begin_item (answer);
      wb_delivery_append_json (delivery, answer);
    }
  g_string_append_c (answer, ']');
  if (deliveries->len == query.limit)
    wb_json_add_int64 (answer, "next_before_id",
                       ((WbDelivery *) deliveries->pdata[deliveries->len - 1])->id);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
require_id (WbJsonValue input, gint64 *id, GError **error)
{
  *id = 0;
  return wb_input_read_integer (input, "id", 1, G_MAXINT64, id, error)
         && (*id != 0 || wb_field_refuse (error, "id", "expected the number of a delivery"));
}

static gboolean
append_one (WbConnection *connection, gint64 id, gint64 now_us, GString *answer, GError **error)
{
  g_autoptr (WbWaitReasons) reasons = wb_wait_reasons_new (connection, now_us);
  g_autoptr (WbDelivery) delivery = wb_delivery_ledger_store_get (connection, id, error);

  if (delivery == NULL || !wb_wait_reasons_fill (reasons, delivery, error))
    return FALSE;
  wb_delivery_append_json (delivery, answer);
  return TRUE;
}

static gboolean
get (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  gint64 id;

  return require_id (input, &id, error) && append_one (connection, id, now_us, answer, error);
}

/* --- orders --- */

/* The queue looks at every channel that may have something now. */
static void
wake_all (WbTransaction *transaction)
{
  const GPtrArray *channels = wb_transaction_get_policy (transaction)->channels;

  for (guint i = 0; i < channels->len; i++)
    wb_commit_note_channel (wb_transaction_get_commit (transaction),
                            ((WbChannelConfig *) channels->pdata[i])->name);
  wb_transaction_touch (transaction, WB_TOPIC_DELIVERIES);
}

static gboolean
retry (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbDelivery) delivery = NULL;
  guint n_retried;
  gint64 id;

  if (!require_id (input, &id, error))
    return FALSE;
  delivery = wb_delivery_ledger_store_get (connection, id, error);
  if (delivery == NULL)
    return FALSE;
  if (delivery->state != WB_DELIVERY_DEAD)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT, "id: this delivery is not dead, but %s",
                   wb_delivery_state_to_string (delivery->state));
      return FALSE;
    }
  wake_all (transaction);
  return wb_delivery_ledger_store_retry (connection, id, NULL,
                                         wb_transaction_get_now_us (transaction), &n_retried, error)
         && append_one (connection, id, wb_transaction_get_now_us (transaction), answer, error);
}

static gboolean
retry_all (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autofree char *channel = NULL;
  guint n_retried;

  if (!wb_input_read_string (input, "channel", WB_LIMIT_TAG_CHARACTERS, &channel, error)
      || !wb_delivery_ledger_store_retry (wb_transaction_get_connection (transaction), 0, channel,
                                          wb_transaction_get_now_us (transaction), &n_retried,
                                          error))
    return FALSE;
  wake_all (transaction);
  g_string_append_printf (answer, "{\"retried\":%u}", n_retried);
  return TRUE;
}

static gboolean
delete_one (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbDelivery) delivery = NULL;
  guint n_deleted;
  gint64 id;

  if (!require_id (input, &id, error))
    return FALSE;
  delivery = wb_delivery_ledger_store_get (connection, id, error);
  if (delivery == NULL
      || !wb_delivery_ledger_store_delete (connection, id, NULL, &n_deleted, error))
    return FALSE;
  if (n_deleted == 0)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT, "id: this delivery is on its way");
      return FALSE;
    }
  wb_transaction_touch (transaction, WB_TOPIC_DELIVERIES);
  g_string_append (answer, "{\"deleted\":true}");
  return TRUE;
}

static gboolean
purge (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autofree char *channel = NULL;
  guint n_deleted;

  if (!wb_input_read_string (input, "channel", WB_LIMIT_TAG_CHARACTERS, &channel, error)
      || !wb_delivery_ledger_store_delete (wb_transaction_get_connection (transaction), 0, channel,
                                           &n_deleted, error))
    return FALSE;
  wb_transaction_touch (transaction, WB_TOPIC_DELIVERIES);
  g_string_append_printf (answer, "{\"deleted\":%u}", n_deleted);
  return TRUE;
}

/* --- the queue as a whole --- */

/* Of one channel, or of all. */
typedef struct
{
  gint64 n[WB_N_DELIVERY_STATES];      /* that stand in that state now */
  gint64 recent[WB_N_DELIVERY_STATES]; /* that came to it within the hour */
  gint64 oldest_us;
  gint64 latency_us;
} Tally;

typedef struct
{
  GHashTable *channels; /* owned, char * -> Tally */
  Tally all;
  gboolean is_recent;
} Tallies;

static void
add_count (Tally *tally, const WbDeliveryCount *count, gboolean is_recent)
{
  if (is_recent)
    {
      tally->recent[count->state] += count->n;
      if (count->state == WB_DELIVERY_DONE)
        tally->latency_us += count->latency_us;
      return;
    }
  tally->n[count->state] += count->n;
  if (count->state == WB_DELIVERY_QUEUED
      && (tally->oldest_us == 0 || count->oldest_us < tally->oldest_us))
    tally->oldest_us = count->oldest_us;
}

static void
tally_cb (const WbDeliveryCount *count, gpointer data)
{
  Tallies *tallies = data;
  Tally *tally = g_hash_table_lookup (tallies->channels, count->channel);

  if ((guint) count->state >= WB_N_DELIVERY_STATES)
    return;
  if (tally == NULL)
    {
      tally = g_new0 (Tally, 1);
      g_hash_table_insert (tallies->channels, g_strdup (count->channel), tally);
    }
  add_count (tally, count, tallies->is_recent);
  add_count (&tallies->all, count, tallies->is_recent);
}

static void
add_tally (GString *answer, const Tally *tally)
{
  gint64 done = tally->recent[WB_DELIVERY_DONE];
  gint64 ends = done + tally->recent[WB_DELIVERY_DEAD];

  wb_json_add_int64 (answer, "queue_size", tally->n[WB_DELIVERY_QUEUED]);
  wb_json_add_int64 (answer, "sending", tally->n[WB_DELIVERY_SENDING]);
  wb_json_add_int64 (answer, "dead", tally->n[WB_DELIVERY_DEAD]);
  wb_json_add_time (answer, "oldest_at", tally->oldest_us);
  wb_json_begin_member (answer, "processing_rate");
  wb_json_append_double (answer, (double) ends / 3600.0);
  wb_json_begin_member (answer, "error_rate");
  wb_json_append_double (
      answer, ends > 0 ? 100.0 * (double) tally->recent[WB_DELIVERY_DEAD] / (double) ends : 0.0);
  if (done > 0)
    wb_json_add_int64 (answer, "latency_ms", tally->latency_us / done / 1000);
}

static void
add_channels (GString *answer, GHashTable *channels, guint max_queue_size)
{
  g_autoptr (GList) names
      = g_list_sort (g_hash_table_get_keys (channels), (GCompareFunc) g_strcmp0);

  wb_json_begin_member (answer, "channels");
  g_string_append_c (answer, '{');
  for (GList *name = names; name != NULL; name = name->next)
    {
      const Tally *tally = g_hash_table_lookup (channels, name->data);

      wb_json_begin_member (answer, name->data);
      g_string_append_c (answer, '{');
      add_tally (answer, tally);
      wb_json_add_boolean (answer, "backlogged", tally->n[WB_DELIVERY_QUEUED] > max_queue_size);
      g_string_append_c (answer, '}');
    }
  g_string_append_c (answer, '}');
}

static gboolean
get_queue (WbConnection *connection,
           WbJsonValue input G_GNUC_UNUSED,
           gint64 now_us,
           GString *answer,
           GError **error)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_store_load (connection, error);
  g_autoptr (GHashTable) channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Tallies tallies = { .channels = channels };

  if (preferences == NULL
      || !wb_delivery_ledger_store_count (connection, tally_cb, &tallies, error))
    return FALSE;
  tallies.is_recent = TRUE;
  if (!wb_delivery_ledger_store_sum (connection, now_us - G_TIME_SPAN_HOUR, tally_cb, &tallies,
                                     error))
    return FALSE;
  g_string_append_c (answer, '{');
  add_tally (answer, &tallies.all);
  wb_json_add_int64 (answer, "max_queue_size", preferences->delivery.max_queue_size);
  add_channels (answer, channels, preferences->delivery.max_queue_size);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* wb_delivery_list: {"channel", "state", "notification_id", "before_id", "limit"} ->
 * {"deliveries": [...], "next_before_id" when there may be more}: newest first. */
const WbOperation wb_delivery_list = { .name = "delivery.list", .ask = list };
/* wb_delivery_get: {"id"} -> the delivery. */
const WbOperation wb_delivery_get = { .name = "delivery.get", .ask = get };
/* wb_delivery_retry: {"id"} of a dead one -> the delivery, which waits again. */
const WbOperation wb_delivery_retry = { .name = "delivery.retry", .perform = retry };
/* wb_delivery_retry_all: {"channel"} -> {"retried"}: all that are dead. */
const WbOperation wb_delivery_retry_all = { .name = "delivery.retry-all", .perform = retry_all };
/* wb_delivery_delete: {"id"} -> {"deleted"}. */
const WbOperation wb_delivery_delete = { .name = "delivery.delete", .perform = delete_one };
/* wb_delivery_purge: {"channel"} -> {"deleted"}: how many dead ones went. */
const WbOperation wb_delivery_purge = { .name = "delivery.purge", .perform = purge };
/* wb_delivery_get_queue: {} -> {"queue_size", "sending", "dead", "oldest_at", "processing_rate" a
 * second, "error_rate" in per cent, both of the last hour, "latency_ms", "max_queue_size",
 * "channels": {name: the same, and "backlogged"}}. */
const WbOperation wb_delivery_get_queue = { .name = "delivery.queue", .ask = get_queue };
