/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days of the calendar at this place, as a list is divided by them. */
gboolean wb_day_is_same (gint64 time_us, gint64 other_us);
char *wb_day_format (gint64 time_us);

G_END_DECLS
