/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A number in a form that is longer than its window. */
void wb_calm_spin (GtkSpinButton *spin);

G_END_DECLS
