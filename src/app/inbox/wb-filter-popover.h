/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "model/wb-filter.h"

G_BEGIN_DECLS

/*
 * WbFilterPopover: what of all the list shows, but for the text that is searched.
 *
 * Signals: changed; chosen (gpointer WbFilter, lent): a saved one, with its text.
 */
#define WB_TYPE_FILTER_POPOVER (wb_filter_popover_get_type ())
G_DECLARE_FINAL_TYPE (WbFilterPopover, wb_filter_popover, WB, FILTER_POPOVER, GtkPopover)

void wb_filter_popover_apply (WbFilterPopover *self, WbFilter *filter);
void wb_filter_popover_set (WbFilterPopover *self, const WbFilter *filter);
void wb_filter_popover_set_present (WbFilterPopover *self, const WbFilter *filter);

G_END_DECLS
