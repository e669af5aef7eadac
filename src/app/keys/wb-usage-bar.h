/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* WbUsageBar: how much of a quota is used, with marks where it becomes a warning and critical. */
#define WB_TYPE_USAGE_BAR (wb_usage_bar_get_type ())
G_DECLARE_FINAL_TYPE (WbUsageBar, wb_usage_bar, WB, USAGE_BAR, GtkWidget)

void wb_usage_bar_set_marks (WbUsageBar *self, double warning, double critical);
void wb_usage_bar_set_percentage (WbUsageBar *self, double percentage, const char *label);

G_END_DECLS
