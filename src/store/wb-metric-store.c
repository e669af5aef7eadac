/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-metric-store.h"

#include "model/wb-limits.h"
#include "store/wb-policy-store.h"

#define SAMPLES_AGE_US G_TIME_SPAN_DAY
#define ROOM_STEP 128 /* new series between two looks at how many there are */

/* --- series --- */

/* wb_metric_store_find_series: by its names; id, last value and samples are filled in, or id is 0.
 */
gboolean
wb_metric_store_find_series (WbConnection *connection, WbMetricSeries *series, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT id, last_us, last_value, samples FROM metric_series"
                               " WHERE metric_name = ?1 AND service_name = ?2",
                               error);

  if (select == NULL)
    return FALSE;

  wb_statement_bind_text (select, 1, series->metric_name);
  wb_statement_bind_text (select, 2, series->service_name);
  series->id = 0;
  if (wb_statement_next (select, &local))
    {
      series->id = wb_statement_get_int64 (select, 0);
      series->last_us = wb_statement_get_int64 (select, 1);
      series->last_value = wb_statement_get_double (select, 2);
      series->samples = wb_statement_get_int64 (select, 3);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
run_with_id (WbConnection *connection, const char *sql, gint64 id, gint64 number, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  wb_statement_bind_int64 (statement, 2, number);
  return wb_statement_run (statement, error);
}

static gboolean
read_number (WbConnection *connection, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql, error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *number = wb_statement_get_int64 (select, 0);
  return TRUE;
}

static gboolean
cut_series (WbConnection *connection, gint64 n, gint64 newest_id, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM metric_samples WHERE series_id IN"
    " (SELECT id FROM metric_series WHERE id <> ?2 ORDER BY last_us LIMIT ?1)",
    "DELETE FROM metric_states WHERE series_id IN"
    " (SELECT id FROM metric_series WHERE id <> ?2 ORDER BY last_us LIMIT ?1)",
    "DELETE FROM metric_series WHERE id IN"
    " (SELECT id FROM metric_series WHERE id <> ?2 ORDER BY last_us LIMIT ?1)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql[i], error);

      if (statement == NULL)
        return FALSE;
      wb_statement_bind_int64 (statement, 1, n);
      wb_statement_bind_int64 (statement, 2, newest_id);
      if (!wb_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

/* Now and then, since counting costs: the series that are silent for longest make room, with all
 * that is known of them; never the new one, whose first value may be of long ago. */
static gboolean
make_room (WbConnection *connection, gint64 newest_id, GError **error)
{
  gint64 count;

  if (newest_id % ROOM_STEP != 0)
    return TRUE;
  return read_number (connection, "SELECT count(*) FROM metric_series", &count, error)
         && (count <= WB_LIMIT_METRIC_SERIES
             || cut_series (connection, count - WB_LIMIT_METRIC_SERIES, newest_id, error));
}

static gboolean
put_series (WbConnection *connection,
            const WbMetricSeries *series,
            gboolean is_late,
            GError **error)
{
  g_autoptr (WbStatement) put = wb_connection_prepare (
      connection,
      "INSERT INTO metric_series (metric_name, service_name, unit, status, last_us, last_value,"
      " samples) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
      " ON CONFLICT (metric_name, service_name) DO UPDATE SET samples = ?7,"
      " unit = CASE WHEN ?8 THEN unit ELSE coalesce(?3, unit) END,"
      " status = CASE WHEN ?8 THEN status ELSE coalesce(?4, status) END,"
      " last_us = CASE WHEN ?8 THEN last_us ELSE ?5 END,"
      " last_value = CASE WHEN ?8 THEN last_value ELSE ?6 END",
      error);
  if (put == NULL)
    return FALSE;
  wb_statement_bind_text (put, 1, series->metric_name);
  wb_statement_bind_text (put, 2, series->service_name);
  wb_statement_bind_text (put, 3, series->unit);
  wb_statement_bind_text (put, 4, series->status);
  wb_statement_bind_int64 (put, 5, series->last_us);
  wb_statement_bind_double (put, 6, series->last_value);
  wb_statement_bind_int64 (put, 7, series->samples);
  wb_statement_bind_int64 (put, 8, is_late);
  return wb_statement_run (put, error);
}

/* What is too old, or too many, goes once in a while. */
static gboolean
cut_samples (WbConnection *connection, WbMetricSeries *series, GError **error)
{
  if (series->samples < 2 * WB_LIMIT_METRIC_SAMPLES)
    return TRUE;

  series->samples = WB_LIMIT_METRIC_SAMPLES;
  return run_with_id (connection, "DELETE FROM metric_samples WHERE series_id = ?1 AND at_us <= ?2",
                      series->id, series->last_us - SAMPLES_AGE_US, error)
         && run_with_id (connection,
                         "DELETE FROM metric_samples WHERE series_id = ?1 AND at_us NOT IN"
                         " (SELECT at_us FROM metric_samples WHERE series_id = ?1"
                         " ORDER BY at_us DESC LIMIT ?2)",
                         series->id, WB_LIMIT_METRIC_SAMPLES, error);
}

static gboolean
insert_sample (WbConnection *connection, const WbMetricSeries *series, GError **error)
{
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO metric_samples (series_id, at_us, value) VALUES (?1, ?2, ?3)"
      " ON CONFLICT DO UPDATE SET value = ?3",
      error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_int64 (insert, 1, series->id);
  wb_statement_bind_int64 (insert, 2, series->last_us);
  wb_statement_bind_double (insert, 3, series->last_value);
  return wb_statement_run (insert, error);
}

/*
 * wb_metric_store_add_sample:
 * @series: (inout): last_us and last_value are the new one; its id is set
 * @is_late: the series has a later one, which stays its last
 */
gboolean
wb_metric_store_add_sample (WbConnection *connection,
                            WbMetricSeries *series,
                            gboolean is_late,
                            GError **error)
{
  WbMetricSeries known
      = { .metric_name = series->metric_name, .service_name = series->service_name };

  if (!cut_samples (connection, series, error))
    return FALSE;
  series->samples++;
  if (!put_series (connection, series, is_late, error))
    return FALSE;
  if (series->id == 0)
    {
      if (!wb_metric_store_find_series (connection, &known, error))
        return FALSE;
      series->id = known.id;
      if (!make_room (connection, series->id, error))
        return FALSE;
    }
  return insert_sample (connection, series, error);
}

/* wb_metric_store_read_past: the newest @limit before @before_us, newest first. */
gboolean
wb_metric_store_read_past (WbConnection *connection,
                           gint64 series_id,
                           gint64 before_us,
                           guint limit,
                           WbMetricSampleFunc func,
                           gpointer data,
                           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT at_us, value FROM metric_samples"
                               " WHERE series_id = ?1 AND at_us < ?2 ORDER BY at_us DESC LIMIT ?3",
                               error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, series_id);
  wb_statement_bind_int64 (select, 2, before_us);
  wb_statement_bind_int64 (select, 3, limit);
  while (wb_statement_next (select, &local))
    func (wb_statement_get_int64 (select, 0), wb_statement_get_double (select, 1), data);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_metric_store_list_series: @metric_name: (nullable): only those; the newest first. */
gboolean
wb_metric_store_list_series (WbConnection *connection,
                             const char *metric_name,
                             guint limit,
                             WbMetricSeriesFunc func,
                             gpointer data,
                             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT id, metric_name, service_name, unit, status, last_us, last_value FROM metric_series"
      " WHERE ?1 IS NULL OR metric_name = ?1 ORDER BY last_us DESC LIMIT ?2",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, metric_name);
  wb_statement_bind_int64 (select, 2, limit);
  while (wb_statement_next (select, &local))
    {
      const WbMetricSeries series = {
        .id = wb_statement_get_int64 (select, 0),
        .metric_name = wb_statement_get_text (select, 1),
        .service_name = wb_statement_get_text (select, 2),
        .unit = wb_statement_get_text (select, 3),
        .status = wb_statement_get_text (select, 4),
        .last_us = wb_statement_get_int64 (select, 5),
        .last_value = wb_statement_get_double (select, 6),
      };

      func (&series, data);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- states --- */

/* wb_metric_store_get_state: all 0 where nothing is known. */
gboolean
wb_metric_store_get_state (WbConnection *connection,
                           const char *rule,
                           gint64 series_id,
                           WbMetricStateRow *state,
                           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT phase, since_us, alerted_us, suppressed FROM metric_states"
                               " WHERE rule = ?1 AND series_id = ?2",
                               error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, rule);
  wb_statement_bind_int64 (select, 2, series_id);
  *state = (WbMetricStateRow){ 0 };
  if (wb_statement_next (select, &local))
    *state = (WbMetricStateRow){
      (int) wb_statement_get_int64 (select, 0),
      wb_statement_get_int64 (select, 1),
      wb_statement_get_int64 (select, 2),
      wb_statement_get_int64 (select, 3),
    };
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
wb_metric_store_put_state (WbConnection *connection,
                           const char *rule,
                           gint64 series_id,
                           const WbMetricStateRow *state,
                           GError **error)
{
  g_autoptr (WbStatement) put = wb_connection_prepare (
      connection,
      "INSERT INTO metric_states (rule, series_id, phase, since_us, alerted_us, suppressed)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET phase = ?3, since_us = ?4,"
      " alerted_us = ?5, suppressed = ?6",
      error);

  if (put == NULL)
    return FALSE;
  wb_statement_bind_text (put, 1, rule);
  wb_statement_bind_int64 (put, 2, series_id);
  wb_statement_bind_int64 (put, 3, state->phase);
  wb_statement_bind_int64 (put, 4, state->since_us);
  wb_statement_bind_int64 (put, 5, state->alerted_us);
  wb_statement_bind_int64 (put, 6, state->suppressed);
  return wb_statement_run (put, error);
}

gboolean
wb_metric_store_delete_state (WbConnection *connection,
                              const char *rule,
                              gint64 series_id,
                              GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection, "DELETE FROM metric_states WHERE rule = ?1 AND series_id = ?2", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, rule);
  wb_statement_bind_int64 (statement, 2, series_id);
  return wb_statement_run (statement, error);
}

/* --- rules --- */

gboolean
wb_metric_store_list_rules (WbConnection *connection,
                            WbMetricRuleFunc func,
                            gpointer data,
                            GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT name, body FROM metric_rules ORDER BY name", error);

  if (select == NULL)
    return FALSE;
  while (wb_statement_next (select, &local))
    func (wb_statement_get_text (select, 0), wb_statement_get_text (select, 1), data);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
wb_metric_store_put_rule (WbConnection *connection,
                          const char *name,
                          const char *body,
                          GError **error)
{
  g_autoptr (WbStatement) put = wb_connection_prepare (
      connection,
      "INSERT INTO metric_rules (name, body) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET body = ?2",
      error);

  if (put == NULL)
    return FALSE;
  wb_statement_bind_text (put, 1, name);
  wb_statement_bind_text (put, 2, body);
  return wb_statement_run (put, error) && wb_policy_store_touch (connection, error);
}

gboolean
wb_metric_store_delete_rule (WbConnection *connection,
                             const char *name,
                             gboolean *is_deleted,
                             GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM metric_rules WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, name);
  if (!wb_statement_run (statement, error))
    return FALSE;
  *is_deleted = wb_connection_count_changes (connection) > 0;
  return wb_policy_store_touch (connection, error);
}
