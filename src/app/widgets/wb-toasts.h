/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Short messages at the foot of the window that @widget is in; none once it has left its window. */
void wb_toasts_add (GtkWidget *widget, AdwToast *toast);
void wb_toasts_show (GtkWidget *widget, const char *text);
void wb_toasts_report (GtkWidget *widget, const GError *error);

G_END_DECLS
