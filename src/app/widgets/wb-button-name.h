/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void wb_button_name_install (void);
void wb_button_name_set (GtkWidget *button, const char *name);

G_END_DECLS
