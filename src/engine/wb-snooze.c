/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-snooze.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-time.h"
#include "engine/wb-input.h"
#include "engine/wb-outbox.h"
#include "model/wb-limits.h"
#include "store/wb-notification-state-store.h"
#include "store/wb-notification-store.h"
#include "store/wb-run-store.h"
#include "store/wb-snooze-store.h"

#define MINUTES_MAX (366 * 24 * 60)
#define MORNING_HOUR 8                        /* of tomorrow, in local time */
#define RUN_END_MAX_US (90 * G_TIME_SPAN_DAY) /* for a run of which no end is heard */
#define WORD_CHARACTERS 64

/* How long something is put off. */
typedef struct
{
  gint64 until_us;
  gboolean is_until_run_ends;
} Span;

static gint64
get_morning_us (const WbPolicy *policy, gint64 now_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, policy->time_zone);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) morning = g_date_time_new (
      policy->time_zone, g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
      g_date_time_get_day_of_month (tomorrow), MORNING_HOUR, 0, 0.0);

  return g_date_time_to_unix (morning) * G_USEC_PER_SEC;
}

static gboolean
read_until (WbTransaction *transaction, const char *word, Span *span, GError **error)
{
  gint64 now_us = wb_transaction_get_now_us (transaction);

  if (g_str_equal (word, "tomorrow"))
    span->until_us = get_morning_us (wb_transaction_get_policy (transaction), now_us);
  else if (g_str_equal (word, "run_ends"))
    *span = (Span){ now_us + RUN_END_MAX_US, TRUE };
  else if (!wb_time_parse (word, &span->until_us) || span->until_us <= now_us
           || span->until_us > now_us + MINUTES_MAX * G_TIME_SPAN_MINUTE)
    return wb_field_refuse (error, "until",
                            "expected \"tomorrow\", \"run_ends\" or a time of RFC 3339 to come, "
                            "within a year");
  return TRUE;
}

/* Either "minutes", 0 to end it, or "until". */
static gboolean
read_span (WbTransaction *transaction, WbJsonValue input, Span *span, GError **error)
{
  g_autofree char *until = NULL;
  WbJsonValue body;
  gint64 minutes = -1;

  if (!wb_input_require_body (input, &body, error)
      || !wb_input_read_integer (body, "minutes", 0, MINUTES_MAX, &minutes, error)
      || !wb_input_read_string (body, "until", WORD_CHARACTERS, &until, error))
    return FALSE;
  if ((minutes < 0) == (until == NULL))
    return wb_field_refuse (error, "minutes", "expected either \"minutes\" or \"until\"");

  if (until != NULL)
    return read_until (transaction, until, span, error);
  if (minutes > 0)
    span->until_us = wb_transaction_get_now_us (transaction) + minutes * G_TIME_SPAN_MINUTE;
  return TRUE;
}

/* Puts a notification off, or with until_us 0 brings it back at once. */
static gboolean
snooze_one (WbTransaction *transaction, gint64 id, gint64 until_us, GError **error)
{
  WbCommit *commit = wb_transaction_get_commit (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  gint64 due_us = until_us != 0 ? until_us : now_us;

  g_array_append_val (until_us != 0 ? commit->closed_ids : commit->changed_ids, id);
  return wb_notification_state_store_snooze (wb_transaction_get_connection (transaction), id,
                                             due_us, error)
         && wb_transaction_set_id_alarm (transaction, WB_ALARM_RELEASE, id, due_us, error)
         && wb_outbox_put_off (transaction, id, due_us, error);
}

static void
answer_until (GString *answer, gint64 until_us)
{
  g_string_append_c (answer, '{');
  wb_json_add_time (answer, "snoozed_until", until_us);
  g_string_append_c (answer, '}');
}

static gboolean
snooze_notification (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbNotification) notification = NULL;
  g_autofree char *subject = NULL;
  Span span = { 0 };
  gint64 id = 0;

  if (!wb_input_read_integer (input, "id", 1, G_MAXINT64, &id, error)
      || !read_span (transaction, input, &span, error))
    return FALSE;
  notification = wb_notification_store_get (connection, id, error);
  if (notification == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: no notification has it");
      return FALSE;
    }
  if (span.is_until_run_ends && notification->event->run_id == NULL)
    return wb_field_refuse (error, "until", "this notification belongs to no run");

  subject = g_strdup_printf ("notification %" G_GINT64_FORMAT, id);
  answer_until (answer, span.until_us);
  return wb_snooze_store_set (connection, subject, span.is_until_run_ends ? span.until_us : 0,
                              notification->event->run_id, error)
         && snooze_one (transaction, id, span.until_us, error);
}

