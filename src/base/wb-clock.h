/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define WB_TYPE_CLOCK (wb_clock_get_type ())
G_DECLARE_FINAL_TYPE (WbClock, wb_clock, WB, CLOCK, GObject)

WbClock *wb_clock_new (void);
WbClock *wb_clock_new_fixed (gint64 now_us);

gint64 wb_clock_get_now_us (WbClock *self);
void wb_clock_set_now_us (WbClock *self, gint64 now_us);

G_END_DECLS
