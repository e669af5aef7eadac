/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-alert.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

#define SEPARATOR "\n"

/* --- how it stands --- */

/* wb_metric_alert_read_state: at rest where nothing is known. */
gboolean
wb_metric_alert_read_state (WbConnection *connection,
                            const WbMetricRule *rule,
                            gint64 series_id,
                            WbMetricState *state,
                            GError **error)
{
  WbMetricStateRow row;

  if (!wb_metric_store_get_state (connection, rule->name, series_id, &row, error))
    return FALSE;
  *state = (WbMetricState){ (WbMetricPhase) row.phase, row.since_us, row.alerted_us,
                            (guint) row.suppressed };
  return TRUE;
}

/* wb_metric_alert_parse_key: (transfer full) (nullable): of an alarm: rule, metric and service. */
GStrv
wb_metric_alert_parse_key (const char *key)
{
  g_auto (GStrv) names = g_strsplit (key, SEPARATOR, 3);

  if (g_strv_length (names) != 3)
    return NULL;
  for (GStrv name = names; *name != NULL; name++)
    {
      g_autofree char *escaped = *name;

      *name = g_strcompress (escaped);
    }
  return g_steal_pointer (&names);
}

/* --- raising --- */

static void
add_double (GString *json, const char *name, double number)
{
  wb_json_begin_member (json, name);
  wb_json_append_double (json, number);
}

static char *
write_context (const WbMetricRule *rule, const WbMetricSeries *series, const char *why)
{
  GString *context = g_string_new ("{");

  wb_json_add_string (context, "rule", rule->name);
  wb_json_add_string (context, "metric_name", series->metric_name);
  if (*series->service_name != '\0')
    wb_json_add_string (context, "service_name", series->service_name);
  add_double (context, "value", series->last_value);
  /* The templates of GPU and disk speak of a percentage. */
  if (g_str_has_suffix (series->metric_name, "_percent"))
    add_double (context, "percentage", series->last_value);
  if (rule->kind == WB_METRIC_THRESHOLD || rule->kind == WB_METRIC_FORECAST)
    add_double (context, "threshold", rule->threshold);
  wb_json_add_string (context, "unit", series->unit);
  wb_json_add_string (context, "why", why);
  g_string_append_c (context, '}');
  return g_string_free (context, FALSE);
}

static WbEvent *
create_event (const WbMetricRule *rule,
              const WbMetricSeries *series,
              const WbMetricFinding *finding)
{
  WbEvent *event = wb_event_new (rule->event_type);

  event->severity = finding->is_resolved ? WB_SEVERITY_INFO : wb_metric_rule_get_severity (rule);
  event->priority = finding->is_resolved ? WB_PRIORITY_LOW : rule->priority;
  event->is_resolved = finding->is_resolved;
  event->context = write_context (rule, series, finding->why);
  event->dedup_key
      = g_strdup_printf ("metric:%s:%s:%s", rule->name, series->metric_name, series->service_name);
  /* A threshold speaks by its template. */
  if (rule->kind != WB_METRIC_THRESHOLD && finding->why != NULL)
    event->message = g_strdup (finding->why);
  return event;
}

static void
append_alert (GString *alerts,
              const WbMetricRule *rule,
              const WbMetricSeries *series,
              const WbMetricFinding *finding,
              const WbReceipt *receipt)
{
  if (alerts == NULL)
    return;

  wb_json_begin_item (alerts);
  g_string_append_c (alerts, '{');
  wb_json_add_string (alerts, "rule", rule->name);
  wb_json_add_string (alerts, "service_name", series->service_name);
  wb_json_add_string (alerts, "state", finding->is_resolved ? "resolved" : "firing");
  wb_json_add_string (alerts, "why", finding->why);
  wb_json_add_int64 (alerts, "event_id", receipt->id);
  wb_json_add_string (alerts, "outcome", wb_outcome_to_string (receipt->outcome));
  g_string_append_c (alerts, '}');
}

/* Escaped, since names may hold the separator. */
static gboolean
set_alarm (WbTransaction *transaction,
           const WbMetricRule *rule,
           const WbMetricSeries *series,
           gint64 due_us,
           GError **error)
{
  g_autofree char *rule_name = g_strescape (rule->name, NULL);
  g_autofree char *metric_name = g_strescape (series->metric_name, NULL);
  g_autofree char *service_name = g_strescape (series->service_name, NULL);
  g_autofree char *key = g_strjoin (SEPARATOR, rule_name, metric_name, service_name, NULL);

  return wb_transaction_set_alarm (transaction, WB_ALARM_METRICS, key, due_us, error);
}

