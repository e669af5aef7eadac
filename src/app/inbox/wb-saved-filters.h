/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "model/wb-filter.h"

G_BEGIN_DECLS

/*
 * WbSavedFilters: filters that the person gave names to: to choose, to remove, and to save the
 * present one.
 *
 * Signal chosen (gpointer WbFilter, lent): this one is to be the filter.
 */
#define WB_TYPE_SAVED_FILTERS (wb_saved_filters_get_type ())
G_DECLARE_FINAL_TYPE (WbSavedFilters, wb_saved_filters, WB, SAVED_FILTERS, GtkBox)

void wb_saved_filters_set_present (WbSavedFilters *self, const WbFilter *filter);

G_END_DECLS
