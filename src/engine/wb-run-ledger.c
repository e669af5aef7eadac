/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-ledger.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "base/wb-time.h"
#include "engine/wb-cost-thresholds.h"
#include "engine/wb-run-state.h"
#include "model/wb-limits.h"
#include "store/wb-cost-alert-store.h"
#include "store/wb-run-store.h"

#define SOURCE "wakebell"
#define STALLED "training_stalled"
#define COST_EXCEEDED "cost_threshold_exceeded"
#define TRIM_STEP 128 /* events between two looks at how many runs there are */
/* An alarm that comes later than that did not miss the news: nobody was there to hear them. */
#define ABSENCE_US G_TIME_SPAN_MINUTE

/* --- cost --- */

/* What a cost is counted for: a run, or a model without one; NULL: neither. */
static char *
dup_cost_subject (const WbEvent *event)
{
  if (event->run_id != NULL)
    return g_strconcat ("run ", event->run_id, NULL);
  return event->model_name != NULL ? g_strconcat ("model ", event->model_name, NULL) : NULL;
}

static gboolean
mark_alerted (WbTransaction *transaction,
              const char *subject,
              const GArray *thresholds,
              GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);

  for (guint i = 0; i < thresholds->len; i++)
    if (!wb_cost_alert_store_add (connection, subject, g_array_index (thresholds, double, i),
                                  wb_transaction_get_now_us (transaction), error))
      return FALSE;
  return thresholds->len == 0 || wb_cost_alert_store_trim (connection, WB_LIMIT_COST_ALERTS, error);
}

/* Each threshold is told once, so no cooldown of another one may swallow it. */
static char *
dup_cost_key (const char *subject, double threshold)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.15g", threshold);
  return g_strconcat (subject, ":cost:", text, NULL);
}

static gboolean
tell_cost (WbTransaction *transaction,
           const WbEvent *event,
           const char *subject,
           double threshold,
           GError **error)
{
  g_autoptr (WbEvent) alert = wb_event_new (wb_catalogue_lookup (COST_EXCEEDED));
  g_autoptr (GString) context = g_string_new ("{\"threshold\":");
  WbReceipt receipt;

  wb_json_append_double (context, threshold);
  g_string_append_c (context, '}');
  alert->source = g_strdup (SOURCE);
  alert->run_id = g_strdup (event->run_id);
  alert->model_name = g_strdup (event->model_name);
  alert->cost = g_strdup (event->cost);
  alert->context = g_strdup (context->str);
  alert->dedup_key = dup_cost_key (subject, threshold);
  return wb_transaction_submit (transaction, alert, &receipt, error);
}

static gboolean
check_cost (WbTransaction *transaction, const WbEvent *event, const char *subject, GError **error)
{
  const GArray *thresholds = wb_transaction_get_preferences (transaction)->cost_thresholds;
  double cost = g_ascii_strtod (event->cost, NULL);
  g_autoptr (GArray) alerted = NULL;
  g_autoptr (GArray) crossed = NULL;

  if (thresholds->len == 0 || cost <= g_array_index (thresholds, double, 0))
    return TRUE;
  alerted = wb_cost_alert_store_list (wb_transaction_get_connection (transaction), subject, error);
  if (alerted == NULL)
    return FALSE;
  crossed = wb_cost_thresholds_list_crossed (thresholds, alerted, cost);
  if (crossed->len == 0)
    return TRUE;
  return mark_alerted (transaction, subject, crossed, error)
         && tell_cost (transaction, event, subject,
                       g_array_index (crossed, double, crossed->len - 1), error);
}

/* Someone told of a threshold on their own: it, and what lies below it, needs no telling again. */
static gboolean
note_told_cost (WbTransaction *transaction,
                const WbEvent *event,
                const char *subject,
                GError **error)
{
  const GArray *thresholds = wb_transaction_get_preferences (transaction)->cost_thresholds;
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (WbJson) context = wb_event_parse_context (event);
  g_autoptr (GArray) told = NULL;
  WbJsonValue member;
  double threshold;

  if (context == NULL || !wb_json_value_lookup (wb_json_get_root (context), "threshold", &member)
      || wb_json_value_get_kind (member) != WB_JSON_NUMBER)
    return TRUE;
  threshold = wb_json_value_get_double (member);
  told = wb_cost_thresholds_list_crossed (thresholds, none, threshold);
  g_array_append_val (told, threshold);
  return mark_alerted (transaction, subject, told, error);
}

static gboolean
observe_cost (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  g_autofree char *subject = NULL;

  gboolean starts = event->run_id == NULL && g_str_equal (event->type->name, "training_started");

  if (event->cost == NULL && !starts && !g_str_equal (event->type->name, COST_EXCEEDED))
    return TRUE;
  subject = dup_cost_subject (event);
  if (subject == NULL)
    return TRUE;
  /* A model has no run that could begin anew: the next training of it costs from nothing. */
  if (starts
      && !wb_cost_alert_store_clear (wb_transaction_get_connection (transaction), subject, error))
    return FALSE;
  if (event->cost == NULL && starts)
    return TRUE;
  return g_str_equal (event->type->name, COST_EXCEEDED)
             ? note_told_cost (transaction, event, subject, error)
             : check_cost (transaction, event, subject, error);
}

/* --- silence --- */

static WbEvent *
create_stall_event (const WbRun *run)
{
  WbEvent *event = wb_event_new (wb_catalogue_lookup (STALLED));

  event->source = g_strdup (SOURCE);
  event->run_id = g_strdup (run->run_id);
  event->model_name = g_strdup (run->model_name);
  event->epoch = run->epoch;
  event->total_epochs = run->total_epochs;
  event->dedup_key = g_strconcat ("run:", run->run_id, ":stalled", NULL);
  return event;
}