static gboolean
set_next_alarm (WbTransaction *transaction,
                const WbMetricRule *rule,
                const WbMetricSeries *series,
                const WbMetricState *state,
                GError **error)
{
  const WbMetricValue last = { series->last_us, series->last_value };

  return set_alarm (transaction, rule, series, wb_metric_check_get_due_us (rule, &last, state),
                    error);
}

/*
 * wb_metric_alert_settle: writes down how @rule stands with @series, and tells what was found.
 * @alerts: (nullable): gets what was raised, as items of a JSON array
 */
gboolean
wb_metric_alert_settle (WbTransaction *transaction,
                        const WbMetricRule *rule,
                        const WbMetricSeries *series,
                        const WbMetricState *state,
                        const WbMetricFinding *finding,
                        GString *alerts,
                        GError **error)
{
  const WbMetricStateRow row
      = { state->phase, state->since_us, state->alerted_us, state->suppressed };
  g_autoptr (WbEvent) event = NULL;
  WbReceipt receipt;

  if (!wb_metric_store_put_state (wb_transaction_get_connection (transaction), rule->name,
                                  series->id, &row, error)
      || !set_next_alarm (transaction, rule, series, state, error))
    return FALSE;
  if (!finding->is_raised && !finding->is_resolved)
    return TRUE;

  event = create_event (rule, series, finding);
  if (!wb_transaction_submit (transaction, event, &receipt, error))
    return FALSE;
  append_alert (alerts, rule, series, finding, &receipt);
  return TRUE;
}

/* --- a rule that changes --- */

static void
keep_series (const WbMetricSeries *series, gpointer data)
{
  WbMetricSeries *kept = g_memdup2 (series, sizeof *series);

  kept->metric_name = g_strdup (series->metric_name);
  kept->service_name = g_strdup (series->service_name);
  kept->unit = g_strdup (series->unit);
  kept->status = NULL;
  g_ptr_array_add (data, kept);
}

static void
free_series (gpointer data)
{
  WbMetricSeries *series = data;

  g_free ((char *) series->metric_name);
  g_free ((char *) series->service_name);
  g_free ((char *) series->unit);
  g_free (series);
}

/* What rang is over: no rule looks at it any more. */
static gboolean
retire (WbTransaction *transaction,
        const WbMetricRule *rule,
        const WbMetricSeries *series,
        const WbMetricState *state,
        GError **error)
{
  const WbMetricFinding finding = { .is_resolved = TRUE };
  WbReceipt receipt;

  if (state->phase == WB_METRIC_FIRING)
    {
      g_autoptr (WbEvent) event = create_event (rule, series, &finding);

      g_free (event->message);
      event->message = g_strdup (_ ("Its rule does not look at it any more."));
      if (!wb_transaction_submit (transaction, event, &receipt, error))
        return FALSE;
    }
  return wb_metric_store_delete_state (wb_transaction_get_connection (transaction), rule->name,
                                       series->id, error)
         && set_alarm (transaction, rule, series, 0, error);
}

static gboolean
covers (const WbMetricRule *rule, const WbMetricSeries *series)
{
  return rule != NULL && !g_str_equal (series->metric_name, WB_METRIC_STEP_MARK)
         && wb_metric_rule_covers (rule, series->metric_name, series->service_name);
}

/*
 * wb_metric_alert_follow_rule:
 * @before: (nullable): the rule as it was; %NULL: there was none
 * @after: (nullable): as it is now; %NULL: it is gone
 *
 * How a rule stands with a series outlives a change: the next value is judged by the new one. What
 * the new one does not look at is over, and what it waits for is waited for at once.
 */
gboolean
wb_metric_alert_follow_rule (WbTransaction *transaction,
                             const WbMetricRule *before,
                             const WbMetricRule *after,
                             GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (free_series);

  if (!wb_metric_store_list_series (connection, NULL, WB_LIMIT_METRIC_SERIES, keep_series, all,
                                    error))
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const WbMetricSeries *series = g_ptr_array_index (all, i);
      gboolean is_covered = covers (after, series);
      WbMetricState state;

      if (!is_covered && !covers (before, series))
        continue;
      if (!wb_metric_alert_read_state (connection, is_covered ? after : before, series->id, &state,
                                       error))
        return FALSE;
      if (is_covered ? !set_next_alarm (transaction, after, series, &state, error)
                     : !retire (transaction, before, series, &state, error))
        return FALSE;
    }
  return TRUE;
}
