/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-monitor.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "engine/wb-metric-alert.h"
#include "engine/wb-metric-rules.h"
#include "model/wb-limits.h"
#include "store/wb-metric-store.h"

#define METRIC_COST "cost"
#define METRIC_STEP_TIME "step_time" /* seconds between two events that tell of progress */

static const WbJsonLimits metrics_limits
    = { WB_LIMIT_BODY_BYTES, WB_LIMIT_BODY_BYTES, 2, WB_LIMIT_EVENT_VALUES };

/* --- values --- */

static void
prepend_value (gint64 at_us, double value, gpointer data)
{
  const WbMetricValue sample = { at_us, value };

  g_array_prepend_val (data, sample);
}

static gboolean
read_past (WbConnection *connection,
           const WbMetricRule *rule,
           const WbMetricSeries *series,
           GArray *past,
           GError **error)
{
  if (rule->kind != WB_METRIC_UNUSUAL && rule->kind != WB_METRIC_FORECAST)
    return TRUE;
  return wb_metric_store_read_past (connection, series->id, series->last_us, rule->window,
                                    prepend_value, past, error);
}

/* A rule that is at rest and finds nothing has nothing to write down. */
static gboolean
is_at_rest (const WbMetricRule *rule, const WbMetricState *before, const WbMetricState *after)
{
  return rule->kind != WB_METRIC_ABSENT && before->phase == WB_METRIC_OK
         && after->phase == WB_METRIC_OK;
}

static gboolean
check_rule (WbTransaction *transaction,
            const WbMetricRule *rule,
            const WbMetricSeries *series,
            GString *alerts,
            GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  const WbMetricValue value = { series->last_us, series->last_value };
  g_auto (WbMetricFinding) finding = { 0 };
  WbMetricState before, after;

  if (!wb_metric_alert_read_state (connection, rule, series->id, &before, error)
      || !read_past (connection, rule, series, past, error))
    return FALSE;
  after = before;
  wb_metric_check_value (rule, past, &value, wb_transaction_get_now_us (transaction), &after,
                         &finding);
  return is_at_rest (rule, &before, &after)
         || wb_metric_alert_settle (transaction, rule, series, &after, &finding, alerts, error);
}

/* Clocks go no finer than this, and no more values come at once. */
#define SAME_MOMENT_US WB_LIMIT_BATCH_EVENTS

/* Each value has a time of its own: without one it comes now, or just after the one before. */
static void
set_time (const WbMetricSeries *known, gint64 now_us, WbMetricSeries *series)
{
  gint64 ahead_us = known->last_us - now_us;

  if (series->last_us != 0)
    series->last_us = MIN (series->last_us, now_us);
  else
    series->last_us = ahead_us >= 0 && ahead_us < SAME_MOMENT_US ? known->last_us + 1 : now_us;
}

/* What lies ahead is from before the clock was set back, and makes nothing late. */
static gboolean
is_late (const WbMetricSeries *known, gint64 now_us, const WbMetricSeries *series)
{
  return known->id != 0 && series->last_us < known->last_us
         && known->last_us < now_us + SAME_MOMENT_US;
}

/* Keeps the value of @series, and has every rule look at it; last_us 0 is now. One that comes late
 * is kept as part of the past, and tells nothing of how things are. */
static gboolean
record (WbTransaction *transaction, WbMetricSeries *series, GString *alerts, GError **error)
{
  const GPtrArray *rules = wb_transaction_get_policy (transaction)->metric_rules;
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  WbMetricSeries known
      = { .metric_name = series->metric_name, .service_name = series->service_name };
  gboolean is_past;

  if (!wb_metric_store_find_series (connection, &known, error))
    return FALSE;
  series->id = known.id;
  series->samples = known.samples;
  set_time (&known, now_us, series);
  is_past = is_late (&known, now_us, series);
  if (!wb_metric_store_add_sample (connection, series, is_past, error))
    return FALSE;

  for (guint i = 0; !is_past && i < rules->len; i++)
    {
      const WbMetricRule *rule = g_ptr_array_index (rules, i);

      if (wb_metric_rule_covers (rule, series->metric_name, series->service_name)
          && !check_rule (transaction, rule, series, alerts, error))
        return FALSE;
    }
  return TRUE;
}

/* --- what events tell --- */

static gboolean
record_event_value (WbTransaction *transaction,
                    const WbEvent *event,
                    const char *name,
                    double value,
                    GError **error)
{
  const GPtrArray *rules = wb_transaction_get_policy (transaction)->metric_rules;
  const char *service = event->run_id != NULL ? event->run_id : event->model_name;
  WbMetricSeries series = {
    .metric_name = name,
    .service_name = service != NULL ? service : "",
    .last_value = value,
  };

  for (guint i = 0; i < rules->len; i++)
    if (wb_metric_rule_covers (g_ptr_array_index (rules, i), name, series.service_name))
      return record (transaction, &series, NULL, error);
  return TRUE;
}

