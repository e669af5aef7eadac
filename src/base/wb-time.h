/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_TIME_TEXT_SIZE 32

void wb_time_format (gint64 time_us, char text[WB_TIME_TEXT_SIZE]);
gboolean wb_time_parse (const char *text, gint64 *time_us);

G_END_DECLS
