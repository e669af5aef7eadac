/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-run-store.h"

#define SPARE_SHARE 10 /* of the limit goes besides: finding the oldest takes a look at all */

typedef enum
{
  COLUMN_TEXT,
  COLUMN_INT64,
  COLUMN_INT, /* an enum or a boolean */
  COLUMN_DOUBLE,
} ColumnKind;

/* The columns in the order of the macro below; the first is the key. */
static const struct
{
  ColumnKind kind;
  gsize offset;
} columns[] = {
  { COLUMN_TEXT, G_STRUCT_OFFSET (WbRun, run_id) },
  { COLUMN_TEXT, G_STRUCT_OFFSET (WbRun, model_name) },
  { COLUMN_INT, G_STRUCT_OFFSET (WbRun, state) },
  { COLUMN_INT, G_STRUCT_OFFSET (WbRun, is_stalled) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, started_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, ended_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, paused_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, paused_total_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, occurred_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, updated_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, epoch) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, total_epochs) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, batch) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, total_batches) },
  { COLUMN_INT, G_STRUCT_OFFSET (WbRun, is_zero_based) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, epochs_done) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, position) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, n_progress) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, base_position) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, base_elapsed_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, progress_elapsed_us) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, loss) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, best_loss) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, eval_loss) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, best_eval_loss) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, loss_step) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, n_losses) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, loss_stride) },
  { COLUMN_DOUBLE, G_STRUCT_OFFSET (WbRun, cost) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, expect_within_s) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, expect_by_us) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, alarm_us) },
  { COLUMN_TEXT, G_STRUCT_OFFSET (WbRun, metrics) },
  { COLUMN_INT64, G_STRUCT_OFFSET (WbRun, last_event_id) },
  { COLUMN_TEXT, G_STRUCT_OFFSET (WbRun, last_type) },
  { COLUMN_TEXT, G_STRUCT_OFFSET (WbRun, last_title) },
  { COLUMN_INT, G_STRUCT_OFFSET (WbRun, last_severity) },
};

#define COLUMNS                                                                                    \
  "run_id, model_name, state, is_stalled, started_us, ended_us, paused_us, paused_total_us,"       \
  " occurred_us, updated_us, epoch, total_epochs, batch, total_batches, is_zero_based,"            \
  " epochs_done, position, n_progress, base_position, base_elapsed_us, progress_elapsed_us,"       \
  " loss, best_loss, eval_loss, best_eval_loss, loss_step, n_losses, loss_stride, cost,"           \
  " expect_within_s, expect_by_us, alarm_us, metrics, last_event_id, last_type, last_title,"       \
  " last_severity"
#define PARAMETERS                                                                                 \
  "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"     \
  " ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37"

static WbRun *
run_from_stmt (WbStatement *statement)
{
  WbRun *run = wb_run_new (wb_statement_get_text (statement, 0));

  for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
    switch (columns[i].kind)
      {
      case COLUMN_TEXT:
        G_STRUCT_MEMBER (char *, run, columns[i].offset)
            = g_strdup (wb_statement_get_text (statement, (int) i));
        break;
      case COLUMN_INT:
        G_STRUCT_MEMBER (int, run, columns[i].offset)
            = (int) wb_statement_get_int64 (statement, (int) i);
        break;
      case COLUMN_INT64:
        G_STRUCT_MEMBER (gint64, run, columns[i].offset)
            = wb_statement_get_int64 (statement, (int) i);
        break;
      case COLUMN_DOUBLE:
      default:
        G_STRUCT_MEMBER (double, run, columns[i].offset)
            = wb_statement_get_double (statement, (int) i);
      }
  return run;
}

static void
bind_run (WbStatement *statement, const WbRun *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      int parameter = (int) i + 1;

      switch (columns[i].kind)
        {
        case COLUMN_TEXT:
          wb_statement_bind_text (statement, parameter,
                                  G_STRUCT_MEMBER (char *, run, columns[i].offset));
          break;
        case COLUMN_INT:
          wb_statement_bind_int64 (statement, parameter,
                                   G_STRUCT_MEMBER (int, run, columns[i].offset));
          break;
        case COLUMN_INT64:
          wb_statement_bind_int64 (statement, parameter,
                                   G_STRUCT_MEMBER (gint64, run, columns[i].offset));
          break;
        case COLUMN_DOUBLE:
        default:
          wb_statement_bind_double (statement, parameter,
                                    G_STRUCT_MEMBER (double, run, columns[i].offset));
        }
    }
}

/* wb_run_store_get: (transfer full) (nullable): %NULL without an error when there is none. */
WbRun *
wb_run_store_get (WbConnection *connection, const char *run_id, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT " COLUMNS " FROM runs WHERE run_id = ?1", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, run_id);
  return wb_statement_next (select, error) ? run_from_stmt (select) : NULL;
}

gboolean
wb_run_store_put (WbConnection *connection, const WbRun *run, GError **error)
{
  g_autoptr (WbStatement) put
      = wb_connection_prepare (connection,
                               "INSERT INTO runs (" COLUMNS ") VALUES (" PARAMETERS ")"
                               " ON CONFLICT DO UPDATE SET (" COLUMNS ") = (" PARAMETERS ")",
                               error);

  if (put == NULL)
    return FALSE;
  bind_run (put, run);
  return wb_statement_run (put, error);
}

