/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-text.h"
#include "delivery/wb-backoff.h"
#include "delivery/wb-delivery-jobs.h"
#include "engine/wb-outbox.h"
#include "store/wb-audit-store.h"
#include "store/wb-channel-store.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-delivery-store.h"

#define PAUSE_MIN_US G_TIME_SPAN_SECOND /* of what the far side asks for */
#define PAUSE_MAX_US (6 * G_TIME_SPAN_HOUR)

/*
 * On the writer thread: writes down what came of messages. Each delivery is done, waits for its
 * next attempt, or is dead and goes on by the fallback channel.
 */

void
wb_settlement_free (WbSettlement *self)
{
  wb_channel_config_unref (self->config);
  g_ptr_array_unref (self->parcels);
  g_free (self->state);
  g_free (self);
}

static void
replace (char **text, const char *other)
{
  char *copy = g_strdup (other);

  g_free (*text);
  *text = copy;
}

/* --- one delivery --- */

static void
finish (WbDelivery *delivery, WbDeliveryState state, const char *reason, gint64 now_us)
{
  delivery->state = state;
  delivery->finished_us = now_us;
  replace (&delivery->reason, reason);
}

/* It waits, and no attempt counts. */
static void
put_back (WbDelivery *delivery, const WbSendResult *result, gint64 now_us)
{
  delivery->state = WB_DELIVERY_QUEUED;
  delivery->due_us = now_us;
  replace (&delivery->reason, result->reason);
}

static void
try_again (WbDelivery *delivery,
           const WbSendResult *result,
           const WbDeliveryPreferences *preferences,
           double random,
           gint64 now_us)
{
  gint64 pause_us = result->retry_after_us != 0
                        ? CLAMP (result->retry_after_us, PAUSE_MIN_US, PAUSE_MAX_US)
                        : 0;

  delivery->attempts++;
  if (wb_backoff_is_over (preferences, delivery->attempts, now_us - delivery->created_us))
    {
      g_autofree char *reason = g_strdup_printf (
          /* Translators: %s is why, such as: the server does not answer */
          _ ("given up after %u attempts: %s"), delivery->attempts,
          result->reason != NULL ? result->reason : _ ("it failed"));

      finish (delivery, WB_DELIVERY_DEAD, reason, now_us);
      return;
    }
  put_back (delivery, result, now_us);
  delivery->due_us
      = now_us + MAX (pause_us, wb_backoff_get_delay_us (preferences, delivery->attempts, random));
}

/* A test tells at once, and what asks whether something arrived needs no person. */
static void
judge (const WbSettlement *self,
       WbDelivery *delivery,
       const WbSendResult *result,
       const WbDeliveryPreferences *preferences,
       gint64 now_us)
{
  replace (&delivery->answer, result->answer);
  if (result->receipt != NULL)
    replace (&delivery->receipt, result->receipt);
  switch (result->outcome)
    {
    case WB_SEND_DONE:
      delivery->attempts++;
      finish (delivery, WB_DELIVERY_DONE, result->reason, now_us);
      return;
    case WB_SEND_RETRY:
      try_again (delivery, result, preferences, self->random, now_us);
      break;
    case WB_SEND_RATE_LIMITED:
    case WB_SEND_OFFLINE:
    case WB_SEND_PENDING:
      put_back (delivery, result, now_us);
      break;
    case WB_SEND_BROKEN:
      if (self->was_broken && delivery->action != WB_DELIVERY_TEST)
        {
          put_back (delivery, result, now_us);
          break;
        }
      G_GNUC_FALLTHROUGH;
    case WB_SEND_REFUSED:
    case WB_SEND_GONE:
    default:
      delivery->attempts++;
      finish (delivery, WB_DELIVERY_DEAD, result->reason, now_us);
    }
  if (delivery->action == WB_DELIVERY_TEST)
    finish (delivery, WB_DELIVERY_DEAD, result->reason, now_us);
}

static gboolean
is_tried (const WbDelivery *delivery, const char *channel)
{
  g_autofree char *needle = g_strdup_printf (",%s,", channel);

  return delivery->tried != NULL && strstr (delivery->tried, needle) != NULL;
}

