/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Work that is too long for one turn of the main loop, such as making a hundred rows of which each
 * takes milliseconds: a step is called again and again, a slice of them in each turn, and the
 * window is drawn and listens in between.
 *
 * WbSliceStep: Returns: whether there is more to do
 */
typedef gboolean (*WbSliceStep) (gpointer user_data);

void wb_slices_run (guint *source, WbSliceStep step, gpointer user_data);
void wb_slices_run_soon (guint *source, WbSliceStep step, gpointer user_data);

G_END_DECLS
