/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-chart-point.h"

G_BEGIN_DECLS

#define WB_CHART_PLOT_NOTHING G_MAXUINT /* no point is selected */

/*
 * Where a curve lies in a widget: made anew for each look at it. Lent: what it points to.
 *
 *   high |\        the numbers of the y axis are at the start, which is on the right
 *        |  \__    where one reads from there
 *    low |_____
 *       first  last
 */
typedef struct
{
  GtkWidget *widget;
  const GArray *points; /* WbChartPoint: by x, one at the least */
  WbChartX x_kind;
  gboolean is_small;    /* without axes */
  gboolean is_mirrored; /* the newest is on the left */

  double x_min, x_max, y_min, y_max; /* of the points */
  double left, top, width, height;   /* in pixels of the widget */
  double low, high;                  /* of the y axis */
  double tick;                       /* from one number of it to the next; 0: there are none */
} WbChartPlot;

gboolean wb_chart_plot_init (WbChartPlot *plot);
double wb_chart_plot_get_x (const WbChartPlot *plot, double pixel);
void wb_chart_plot_draw (const WbChartPlot *plot, GtkSnapshot *snapshot, guint selected);

G_END_DECLS
