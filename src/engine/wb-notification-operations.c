/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-notification-operations.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "engine/wb-outbox.h"
#include "model/wb-limits.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-event-store.h"
#include "store/wb-notification-store.h"

#define DELIVERIES 100       /* of one notification that are listed with it */
#define WORDS_CHARACTERS 256 /* of "severity" and "category", which may be lists */

/* --- questions --- */

static gboolean
set_severity (WbFilter *filter, const char *word)
{
  WbSeverity severity;

  if (!wb_severity_from_string (word, &severity))
    return FALSE;
  filter->severities |= 1u << severity;
  return TRUE;
}

static gboolean
set_category (WbFilter *filter, const char *word)
{
  WbCategory category;

  if (!wb_category_from_string (word, &category))
    return FALSE;
  filter->categories |= 1u << category;
  return TRUE;
}

/* One word, or several with commas between them. */
static gboolean
read_words (WbJsonValue input,
            const char *name,
            gboolean (*set) (WbFilter *filter, const char *word),
            WbFilter *filter,
            GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!wb_input_read_string (input, name, WORDS_CHARACTERS, &text, error))
    return FALSE;

  words = g_strsplit (text != NULL ? text : "", ",", -1);
  for (GStrv word = words; *word != NULL; word++)
    if (!set (filter, g_strstrip (*word)))
      return wb_field_refuse (error, name, "unknown word \"%s\"", *word);
  return TRUE;
}

static gboolean
read_filter (WbJsonValue input, WbFilter *filter, GError **error)
{
  gboolean is_unread = FALSE;
  gboolean is_acknowledged = FALSE;
  WbJsonValue member;

  if (!wb_input_read_boolean (input, "unread_only", &is_unread, error)
      || !wb_input_read_boolean (input, "acknowledged", &is_acknowledged, error)
      || !wb_input_read_string (input, "text", WB_LIMIT_SEARCH_CHARACTERS, &filter->text, error)
      || !read_words (input, "severity", set_severity, filter, error)
      || !read_words (input, "category", set_category, filter, error))
    return FALSE;

  if (is_unread)
    filter->unread = WB_FILTER_ONLY;
  if (wb_json_value_lookup (input, "acknowledged", &member))
    filter->acknowledged = is_acknowledged ? WB_FILTER_ONLY : WB_FILTER_NONE;
  return TRUE;
}

/* What became of it at each channel, in an object that is open: the newest of each kind of news. */
static gboolean
add_deliveries (WbConnection *connection, gint64 id, GString *answer, GError **error)
{
  const WbDeliveryQuery query
      = { .state = -1, .notification_id = id, .before_id = G_MAXINT64, .limit = DELIVERIES };
  g_autoptr (GPtrArray) deliveries = wb_delivery_ledger_store_list (connection, &query, error);

  if (deliveries == NULL || deliveries->len == 0)
    return deliveries != NULL;
  wb_json_begin_member (answer, "deliveries");
  g_string_append_c (answer, '[');
  for (guint i = 0; i < deliveries->len; i++)
    {
      wb_json_begin_item (answer);
      wb_delivery_append_json (g_ptr_array_index (deliveries, i), answer);
    }
  g_string_append_c (answer, ']');
  return TRUE;
}

static gboolean
append_notification (WbConnection *connection, gint64 id, GString *answer, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbNotification) notification = wb_notification_store_get (connection, id, &local);

  if (notification != NULL)
    {
      wb_notification_append_json (notification, answer);
      g_string_truncate (answer, answer->len - strlen ("}"));
      if (!add_deliveries (connection, id, answer, error))
        return FALSE;
      g_string_append_c (answer, '}');
    }
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: no notification has it");
  return notification != NULL;
}

