/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

/*
 * WbAlarmHandler: does what is due; the alarm is gone by then, and may be set again. With FALSE all
 * of it is undone, the alarm too.
 */
typedef gboolean (*WbAlarmHandler) (WbTransaction *transaction, const char *key, GError **error);

extern const WbOperation wb_alarm_run_due;

G_END_DECLS
