/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-chart-point.h"

G_BEGIN_DECLS

/* WbChartCard: a curve with its name and the selected value; or the same as a table. */
#define WB_TYPE_CHART_CARD (wb_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (WbChartCard, wb_chart_card, WB, CHART_CARD, GtkBox)

GtkWidget *wb_chart_card_new (const char *title);

const char *wb_chart_card_get_title (WbChartCard *self);
void wb_chart_card_set_points (WbChartCard *self, GArray *points, WbChartX x_kind);

G_END_DECLS
