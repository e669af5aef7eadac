/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-stats-store.h"

#include "model/wb-limits.h"
#include "store/wb-event-store.h"

#define FOLD_HOURS 24 /* in one slice */

/* wb_stats_store_get_hour: when the hour of @time_us began. */
gint64
wb_stats_store_get_hour (gint64 time_us)
{
  return time_us - time_us % G_TIME_SPAN_HOUR;
}

static const char *const sum_sql[] = {
  [WB_STATS_BY_HOUR] = "SELECT hour_us, NULL, severity, 0, sum(n) FROM event_counts"
                       " WHERE hour_us >= ?1 GROUP BY hour_us, severity ORDER BY hour_us, severity",
  [WB_STATS_BY_TYPE] = "SELECT 0, type, 0, 0, sum(n) FROM event_counts WHERE hour_us >= ?1"
                       " GROUP BY type ORDER BY type",
  [WB_STATS_BY_OUTCOME] = "SELECT 0, NULL, 0, outcome, sum(n) FROM event_counts WHERE hour_us >= ?1"
                          " GROUP BY outcome ORDER BY outcome",
  [WB_STATS_BY_ALL] = "SELECT 0, type, severity, outcome, sum(n) FROM event_counts"
                      " WHERE hour_us >= ?1 GROUP BY type, severity, outcome"
                      " ORDER BY type, severity, outcome",
};

/* wb_stats_store_sum: of the hours from @since_us on; 0: all there ever were. */
gboolean
wb_stats_store_sum (WbConnection *connection,
                    WbStatsGrouping grouping,
                    gint64 since_us,
                    WbEventCountFunc func,
                    gpointer data,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sum_sql[grouping], error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, since_us);
  while (wb_statement_next (select, &local))
    {
      const WbEventCount count = {
        .hour_us = wb_statement_get_int64 (select, 0),
        .type = wb_statement_get_text (select, 1),
        .severity = (WbSeverity) wb_statement_get_int64 (select, 2),
        .outcome = (WbOutcome) wb_statement_get_int64 (select, 3),
        .n = wb_statement_get_int64 (select, 4),
      };

      func (&count, data);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/*
 * wb_stats_store_count_channels:
 *
 * How many notifications that were opened since then, and are kept, went to which channels: a row
 * for each set of them, with commas between its names.
 */
gboolean
wb_stats_store_count_channels (WbConnection *connection,
                               gint64 since_us,
                               WbChannelsFunc func,
                               gpointer data,
                               GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT channels, count(*) FROM notifications WHERE id >= ?1 GROUP BY channels",
      error);
  gint64 first_id;

  if (select == NULL || !wb_event_store_find_since (connection, since_us, &first_id, error))
    return FALSE;
  wb_statement_bind_int64 (select, 1, first_id);
  while (wb_statement_next (select, &local))
    func (wb_statement_get_text (select, 0), wb_statement_get_int64 (select, 1), data);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_stats_store_sum_subjects: those of @kind with the most events from @since_us on, first. */
gboolean
wb_stats_store_sum_subjects (WbConnection *connection,
                             WbSubjectKind kind,
                             gint64 since_us,
                             WbSubjectFunc func,
                             gpointer data,
                             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT name, sum(n) AS total FROM subject_counts WHERE hour_us >= ?1 AND kind = ?2"
      " GROUP BY name ORDER BY total DESC, name LIMIT ?3",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, since_us);
  wb_statement_bind_int64 (select, 2, kind);
  wb_statement_bind_int64 (select, 3, WB_LIMIT_STATS_NAMES);
  while (wb_statement_next (select, &local))
    func (wb_statement_get_text (select, 0), wb_statement_get_int64 (select, 1), data);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_oldest_hour (WbConnection *connection, gint64 *hour_us, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT min(hour_us) FROM event_counts WHERE hour_us > 0", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *hour_us = wb_statement_get_int64 (select, 0);
  return TRUE;
}

static gboolean
run_before (WbConnection *connection, const char *sql, gint64 before_us, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, before_us);
  return wb_statement_run (statement, error);
}

/*
 * wb_stats_store_fold:
 *
 * A slice of forgetting when the events of hours that ended before @before_us came. They go on as
 * those of the hour 0, so that the totals never fall.
 */
gboolean
wb_stats_store_fold (WbConnection *connection, gint64 before_us, gboolean *has_more, GError **error)
{
  gint64 end_us = wb_stats_store_get_hour (before_us);
  gint64 oldest_us;

  if (!find_oldest_hour (connection, &oldest_us, error))
    return FALSE;
  *has_more = oldest_us != 0 && oldest_us + FOLD_HOURS * G_TIME_SPAN_HOUR < end_us;
  if (oldest_us == 0 || oldest_us >= end_us)
    return TRUE;

  end_us = MIN (end_us, oldest_us + FOLD_HOURS * G_TIME_SPAN_HOUR);
  return run_before (connection, "DELETE FROM subject_counts WHERE hour_us < ?1", end_us, error)
         && run_before (connection,
                        "INSERT INTO event_counts (hour_us, type, severity, outcome, n)"
                        " SELECT 0, type, severity, outcome, sum(n) FROM event_counts"
                        " WHERE hour_us > 0 AND hour_us < ?1 GROUP BY type, severity, outcome"
                        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
                        end_us, error)
         && run_before (connection, "DELETE FROM event_counts WHERE hour_us > 0 AND hour_us < ?1",
                        end_us, error);
}