static gboolean
tell_silence (WbTransaction *transaction, WbRun *run, GError **error)
{
  g_autoptr (WbEvent) event = create_stall_event (run);
  g_autoptr (GString) context = g_string_new ("{");
  g_autofree char *since = NULL;
  char time[WB_TIME_TEXT_SIZE];
  WbRunChange change;
  WbReceipt receipt;

  wb_time_format (run->updated_us, time);
  since = g_strdup_printf ("%.19sZ", time); /* to the second is enough to read */
  wb_json_add_string (context, "silent_since", since);
  wb_json_add_int64 (context, "expect_within", run->expect_within_s);
  g_string_append_c (context, '}');
  event->context = g_strdup (context->str);
  if (!wb_transaction_submit (transaction, event, &receipt, error))
    return FALSE;

  wb_run_state_apply (run, event, wb_transaction_get_now_us (transaction), &change);
  run->last_event_id = receipt.id;
  return TRUE;
}

/* Whatever the run says, it speaks: the trouble is over. Types that say so by themselves end it. */
static gboolean
end_silence (WbTransaction *transaction, const WbRun *run, const WbEvent *news, GError **error)
{
  g_autoptr (WbEvent) event = NULL;
  WbReceipt receipt;

  if (wb_event_type_resolves (news->type, STALLED))
    return TRUE;
  event = create_stall_event (run);
  event->is_resolved = TRUE;
  event->severity = WB_SEVERITY_INFO;
  event->priority = wb_severity_get_priority (event->severity);
  event->title = run->model_name != NULL
                     ? g_strdup_printf (_ ("Training goes on: %s"), run->model_name)
                     : g_strdup (_ ("Training goes on"));
  return wb_transaction_submit (transaction, event, &receipt, error);
}

/* One alarm looks as often as news is promised, not as often as it comes. */
static gboolean
watch (WbTransaction *transaction, WbRun *run, GError **error)
{
  gint64 due_us = run->expect_by_us;

  if (due_us == 0 || (run->alarm_us != 0 && run->alarm_us <= due_us))
    return TRUE;
  run->alarm_us = due_us;
  return wb_transaction_set_alarm (transaction, WB_ALARM_STALL, run->run_id, due_us, error);
}

/*
 * wb_run_ledger_look:
 * @run_id: of a run that promised news: an alarm's key
 *
 * Raises training_stalled when the promise was not kept.
 */
gboolean
wb_run_ledger_look (WbTransaction *transaction, const char *run_id, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbRun) run = wb_run_store_get (connection, run_id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (run == NULL)
    return TRUE;

  run->alarm_us = 0;
  if (wb_run_state_is_silent (run, now_us) && now_us - run->expect_by_us > ABSENCE_US)
    run->expect_by_us = now_us + run->expect_within_s * G_USEC_PER_SEC;
  if (wb_run_state_is_silent (run, now_us) && !tell_silence (transaction, run, error))
    return FALSE;
  wb_commit_note_run (wb_transaction_get_commit (transaction), run_id);
  return watch (transaction, run, error) && wb_run_store_put (connection, run, error);
}

/* --- runs --- */

static gboolean
forget_past (WbConnection *connection, const WbRun *run, GError **error)
{
  g_autofree char *subject = g_strconcat ("run ", run->run_id, NULL);

  return wb_run_store_clear_losses (connection, run->run_id, error)
         && wb_cost_alert_store_clear (connection, subject, error);
}

static gboolean
store_loss (WbConnection *connection, const WbRun *run, const WbRunChange *change, GError **error)
{
  return (!change->thins_losses
          || wb_run_store_thin_losses (connection, run->run_id, run->loss_stride, error))
         && (!change->keeps_loss
             || wb_run_store_add_loss (connection, run->run_id, change->loss_index,
                                       &change->loss_point, error));
}

/* Now and then: counting them for each new one would cost more than all the rest. */
static gboolean
trim_runs (WbConnection *connection, gint64 event_id, GError **error)
{
  return event_id % TRIM_STEP != 0 || wb_run_store_trim (connection, WB_LIMIT_RUNS, error);
}

/* (transfer full): the run that @event tells of, as it was; a new one has no updated_us. */
static WbRun *
get_run (WbConnection *connection, const char *run_id, gint64 event_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  WbRun *run = wb_run_store_get (connection, run_id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (run == NULL && trim_runs (connection, event_id, error))
    run = wb_run_new (run_id);
  return run;
}

static gboolean
observe_run (WbTransaction *transaction, const WbEvent *event, gint64 event_id, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbRun) run = get_run (connection, event->run_id, event_id, error);
  WbRunChange change;

  if (run == NULL)
    return FALSE;
  wb_run_state_apply (run, event, wb_transaction_get_now_us (transaction), &change);
  if (!change.is_late)
    run->last_event_id = event_id;
  wb_commit_note_run (wb_transaction_get_commit (transaction), run->run_id);
  return (!change.begins_anew || forget_past (connection, run, error))
         && store_loss (connection, run, &change, error) && watch (transaction, run, error)
         && wb_run_store_put (connection, run, error)
         && (!change.ends_silence || end_silence (transaction, run, event, error));
}

/*
 * wb_run_ledger_observe_event:
 * @event: that someone sent; it is stored
 * @event_id: its id in the history
 *
 * Keeps the run that @event tells of, watches over its promise of news, and raises
 * cost_threshold_exceeded, once for each threshold and run, or model without a run. An event of a
 * model alone belongs to no run.
 */
gboolean
wb_run_ledger_observe_event (WbTransaction *transaction,
                             const WbEvent *event,
                             gint64 event_id,
                             GError **error)
{
  return (event->run_id == NULL || observe_run (transaction, event, event_id, error))
         && observe_cost (transaction, event, error);
}