/* All that nobody has read: they come back together. */
static gboolean
snooze_all (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  const WbFilter unread = { .unread = WB_FILTER_ONLY, .acknowledged = WB_FILTER_NONE };
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (WbListRow));
  guint64 total = 0;
  Span span = { 0 };

  if (!read_span (transaction, input, &span, error))
    return FALSE;
  if (span.is_until_run_ends)
    return wb_field_refuse (error, "until", "not all belong to one run");
  if (!wb_notification_store_list (wb_transaction_get_connection (transaction), &unread, 0,
                                   WB_LIMIT_LIST_ROWS, rows, &total, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!snooze_one (transaction, g_array_index (rows, WbListRow, i).id, span.until_us, error))
      return FALSE;
  g_string_append_c (answer, '{');
  wb_json_add_time (answer, "snoozed_until", span.until_us);
  wb_json_add_int64 (answer, "snoozed", rows->len);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
snooze_open (WbTransaction *transaction, const char *dedup_key, gint64 until_us, GError **error)
{
  WbOpenNotification open;

  return wb_notification_store_find_open (wb_transaction_get_connection (transaction), dedup_key,
                                          &open, error)
         && (open.id == 0 || snooze_one (transaction, open.id, until_us, error));
}

static gboolean
snooze_key (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autofree char *dedup_key = NULL;
  g_autofree char *run_id = NULL;
  g_autofree char *subject = NULL;
  Span span = { 0 };
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error)
      || !wb_input_require_string (body, "dedup_key", WB_LIMIT_KEY_CHARACTERS, &dedup_key, error)
      || !wb_input_read_string (body, "run_id", WB_LIMIT_NAME_CHARACTERS, &run_id, error)
      || !read_span (transaction, input, &span, error))
    return FALSE;
  if (span.is_until_run_ends && run_id == NULL)
    return wb_field_refuse (error, "run_id", "expected the run whose end is waited for");

  subject = g_strconcat ("key ", dedup_key, NULL);
  answer_until (answer, span.until_us);
  return wb_snooze_store_set (wb_transaction_get_connection (transaction), subject, span.until_us,
                              span.is_until_run_ends ? run_id : NULL, error)
         && snooze_open (transaction, dedup_key, span.until_us, error);
}

static char *
dup_run_subject (const char *run_id)
{
  return g_strconcat ("run ", run_id, NULL);
}

/* wb_snooze_get_run: @until_us: (out): 0: it is not muted. */
gboolean
wb_snooze_get_run (WbConnection *connection, const char *run_id, gint64 *until_us, GError **error)
{
  g_autofree char *subject = dup_run_subject (run_id);

  return wb_snooze_store_get (connection, subject, until_us, error);
}

/* What comes while it is muted stays silent for good: nothing waits for the end of that. */
static gboolean
mute_run (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autofree char *run_id = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (WbRun) run = NULL;
  Span span = { 0 };

  if (!wb_input_require_string (input, "run_id", WB_LIMIT_NAME_CHARACTERS, &run_id, error)
      || !read_span (transaction, input, &span, error))
    return FALSE;
  run = wb_run_store_get (connection, run_id, &local);
  if (run == NULL)
    {
      if (local == NULL)
        g_set_error (&local, WB_ERROR, WB_ERROR_NOT_FOUND, "run_id: no run has it");
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  subject = dup_run_subject (run_id);
  g_string_append_c (answer, '{');
  wb_json_add_time (answer, "muted_until", span.until_us);
  g_string_append_c (answer, '}');
  wb_commit_note_run (wb_transaction_get_commit (transaction), run_id);
  return wb_snooze_store_set (connection, subject, span.until_us,
                              span.is_until_run_ends ? run_id : NULL, error);
}

static gboolean
wake (WbTransaction *transaction, const char *subject, GError **error)
{
  const char *text;

  if (!wb_snooze_store_set (wb_transaction_get_connection (transaction), subject, 0, NULL, error))
    return FALSE;
  if (g_str_has_prefix (subject, "run "))
    return TRUE;
  if (g_str_has_prefix (subject, "key "))
    return snooze_open (transaction, subject + 4, 0, error);

  text = subject + sizeof "notification";
  return snooze_one (transaction, g_ascii_strtoll (text, NULL, 10), 0, error);
}

/* wb_snooze_ends_run: whether @event is the end of its run, which is told even when it is muted. */
gboolean
wb_snooze_ends_run (const WbEvent *event)
{
  return g_str_equal (event->type->name, "training_completed")
         || g_str_equal (event->type->name, "training_failed");
}

/* wb_snooze_observe_event: the end of a run ends what was put off until then. */
gboolean
wb_snooze_observe_event (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  g_autoptr (GPtrArray) subjects = NULL;

  if (event->run_id == NULL || !wb_snooze_ends_run (event))
    return TRUE;

  subjects = wb_snooze_store_list_run (wb_transaction_get_connection (transaction), event->run_id,
                                       error);
  for (guint i = 0; subjects != NULL && i < subjects->len; i++)
    if (!wake (transaction, g_ptr_array_index (subjects, i), error))
      return FALSE;
  return subjects != NULL;
}

/* wb_snooze_notification: {"id", "body": {"minutes" | "until"}} -> {"snoozed_until"}; minutes 0
 * brings it back; until "tomorrow" is eight in the morning, "run_ends" waits for the end of its
 * run. */
const WbOperation wb_snooze_notification
    = { .name = "notification.snooze", .perform = snooze_notification };

/* wb_snooze_key: {"body": {"dedup_key", "minutes" | "until", "run_id"}} -> {"snoozed_until"}: what
 * is open now, and what comes until then. */
const WbOperation wb_snooze_key = { .name = "notification.snooze-key", .perform = snooze_key };

/* wb_snooze_all: {"body": {"minutes" | "until"}} -> {"snoozed_until", "snoozed"}: how many of what
 * nobody has read nor acknowledged; the newest WB_LIMIT_LIST_ROWS at the most. */
const WbOperation wb_snooze_all = { .name = "notification.snooze-all", .perform = snooze_all };

/* wb_snooze_run: {"run_id", "body": {"minutes" | "until"}} -> {"muted_until"}: until then all that
 * is told of the run is shown silently, but for its end. */
const WbOperation wb_snooze_run = { .name = "run.mute", .perform = mute_run };