/* Nobody has it: it was not taken, or it was, and the far side says now that it did not arrive.
 * Where that cannot be learned, it may have arrived. */
static gboolean
is_lost (const WbDelivery *delivery, const WbSendResult *result)
{
  if (delivery->state != WB_DELIVERY_DEAD)
    return FALSE;
  return delivery->action == WB_DELIVERY_NOTIFY
         || (delivery->action == WB_DELIVERY_CONFIRM && result->outcome == WB_SEND_REFUSED);
}

/* What was lost goes on by another channel, once for each. */
static gboolean
fall_back (WbSettlement *self, WbTransaction *transaction, const WbDelivery *dead, GError **error)
{
  const char *fallback = self->config->fallback;
  g_autoptr (WbDelivery) delivery = NULL;

  if (fallback == NULL || is_tried (dead, fallback))
    return TRUE;
  delivery = wb_delivery_new (fallback, WB_DELIVERY_NOTIFY);
  delivery->notification_id = dead->notification_id;
  delivery->event_id = dead->event_id;
  delivery->config_id = dead->config_id;
  delivery->priority = dead->priority;
  delivery->title = g_strdup (dead->title);
  delivery->created_us = delivery->due_us = wb_transaction_get_now_us (transaction);
  delivery->tried = g_strdup_printf (
      "%s%s,", dead->tried != NULL && *dead->tried != '\0' ? dead->tried : ",", dead->channel);
  return wb_outbox_queue (transaction, delivery, NULL, error);
}

/* Asks later what became of it; the receipt says whom to ask. */
static gboolean
ask_later (WbTransaction *transaction,
           const WbDelivery *sent,
           const WbSendResult *result,
           GError **error)
{
  g_autoptr (WbDelivery) delivery = wb_delivery_new (sent->channel, WB_DELIVERY_CONFIRM);

  delivery->notification_id = sent->notification_id;
  delivery->event_id = sent->event_id;
  delivery->config_id = sent->config_id;
  delivery->priority = sent->priority;
  delivery->title = g_strdup (sent->title);
  delivery->tried = g_strdup (sent->tried);
  delivery->created_us = wb_transaction_get_now_us (transaction);
  delivery->due_us = delivery->created_us + result->confirm_us;
  return wb_outbox_queue (transaction, delivery, NULL, error);
}

static gboolean
settle_one (WbSettlement *self,
            WbTransaction *transaction,
            WbDelivery *delivery,
            const WbSendResult *result,
            GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  const WbDeliveryPreferences *preferences
      = &wb_transaction_get_preferences (transaction)->delivery;

  judge (self, delivery, result, preferences, wb_transaction_get_now_us (transaction));
  if (!wb_delivery_store_update (connection, delivery, error))
    return FALSE;
  if (delivery->finished_us != 0 && !wb_delivery_ledger_store_add_end (connection, delivery, error))
    return FALSE;
  if (delivery->state == WB_DELIVERY_DONE && result->confirm_us != 0
      && !ask_later (transaction, delivery, result, error))
    return FALSE;
  return !is_lost (delivery, result) || fall_back (self, transaction, delivery, error);
}

/* --- the channel --- */

/* Somebody is told once that a channel needs him, and once that it works again. */
static gboolean
tell (WbSettlement *self,
      WbTransaction *transaction,
      gboolean is_over,
      const char *reason,
      GError **error)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup ("custom"));
  WbReceipt receipt;

  event->title = is_over ? g_strdup_printf (_ ("Channel %s works again"), self->config->name)
                         : g_strdup_printf (_ ("Channel %s needs attention"), self->config->name);
  event->message = wb_text_dup_markdown (reason != NULL ? reason : "");
  event->severity = is_over ? WB_SEVERITY_SUCCESS : WB_SEVERITY_ERROR;
  event->priority = wb_severity_get_priority (event->severity);
  event->source = g_strdup ("wakebell");
  event->dedup_key = g_strdup_printf ("wakebell-channel-%s", self->config->name);
  event->is_resolved = is_over;
  event->channels = g_new0 (char *, 3);
  event->channels[0] = g_strdup (wb_channel_kind_to_string (WB_CHANNEL_DESKTOP));
  event->channels[1] = g_strdup (self->config->fallback);
  return wb_transaction_submit (transaction, event, &receipt, error);
}

