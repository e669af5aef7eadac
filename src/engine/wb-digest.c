/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-digest.h"

#include <glib/gi18n-lib.h>

#include "base/wb-text.h"
#include "store/wb-alarm-store.h"
#include "store/wb-event-store.h"

#define LINES 20 /* of a digest; the rest is counted */
#define TYPE "digest"

/* One line of a digest: alerts of one title. */
typedef struct
{
  char *title; /* owned */
  guint count;
} Line;

static void
line_free (Line *line)
{
  g_free (line->title);
  g_free (line);
}

static gint64
to_us (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static gint64
get_next_hour_us (gint64 now_us)
{
  return (now_us / G_TIME_SPAN_HOUR + 1) * G_TIME_SPAN_HOUR;
}

/* The next time at which the clock on the wall shows @minute. */
static gint64
get_next_minute_us (GTimeZone *zone, guint minute, gint64 now_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);

  for (int day = 0;; day++)
    {
      g_autoptr (GDateTime) then = g_date_time_add_days (now, day);
      g_autoptr (GDateTime) due = g_date_time_new (
          zone, g_date_time_get_year (then), g_date_time_get_month (then),
          g_date_time_get_day_of_month (then), (int) minute / 60, (int) minute % 60, 0.0);

      if (due != NULL && to_us (due) > now_us)
        return to_us (due);
    }
}

/* wb_digest_get_next_us: when the next one is due; 0: never. */
gint64
wb_digest_get_next_us (const WbPreferences *preferences, GTimeZone *zone, gint64 now_us)
{
  switch (preferences->digest_mode)
    {
    case WB_DIGEST_HOURLY:
      return get_next_hour_us (now_us);
    case WB_DIGEST_DAILY:
      return get_next_minute_us (zone, preferences->digest_minute, now_us);
    case WB_DIGEST_OFF:
    default:
      return 0;
    }
}

static gboolean
set_alarm (WbTransaction *transaction,
           const WbPreferences *preferences,
           gint64 since_id,
           GError **error)
{
  gint64 due_us
      = wb_digest_get_next_us (preferences, wb_transaction_get_policy (transaction)->time_zone,
                               wb_transaction_get_now_us (transaction));
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, since_id);

  return wb_alarm_store_clear_kind (wb_transaction_get_connection (transaction), WB_ALARM_DIGEST,
                                    error)
         && (due_us == 0
             || wb_transaction_set_alarm (transaction, WB_ALARM_DIGEST, key, due_us, error));
}

/* wb_digest_schedule: to be called when @preferences were changed: they hold from now on. */
gboolean
wb_digest_schedule (WbTransaction *transaction, const WbPreferences *preferences, GError **error)
{
  gint64 next_id;

  return wb_event_store_get_next_id (wb_transaction_get_connection (transaction), &next_id, error)
         && set_alarm (transaction, preferences, next_id - 1, error);
}

static void
add_event (const char *body, gpointer data)
{
  GPtrArray *lines = data;
  g_autoptr (WbEvent) event = wb_event_new_from_json (body, NULL);
  Line *line;

  if (event == NULL)
    return;
  for (guint i = 0; i < lines->len; i++)
    {
      line = g_ptr_array_index (lines, i);
      if (g_str_equal (line->title, event->title))
        {
          line->count++;
          return;
        }
    }
  line = g_new (Line, 1);
  *line = (Line){ g_strdup (event->title), 1 };
  g_ptr_array_add (lines, line);
}

static char *
write_message (GPtrArray *lines)
{
  GString *message = g_string_new (NULL);

  for (guint i = 0; i < MIN (lines->len, LINES); i++)
    {
      const Line *line = g_ptr_array_index (lines, i);
      g_autofree char *title = wb_text_dup_escaped (line->title);

      g_string_append_printf (message, "- %u × %s\n", line->count, title);
    }
  if (lines->len > LINES)
    g_string_append_printf (message,
                            ngettext ("- and %u other\n", "- and %u others\n", lines->len - LINES),
                            lines->len - LINES);
  return g_string_free (message, FALSE);
}

static gboolean
submit (WbTransaction *transaction, GPtrArray *lines, GError **error)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (TYPE));
  guint count = 0;
  WbReceipt receipt;

  for (guint i = 0; i < lines->len; i++)
    count += ((Line *) g_ptr_array_index (lines, i))->count;
  event->title = g_strdup_printf (
      ngettext ("%u alert was held back", "%u alerts were held back", count), count);
  event->message = write_message (lines);
  return wb_transaction_submit (transaction, event, &receipt, error);
}

/*
 * wb_digest_tell:
 * @key: the id of the last event that an earlier one could tell of
 *
 * The WbAlarmHandler of WB_ALARM_DIGEST: one message for all that throttles and quiet hours held
 * back; none when there was nothing.
 */
gboolean
wb_digest_tell (WbTransaction *transaction, const char *key, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  gint64 next_id;

  return wb_event_store_get_next_id (connection, &next_id, error)
         && wb_event_store_list_held_back (connection, g_ascii_strtoll (key, NULL, 10), add_event,
                                           lines, error)
         && (lines->len == 0 || submit (transaction, lines, error))
         && set_alarm (transaction, wb_transaction_get_preferences (transaction), next_id - 1,
                       error);
}
