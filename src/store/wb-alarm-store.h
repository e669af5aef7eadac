/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-alarm.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

gboolean wb_alarm_store_set (WbConnection *connection,
                             WbAlarmKind kind,
                             const char *key,
                             gint64 due_us,
                             GError **error);
gboolean wb_alarm_store_clear_kind (WbConnection *connection, WbAlarmKind kind, GError **error);
gboolean wb_alarm_store_take_due (WbConnection *connection,
                                  gint64 now_us,
                                  WbAlarmKind *kind,
                                  char **key,
                                  GError **error);
gboolean wb_alarm_store_get_next (WbConnection *connection, gint64 *due_us, GError **error);

G_END_DECLS
