/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The focus for a row that was made just now. */
void wb_late_focus_grab (GtkWidget *row);

G_END_DECLS
