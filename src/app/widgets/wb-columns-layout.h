/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * WbColumnsLayout: children below each other, in two columns of one width where there is room for
 * them. Each child goes below what ends first, so that short ones leave no gaps.
 */
#define WB_TYPE_COLUMNS_LAYOUT (wb_columns_layout_get_type ())
G_DECLARE_FINAL_TYPE (WbColumnsLayout, wb_columns_layout, WB, COLUMNS_LAYOUT, GtkLayoutManager)

GtkLayoutManager *wb_columns_layout_new (int spacing);

G_END_DECLS