static gboolean
observe_metrics (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  g_autoptr (WbJson) json
      = wb_json_parse (event->metrics, strlen (event->metrics), &metrics_limits, NULL);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (json == NULL)
    return TRUE;
  wb_json_iter_init (&iter, wb_json_get_root (json));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);

      if (!record_event_value (transaction, event, key, wb_json_value_get_double (value), error))
        return FALSE;
    }
  return TRUE;
}

/* The time since the last event of the run that told of progress, as the run tells the time. */
static gboolean
observe_step (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  WbMetricSeries known = { .metric_name = WB_METRIC_STEP_MARK, .service_name = event->run_id };
  WbMetricSeries mark;

  if (!wb_metric_store_find_series (connection, &known, error))
    return FALSE;
  mark = known;
  mark.last_us = event->occurred_us != 0 ? MIN (event->occurred_us, now_us) : now_us;
  return wb_metric_store_add_sample (connection, &mark, is_late (&known, now_us, &mark), error)
         && (known.id == 0 || mark.last_us <= known.last_us
             || record_event_value (transaction, event, METRIC_STEP_TIME,
                                    (double) (mark.last_us - known.last_us) / G_USEC_PER_SEC,
                                    error));
}

static gboolean
tells_progress (const WbEvent *event)
{
  return event->run_id != NULL
         && (g_str_equal (event->type->name, "batch_processed")
             || g_str_equal (event->type->name, "epoch_completed"));
}

/*
 * wb_metric_monitor_observe_event:
 *
 * The numbers of an event are metrics of its run, or model, as far as a rule names them: its
 * metrics, its cost, and the time of a step.
 */
gboolean
wb_metric_monitor_observe_event (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  const WbMetricNames *names = wb_transaction_get_policy (transaction)->metric_names;

  if (event->metrics != NULL && wb_metric_names_has_any (names, event->metrics)
      && !observe_metrics (transaction, event, error))
    return FALSE;
  if (event->cost != NULL && wb_metric_names_has (names, METRIC_COST)
      && !record_event_value (transaction, event, METRIC_COST, g_ascii_strtod (event->cost, NULL),
                              error))
    return FALSE;
  return !tells_progress (event) || !wb_metric_names_has (names, METRIC_STEP_TIME)
         || observe_step (transaction, event, error);
}

/*
 * wb_metric_monitor_look:
 * @key: rule, metric and service
 *
 * The WbAlarmHandler of WB_ALARM_METRICS: looks when time alone may bring something, so that
 * nothing has to look every minute.
 */
gboolean
wb_metric_monitor_look (WbTransaction *transaction, const char *key, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_auto (GStrv) names = wb_metric_alert_parse_key (key);
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  g_auto (WbMetricFinding) finding = { 0 };
  WbMetricSeries series = { 0 };
  const WbMetricRule *rule;
  WbMetricState state;

  g_return_val_if_fail (names != NULL, TRUE);

  rule = wb_metric_rules_find (wb_transaction_get_policy (transaction)->metric_rules, names[0]);
  series.metric_name = names[1];
  series.service_name = names[2];
  if (rule == NULL || !rule->is_active)
    return TRUE;
  if (!wb_metric_store_find_series (connection, &series, error))
    return FALSE;
  if (series.id == 0)
    return TRUE;
  if (!wb_metric_alert_read_state (connection, rule, series.id, &state, error))
    return FALSE;

  if (!read_past (connection, rule, &series, past, error))
    return FALSE;
  wb_metric_check_time (rule, past, &(WbMetricValue){ series.last_us, series.last_value },
                        wb_transaction_get_now_us (transaction), &state, &finding);
  return wb_metric_alert_settle (transaction, rule, &series, &state, &finding, NULL, error);
}

/* --- operations --- */

static gboolean
read_value (WbJsonValue sample, double *value, GError **error)
{
  WbJsonValue member;

  if (!wb_json_value_lookup (sample, "value", &member)
      || wb_json_value_get_kind (member) != WB_JSON_NUMBER)
    return wb_field_refuse (error, "value", "expected a number");
  *value = wb_json_value_get_double (member);
  return TRUE;
}

static gboolean
read_time (WbJsonValue sample, gint64 *at_us, GError **error)
{
  WbJsonValue member;

  return !wb_json_value_lookup (sample, "at", &member)
         || wb_field_read_time ("at", member, at_us, error);
}

/* memory_allocated / total_memory is a percentage as well. */
static void
scale_ratio (WbMetricSeries *series)
{
  if (g_strcmp0 (series->unit, "ratio") != 0 || !g_str_has_suffix (series->metric_name, "_percent"))
    return;
  series->last_value *= 100.0;
  series->unit = "%";
}