static gboolean
put_config (WbTransaction *transaction, const WbChannelConfig *config, GError **error)
{
  g_autoptr (WbChannelConfig) put
      = wb_channel_store_put (wb_transaction_get_connection (transaction), config,
                              wb_transaction_get_now_us (transaction), error);

  wb_transaction_touch (transaction, WB_TOPIC_CHANNELS);
  return put != NULL;
}

/* What the far side is called now, or that it is there no more. */
static gboolean
change_config (WbSettlement *self,
               WbTransaction *transaction,
               const WbSendResult *result,
               GError **error)
{
  const WbAuditEntry entry = {
    .at_us = wb_transaction_get_now_us (transaction),
    .actor = "agent",
    .action = "channel.update",
    .subject = self->config->name,
    .detail = result->outcome == WB_SEND_GONE ? "enabled" : "settings",
  };
  g_autoptr (WbChannelConfig) stored = NULL;
  g_autoptr (WbChannelConfig) changed = NULL;
  g_autoptr (WbJson) json = NULL;

  if (result->outcome != WB_SEND_GONE && result->new_settings == NULL)
    return TRUE;
  stored = wb_channel_store_find (wb_transaction_get_connection (transaction), self->config->name,
                                  error);
  if (stored == NULL)
    return error == NULL || *error == NULL;
  changed = wb_channel_config_copy (stored);
  if (result->outcome == WB_SEND_GONE)
    changed->is_enabled = FALSE;
  if (result->new_settings != NULL)
    {
      const WbJsonLimits limits = { 65536, 65536, 8, 1024 };

      json = wb_json_parse (result->new_settings, strlen (result->new_settings), &limits, error);
      if (json == NULL
          || !wb_channel_settings_read_kind (&changed->settings, "settings", changed->kind,
                                             wb_json_get_root (json), FALSE, error))
        return FALSE;
    }
  return put_config (transaction, changed, error)
         && wb_audit_store_add (wb_transaction_get_connection (transaction), &entry, error);
}

static gboolean
is_breaking (const WbSendResult *result)
{
  return result->outcome == WB_SEND_BROKEN || result->outcome == WB_SEND_GONE;
}

static gboolean
settle_channel (WbSettlement *self, WbTransaction *transaction, GError **error)
{
  gboolean is_broken = self->was_broken;

  for (guint i = 0; i < self->parcels->len; i++)
    {
      const WbParcel *parcel = g_ptr_array_index (self->parcels, i);
      const WbSendResult *result = &parcel->result;

      if (!change_config (self, transaction, result, error))
        return FALSE;
      if (is_breaking (result) && !is_broken)
        {
          is_broken = TRUE;
          if (!tell (self, transaction, FALSE, result->reason, error))
            return FALSE;
        }
      else if (result->outcome == WB_SEND_DONE && is_broken)
        {
          is_broken = FALSE;
          if (!tell (self, transaction, TRUE, NULL, error))
            return FALSE;
        }
    }
  return wb_channel_store_set_state (wb_transaction_get_connection (transaction),
                                     self->config->name, self->state, error);
}

/* wb_settlement_job: @data: a WbSettlement. */
gboolean
wb_settlement_job (WbTransaction *transaction, gpointer data, GError **error)
{
  WbSettlement *self = data;

  for (guint i = 0; i < self->parcels->len; i++)
    {
      WbParcel *parcel = g_ptr_array_index (self->parcels, i);

      for (guint j = 0; j < parcel->deliveries->len; j++)
        if (!settle_one (self, transaction, parcel->deliveries->pdata[j], &parcel->result, error))
          return FALSE;
    }
  wb_transaction_touch (transaction, WB_TOPIC_DELIVERIES);
  wb_commit_note_channel (wb_transaction_get_commit (transaction), self->config->name);
  return settle_channel (self, transaction, error);
}