static gboolean
append_rows (WbConnection *connection, GArray *rows, GString *answer, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GError) local = NULL;

      /* One that was deleted since the rows were read is passed over. */
      if (!append_notification (connection, g_array_index (rows, WbListRow, i).id, answer, &local)
          && !g_error_matches (local, WB_ERROR, WB_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
list (WbConnection *connection,
      WbJsonValue input,
      gint64 now_us G_GNUC_UNUSED,
      GString *answer,
      GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (WbListRow));
  g_autoptr (WbFilter) filter = wb_filter_new ();
  gint64 before_seq = G_MAXINT64; /* not 0, with which all that match would be counted */
  guint64 total;
  guint limit;

  if (!wb_input_read_limit (input, &limit, error)
      || !wb_input_read_integer (input, "before_seq", 1, G_MAXINT64, &before_seq, error)
      || !read_filter (input, filter, error)
      || !wb_notification_store_list (connection, filter, before_seq, limit, rows, &total, error))
    return FALSE;

  g_string_append (answer, "{\"notifications\":[");
  if (!append_rows (connection, rows, answer, error))
    return FALSE;
  g_string_append_c (answer, ']');
  if (rows->len == limit)
    wb_json_add_int64 (answer, "next_before_seq", g_array_index (rows, WbListRow, limit - 1).seq);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
count_unread (WbConnection *connection,
              WbJsonValue input G_GNUC_UNUSED,
              gint64 now_us G_GNUC_UNUSED,
              GString *answer,
              GError **error)
{
  guint64 count;

  if (!wb_notification_store_count_unread (connection, &count, error))
    return FALSE;
  g_string_append_printf (answer, "{\"unread_count\":%" G_GUINT64_FORMAT "}", count);
  return TRUE;
}

static gboolean
read_id (WbJsonValue input, gint64 *id, GError **error)
{
  *id = 0;
  return wb_input_read_integer (input, "id", 1, G_MAXINT64, id, error)
         && (*id != 0 || wb_field_refuse (error, "id", "expected a number, 1 or more"));
}

static gboolean
get (WbConnection *connection,
     WbJsonValue input,
     gint64 now_us G_GNUC_UNUSED,
     GString *answer,
     GError **error)
{
  gint64 id;

  return read_id (input, &id, error) && append_notification (connection, id, answer, error);
}

/* --- orders --- */

static int
get_unread_change (WbMark mark, gboolean was_unread)
{
  if (mark == WB_MARK_UNREAD)
    return 1;
  return was_unread ? -1 : 0;
}

static GArray *
choose_list (WbCommit *commit, WbMark mark)
{
  if (mark == WB_MARK_DELETED)
    return commit->removed_ids;
  return mark == WB_MARK_UNREAD ? commit->changed_ids : commit->closed_ids;
}

static gboolean
tell_channels (WbTransaction *transaction, WbMark mark, gint64 id, GError **error)
{
  if (mark == WB_MARK_ACKNOWLEDGED)
    return wb_outbox_follow_up (transaction, id, WB_DELIVERY_ACKNOWLEDGE, error);
  return mark != WB_MARK_DELETED || wb_outbox_release (transaction, id, FALSE, error);
}

static gboolean
mark_one (WbTransaction *transaction, WbMark mark, gint64 id, guint *changed, GError **error)
{
  WbCommit *commit = wb_transaction_get_commit (transaction);
  gboolean is_changed, was_unread;

  if (!wb_notification_store_mark (wb_transaction_get_connection (transaction), mark, id,
                                   wb_transaction_get_now_us (transaction), &is_changed,
                                   &was_unread, error))
    return FALSE;
  if (is_changed)
    {
      g_array_append_val (choose_list (commit, mark), id);
      commit->unread_change += get_unread_change (mark, was_unread);
      (*changed)++;
      return tell_channels (transaction, mark, id, error);
    }
  return TRUE;
}

/* Those that do not exist are passed over. */
static gboolean
mark_many (WbTransaction *transaction,
           WbMark mark,
           WbJsonValue ids,
           GString *answer,
           GError **error)
{
  guint changed = 0;
  WbJsonIter iter;
  WbJsonValue item;
  gint64 id;

  if (wb_json_value_get_kind (ids) != WB_JSON_ARRAY)
    return wb_field_refuse (error, "ids", "expected a list");

  wb_json_iter_init (&iter, ids);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      if (!wb_json_value_get_int64 (item, &id))
        return wb_field_refuse (error, "ids", "expected integers");
      if (!mark_one (transaction, mark, id, &changed, error))
        return FALSE;
    }
  g_string_append_printf (answer, "{\"changed\":%u}", changed);
  return TRUE;
}

/* One by its "id", which must exist and is answered as it is then; or several "ids". */
static gboolean
mark (WbTransaction *transaction, WbMark mark, WbJsonValue input, GString *answer, GError **error)
{
  guint changed = 0;
  WbJsonValue ids;
  gint64 id;

  if (wb_json_value_lookup (input, "ids", &ids))
    return mark_many (transaction, mark, ids, answer, error);

  if (!read_id (input, &id, error) || !mark_one (transaction, mark, id, &changed, error))
    return FALSE;
  if (mark != WB_MARK_DELETED || changed == 0)
    return append_notification (wb_transaction_get_connection (transaction), id, answer, error);
  g_string_append (answer, "{\"deleted\":true}");
  return TRUE;
}

static gboolean
mark_read (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  return mark (transaction, WB_MARK_READ, input, answer, error);
}

static gboolean
mark_unread (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  return mark (transaction, WB_MARK_UNREAD, input, answer, error);
}

static gboolean
acknowledge (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  return mark (transaction, WB_MARK_ACKNOWLEDGED, input, answer, error);
}

static gboolean delete (WbTransaction *transaction,
                        WbJsonValue input,
                        GString *answer,
                        GError **error)
{
  return mark (transaction, WB_MARK_DELETED, input, answer, error);
}

/* Only what was there when it was asked for: what comes in between the slices stays unread. */
static gboolean
read_last_seq (WbTransaction *transaction, WbJsonValue input, gint64 *seq, GError **error)
{
  gint64 next_id;

  *seq = 0;
  if (!wb_input_read_integer (input, "up_to_seq", 0, G_MAXINT64, seq, error))
    return FALSE;
  if (*seq != 0)
    return TRUE;
  if (!wb_event_store_get_next_id (wb_transaction_get_connection (transaction), &next_id, error))
    return FALSE;
  *seq = next_id - 1;
  return TRUE;
}

static gboolean
mark_all_read (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  WbCommit *commit = wb_transaction_get_commit (transaction);
  guint n_before = commit->closed_ids->len;
  gint64 changed = 0, up_to_seq;
  guint slice;

  if (!wb_input_read_integer (input, "changed", 0, G_MAXINT, &changed, error)
      || !read_last_seq (transaction, input, &up_to_seq, error)
      || !wb_notification_store_mark_oldest_read (connection, up_to_seq, WB_MARK_ALL_SLICE,
                                                  wb_transaction_get_now_us (transaction),
                                                  commit->closed_ids, error))
    return FALSE;

  slice = commit->closed_ids->len - n_before;
  commit->unread_change -= (int) slice;
  g_string_append_printf (answer, "{\"changed\":%" G_GINT64_FORMAT, changed + slice);
  if (slice == WB_MARK_ALL_SLICE)
    {
      wb_json_add_int64 (answer, "up_to_seq", up_to_seq);
      wb_transaction_continue (transaction);
    }
  g_string_append_c (answer, '}');
  return TRUE;
}

/* wb_notification_list: {"unread_only", "severity", "category", "acknowledged", "text",
 * "before_seq", "limit"} -> {"notifications": [...], "next_before_seq" when there may be more} */
const WbOperation wb_notification_list
    = { .name = "notification.list", .ask = list, .searches = TRUE };
const WbOperation wb_notification_count_unread
    = { .name = "notification.count-unread", .ask = count_unread };
const WbOperation wb_notification_get = { .name = "notification.get", .ask = get };

/* {"id"} -> the notification; or {"ids"} -> {"changed"} */
const WbOperation wb_notification_mark_read
    = { .name = "notification.mark-read", .perform = mark_read };
const WbOperation wb_notification_mark_unread
    = { .name = "notification.mark-unread", .perform = mark_unread };
const WbOperation wb_notification_acknowledge
    = { .name = "notification.acknowledge", .perform = acknowledge };
/* {"id"} -> {"deleted"}; or {"ids"} -> {"changed"} */
const WbOperation wb_notification_delete = { .name = "notification.delete", .perform = delete };
/* {} -> {"changed"} */
const WbOperation wb_notification_mark_all_read
    = { .name = "notification.mark-all-read", .perform = mark_all_read };
