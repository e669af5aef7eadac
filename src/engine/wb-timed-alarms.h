/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-transaction.h"

G_BEGIN_DECLS

/* The WbAlarmHandlers of what waits for a time of its own. */
gboolean wb_timed_alarms_deliver (WbTransaction *transaction, const char *key, GError **error);
gboolean wb_timed_alarms_release (WbTransaction *transaction, const char *key, GError **error);
gboolean wb_timed_alarms_expire (WbTransaction *transaction, const char *key, GError **error);

G_END_DECLS
