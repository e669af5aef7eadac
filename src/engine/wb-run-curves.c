/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-curves.h"

#include "base/wb-json-writer.h"
#include "store/wb-run-store.h"

#define METRICS_EVENTS 1000 /* that metrics are read of: the newest */
#define METRICS_NAMES 32    /* that curves are told of */
#define METRICS_POINTS 256  /* of one curve */

/* Evenly spread, the first and the last among them. */
static guint
get_index (guint i, guint n_kept, guint n_points)
{
  return n_kept > 1 ? (guint) ((guint64) i * (n_points - 1) / (n_kept - 1)) : n_points - 1;
}

/*
 * wb_run_curves_append_losses:
 * @limit: how many points at the most; 0: no member
 *
 * Adds "losses": [[step, value], ...].
 */
gboolean
wb_run_curves_append_losses (WbConnection *connection,
                             const WbRun *run,
                             guint limit,
                             GString *json,
                             GError **error)
{
  g_autoptr (GArray) losses = NULL;
  const WbLossPoint newest = { run->loss_step, run->loss };
  guint n_kept;

  if (limit == 0)
    return TRUE;
  losses = wb_run_store_list_losses (connection, run->run_id, error);
  if (losses == NULL)
    return FALSE;
  if (losses->len > 0 && g_array_index (losses, WbLossPoint, losses->len - 1).step != newest.step)
    g_array_append_val (losses, newest);

  n_kept = MIN (losses->len, limit);
  wb_json_begin_member (json, "losses");
  g_string_append_c (json, '[');
  for (guint i = 0; i < n_kept; i++)
    {
      const WbLossPoint *point
          = &g_array_index (losses, WbLossPoint, get_index (i, n_kept, losses->len));

      wb_json_begin_item (json);
      g_string_append_printf (json, "[%" G_GINT64_FORMAT ",", point->step);
      wb_json_append_double (json, point->value);
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, ']');
  return TRUE;
}

static void
append_curve (GString *json, const char *name, const GArray *points)
{
  guint n_kept = MIN (points->len, METRICS_POINTS);

  wb_json_begin_member (json, name);
  g_string_append_c (json, '[');
  for (guint i = 0; i < n_kept; i++)
    {
      const WbMetricPoint *point
          = &g_array_index (points, WbMetricPoint, get_index (i, n_kept, points->len));

      wb_json_begin_item (json);
      g_string_append_c (json, '[');
      wb_json_append_double (json, point->seconds);
      g_string_append_c (json, ',');
      wb_json_append_double (json, point->value);
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, ']');
}

/* wb_run_curves_append_metrics: adds "curves": {name: [[seconds since its start, value], ...]}. */
gboolean
wb_run_curves_append_metrics (WbConnection *connection,
                              const WbRun *run,
                              GString *json,
                              GError **error)
{
  g_autoptr (GPtrArray) metrics
      = wb_run_store_list_metrics (connection, run, METRICS_EVENTS, error);

  if (metrics == NULL)
    return FALSE;
  wb_json_begin_member (json, "curves");
  g_string_append_c (json, '{');
  for (guint i = 0; i < metrics->len && i < METRICS_NAMES; i++)
    {
      const WbMetricCurve *curve = g_ptr_array_index (metrics, i);

      append_curve (json, curve->name, curve->points);
    }
  g_string_append_c (json, '}');
  return TRUE;
}
