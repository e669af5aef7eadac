/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A spin button whose value is a minute of the day, written as "22:00". */
void wb_time_spin_set_up (GtkSpinButton *spin);
void wb_time_spin_set_time (GtkSpinButton *spin, const char *time);
char *wb_time_spin_dup_time (GtkSpinButton *spin);

G_END_DECLS
