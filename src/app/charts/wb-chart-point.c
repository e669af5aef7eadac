/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-chart-point.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"

/* wb_chart_point_format_x: (transfer full): such as "1,200". */
char *
wb_chart_point_format_x (WbChartX x_kind, double x)
{
  if (x_kind == WB_CHART_X_ELAPSED)
    return wb_minute_clock_format_span ((gint64) x);
  return g_strdup_printf ("%'.0f", x);
}

/* wb_chart_point_format_y: (transfer full): to four digits. */
char *
wb_chart_point_format_y (double y)
{
  return g_strdup_printf ("%'.4g", y);
}

/* wb_chart_point_dup_text: (transfer full): such as "Step 1,200: 0.31". */
char *
wb_chart_point_dup_text (WbChartX x_kind, const WbChartPoint *point)
{
  g_autofree char *x = wb_chart_point_format_x (x_kind, point->x);
  g_autofree char *y = wb_chart_point_format_y (point->y);

  if (x_kind == WB_CHART_X_ELAPSED)
    /* TRANSLATORS: a point of a curve, as in "After 2 h 5 min: 0.31" */
    return g_strdup_printf (_ ("After %s: %s"), x, y);
  /* TRANSLATORS: a point of a curve: number of the step, then its value */
  return g_strdup_printf (_ ("Step %s: %s"), x, y);
}
