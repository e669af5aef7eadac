/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-chart-point.h"

G_BEGIN_DECLS

/*
 * WbLineChart: one curve. Small, as a sparkline, it has no axes.
 *
 * The pointer and the arrow keys select a point. The curve is told to a screen reader by its name,
 * its last, lowest and highest value, and the point that is selected.
 *
 * Properties: label, is-small, caption: the selected point in words, else the curve in short.
 */
#define WB_TYPE_LINE_CHART (wb_line_chart_get_type ())
G_DECLARE_FINAL_TYPE (WbLineChart, wb_line_chart, WB, LINE_CHART, GtkWidget)

void wb_line_chart_set_label (WbLineChart *self, const char *label);
void wb_line_chart_set_points (WbLineChart *self, GArray *points, WbChartX x_kind);
gboolean wb_line_chart_has_selected (WbLineChart *self);

G_END_DECLS
