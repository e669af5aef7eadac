/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * WbStickySelection: a selection of any number of rows. While it is sticky, rows are only added and
 * taken out one by one or as a range: a click or an arrow key never gives up what was chosen.
 */
#define WB_TYPE_STICKY_SELECTION (wb_sticky_selection_get_type ())
G_DECLARE_FINAL_TYPE (WbStickySelection, wb_sticky_selection, WB, STICKY_SELECTION, GObject)

WbStickySelection *wb_sticky_selection_new (GListModel *model);

void wb_sticky_selection_set_sticky (WbStickySelection *self, gboolean is_sticky);

G_END_DECLS