static gboolean
record_sample (WbTransaction *transaction, WbJsonValue sample, GString *alerts, GError **error)
{
  g_autofree char *metric_name = NULL, *service_name = NULL, *unit = NULL, *status = NULL;
  WbMetricSeries series = { 0 };

  if (wb_json_value_get_kind (sample) != WB_JSON_OBJECT)
    return wb_field_refuse (error, "sample", "expected an object");
  if (!wb_input_require_string (sample, "metric_name", WB_LIMIT_METRIC_NAME_CHARACTERS,
                                &metric_name, error)
      || !wb_input_read_string (sample, "service_name", WB_LIMIT_NAME_CHARACTERS, &service_name,
                                error)
      || !wb_input_read_string (sample, "unit", WB_LIMIT_METRIC_STATUS_CHARACTERS, &unit, error)
      || !wb_input_read_string (sample, "status", WB_LIMIT_METRIC_STATUS_CHARACTERS, &status, error)
      || !read_value (sample, &series.last_value, error)
      || !read_time (sample, &series.last_us, error))
    return FALSE;

  series.metric_name = metric_name;
  series.service_name = service_name != NULL ? service_name : "";
  series.unit = unit;
  series.status = status;
  scale_ratio (&series);
  return record (transaction, &series, alerts, error);
}

static gboolean
record_list (WbTransaction *transaction,
             WbJsonValue samples,
             guint *recorded,
             GString *alerts,
             GError **error)
{
  WbJsonIter iter;
  WbJsonValue sample;

  if (wb_json_value_count_items (samples) > WB_LIMIT_BATCH_EVENTS)
    return wb_field_refuse (error, "samples", "expected at most %d", WB_LIMIT_BATCH_EVENTS);

  wb_json_iter_init (&iter, samples);
  while (wb_json_iter_next (&iter, NULL, &sample))
    {
      if (!record_sample (transaction, sample, alerts, error))
        {
          g_prefix_error (error, "samples[%u].", *recorded);
          return FALSE;
        }
      (*recorded)++;
    }
  return TRUE;
}

/* Either @body is a list, or it holds one. */
static gboolean
find_list (WbJsonValue body, WbJsonValue *samples)
{
  *samples = body;
  return wb_json_value_get_kind (body) == WB_JSON_ARRAY
         || (wb_json_value_get_kind (body) == WB_JSON_OBJECT
             && wb_json_value_lookup (body, "samples", samples)
             && wb_json_value_get_kind (*samples) == WB_JSON_ARRAY);
}

static gboolean
perform_record (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (GString) alerts = g_string_new ("[");
  WbJsonValue body, samples;
  guint recorded = 0;

  if (!wb_json_value_lookup (input, "body", &body))
    return wb_field_refuse (error, "body", "expected a sample, or an array of them");
  if (find_list (body, &samples))
    {
      if (!record_list (transaction, samples, &recorded, alerts, error))
        return FALSE;
    }
  else
    {
      if (!record_sample (transaction, body, alerts, error))
        return FALSE;
      recorded = 1;
    }
  g_string_append_printf (answer, "{\"recorded\":%u,\"alerts\":%s]}", recorded, alerts->str);
  wb_transaction_touch (transaction, WB_TOPIC_METRICS);
  return TRUE;
}

static void
append_series (const WbMetricSeries *series, gpointer data)
{
  GString *answer = data;

  if (g_str_equal (series->metric_name, WB_METRIC_STEP_MARK))
    return;
  wb_json_begin_item (answer);
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "metric_name", series->metric_name);
  wb_json_add_string (answer, "service_name", series->service_name);
  wb_json_add_string (answer, "unit", series->unit);
  wb_json_add_string (answer, "status", series->status);
  wb_json_begin_member (answer, "value");
  wb_json_append_double (answer, series->last_value);
  wb_json_add_time (answer, "at", series->last_us);
  g_string_append_c (answer, '}');
}

static gboolean
ask_list (WbConnection *connection,
          WbJsonValue input,
          gint64 now_us G_GNUC_UNUSED,
          GString *answer,
          GError **error)
{
  g_autofree char *metric_name = NULL;
  guint limit;

  if (!wb_input_read_limit (input, &limit, error)
      || !wb_input_read_string (input, "metric_name", WB_LIMIT_METRIC_NAME_CHARACTERS, &metric_name,
                                error))
    return FALSE;
  g_string_append (answer, "{\"metrics\":[");
  if (!wb_metric_store_list_series (connection, metric_name, limit, append_series, answer, error))
    return FALSE;
  g_string_append (answer, "]}");
  return TRUE;
}

/*
 * wb_metric_record: {"body": {"metric_name", "value", "unit", "service_name", "status", "at"}, or
 * an array of such, or {"samples": [...]}} -> {"recorded", "alerts": [{"rule", "service_name",
 * "state", "why", "event_id", "outcome"}]}; all of them or, with an error that names the place,
 * none.
 */
const WbOperation wb_metric_record = { .name = "metric.record", .perform = perform_record };

/* wb_metric_list: {"metric_name", "limit"} -> {"metrics": [...]} with the last value of each. */
const WbOperation wb_metric_list = { .name = "metric.list", .ask = ask_list };
