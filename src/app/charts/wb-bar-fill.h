/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-bar-data.h"

G_BEGIN_DECLS

/* How a series looks in the theme of a widget. */
void wb_bar_fill_draw (const WbBarSeries *series,
                       GtkWidget *widget,
                       cairo_t *cairo,
                       const graphene_rect_t *area);
GtkWidget *wb_bar_fill_create_sample (WbBarData *data, guint series);

G_END_DECLS
