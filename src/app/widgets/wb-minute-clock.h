/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * WbMinuteClock: one timer for all texts such as "5 min". It runs only while somebody uses it.
 *
 * Signal tick: at the beginning of each minute.
 */
#define WB_TYPE_MINUTE_CLOCK (wb_minute_clock_get_type ())
G_DECLARE_FINAL_TYPE (WbMinuteClock, wb_minute_clock, WB, MINUTE_CLOCK, GObject)

WbMinuteClock *wb_minute_clock_get_default (void);

void wb_minute_clock_use (WbMinuteClock *self);
void wb_minute_clock_release (WbMinuteClock *self);

char *wb_minute_clock_format_age (gint64 time_us);
char *wb_minute_clock_format_time (gint64 time_us);
char *wb_minute_clock_format_span (gint64 seconds);

G_END_DECLS
