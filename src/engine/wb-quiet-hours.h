/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-preferences.h"

G_BEGIN_DECLS

gint64 wb_quiet_hours_get_end_us (const WbQuietHours *self, GTimeZone *zone, gint64 now_us);
gboolean wb_quiet_hours_lets_through (const WbQuietHours *self, WbSeverity severity);

G_END_DECLS