/* wb_run_store_list: (element-type WbRun) (transfer full). */
GPtrArray *
wb_run_store_list (WbConnection *connection, const WbRunQuery *query, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_free);
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT " COLUMNS " FROM runs WHERE (?1 = 0 OR last_event_id < ?1)"
                               " AND (?2 = 0 OR (?2 >> state) & 1) AND is_stalled >= ?3"
                               " ORDER BY last_event_id DESC LIMIT ?4",
                               error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_int64 (select, 1, query->before_id);
  wb_statement_bind_int64 (select, 2, query->states);
  wb_statement_bind_int64 (select, 3, query->stalled);
  wb_statement_bind_int64 (select, 4, query->limit);
  while (wb_statement_next (select, &local))
    g_ptr_array_add (runs, run_from_stmt (select));
  if (local == NULL)
    return g_steal_pointer (&runs);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* wb_run_store_delete: with its losses and what was told of its cost. */
gboolean
wb_run_store_delete (WbConnection *connection,
                     const char *run_id,
                     gboolean *is_deleted,
                     GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM runs WHERE run_id = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, run_id);
  if (!wb_statement_run (statement, error))
    return FALSE;
  *is_deleted = wb_connection_count_changes (connection) > 0;
  return TRUE;
}

/*
 * wb_run_store_trim:
 *
 * Where there are more runs than @limit, those that ended and were not heard of for the longest
 * time go, and some more of them: to look for them at each new run would take too long.
 */
gboolean
wb_run_store_trim (WbConnection *connection, guint limit, GError **error)
{
  g_autoptr (WbStatement) count
      = wb_connection_prepare (connection, "SELECT count(*) FROM runs", error);
  g_autoptr (WbStatement) statement = NULL;
  gint64 excess;

  if (count == NULL || !wb_statement_next (count, error))
    return FALSE;
  excess = wb_statement_get_int64 (count, 0) - limit;
  if (excess <= 0)
    return TRUE;

  statement = wb_connection_prepare (
      connection,
      "DELETE FROM runs WHERE run_id IN"
      " (SELECT run_id FROM runs ORDER BY ended_us = 0, updated_us LIMIT ?1)",
      error);
  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, excess + limit / SPARE_SHARE);
  return wb_statement_run (statement, error);
}

gboolean
wb_run_store_add_loss (WbConnection *connection,
                       const char *run_id,
                       gint64 index,
                       const WbLossPoint *point,
                       GError **error)
{
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection, "INSERT INTO run_losses (run_id, n, step, value) VALUES (?1, ?2, ?3, ?4)", error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_text (insert, 1, run_id);
  wb_statement_bind_int64 (insert, 2, index);
  wb_statement_bind_int64 (insert, 3, point->step);
  wb_statement_bind_double (insert, 4, point->value);
  return wb_statement_run (insert, error);
}

/* wb_run_store_thin_losses: leaves those whose index is a multiple of @stride. */
gboolean
wb_run_store_thin_losses (WbConnection *connection,
                          const char *run_id,
                          gint64 stride,
                          GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection, "DELETE FROM run_losses WHERE run_id = ?1 AND n % ?2 <> 0", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, run_id);
  wb_statement_bind_int64 (statement, 2, stride);
  return wb_statement_run (statement, error);
}

/* wb_run_store_list_losses: (element-type WbLossPoint) (transfer full): those that are kept. */
GArray *
wb_run_store_list_losses (WbConnection *connection, const char *run_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (WbLossPoint));
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT step, value FROM run_losses WHERE run_id = ?1 ORDER BY n", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, run_id);
  while (wb_statement_next (select, &local))
    {
      WbLossPoint point
          = { wb_statement_get_int64 (select, 0), wb_statement_get_double (select, 1) };

      g_array_append_val (losses, point);
    }
  if (local == NULL)
    return g_steal_pointer (&losses);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static void
metric_curve_free (gpointer data)
{
  WbMetricCurve *curve = data;

  g_free (curve->name);
  g_array_unref (curve->points);
  g_free (curve);
}

/* The rows come by name. */
static void
add_metric (GPtrArray *curves, WbStatement *select)
{
  const char *name = wb_statement_get_text (select, 0);
  const WbMetricPoint point
      = { wb_statement_get_double (select, 1), wb_statement_get_double (select, 2) };
  WbMetricCurve *curve = curves->len > 0 ? g_ptr_array_index (curves, curves->len - 1) : NULL;

  if (curve == NULL || !g_str_equal (curve->name, name))
    {
      curve = g_new (WbMetricCurve, 1);
      *curve = (WbMetricCurve){ g_strdup (name), g_array_new (FALSE, FALSE, sizeof point) };
      g_ptr_array_add (curves, curve);
    }
  g_array_append_val (curve->points, point);
}

/*
 * wb_run_store_list_metrics:
 * @n_events: of how many of its events, the newest
 *
 * Returns: (element-type WbMetricCurve) (transfer full): by name
 */
GPtrArray *
wb_run_store_list_metrics (WbConnection *connection,
                           const WbRun *run,
                           guint n_events,
                           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) curves = g_ptr_array_new_with_free_func (metric_curve_free);
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT m.key, max(coalesce((julianday(json_extract(e.body, '$.occurred_at')) - 2440587.5)"
      " * 86400.0, e.received_us / 1e6) - ?2 / 1e6, 0.0), CAST(m.value AS REAL)"
      " FROM (SELECT id, received_us, body FROM events WHERE run_id = ?1 AND received_us >= ?2"
      " ORDER BY id DESC LIMIT ?3) AS e, json_each(e.body, '$.metrics') AS m"
      " WHERE m.type IN ('integer', 'real') ORDER BY m.key, 2, e.id",
      error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, run->run_id);
  wb_statement_bind_int64 (select, 2, run->started_us);
  wb_statement_bind_int64 (select, 3, n_events);
  while (wb_statement_next (select, &local))
    add_metric (curves, select);
  if (local == NULL)
    return g_steal_pointer (&curves);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
wb_run_store_clear_losses (WbConnection *connection, const char *run_id, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM run_losses WHERE run_id = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, run_id);
  return wb_statement_run (statement, error);
}
