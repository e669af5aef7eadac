/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-bar-data.h"

G_BEGIN_DECLS

/* WbBarTable: the numbers of a chart: a row for each bar, a column for each series. */
#define WB_TYPE_BAR_TABLE (wb_bar_table_get_type ())
G_DECLARE_FINAL_TYPE (WbBarTable, wb_bar_table, WB, BAR_TABLE, GtkBox)

void wb_bar_table_show (WbBarTable *self, WbBarData *data, const char *title);

G_END_DECLS
