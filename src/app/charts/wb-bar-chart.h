/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-bar-data.h"

G_BEGIN_DECLS

/*
 * WbBarChart: stacked bars. The pointer, or the arrow keys, choose a bar to read.
 *
 * Properties: active-bar (int): the one that is chosen; -1: none.
 */
#define WB_TYPE_BAR_CHART (wb_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (WbBarChart, wb_bar_chart, WB, BAR_CHART, GtkWidget)

void wb_bar_chart_show (WbBarChart *self, WbBarData *data, const char *title);
int wb_bar_chart_get_active_bar (WbBarChart *self);

G_END_DECLS
