/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

#define WB_TYPE_ALARM_CLOCK (wb_alarm_clock_get_type ())
G_DECLARE_FINAL_TYPE (WbAlarmClock, wb_alarm_clock, WB, ALARM_CLOCK, GObject)

/* Has done what is due when it is: one timer, set to the earliest alarm on disk. */
WbAlarmClock *wb_alarm_clock_new (WbPipeline *pipeline, WbClock *clock);

G_END_DECLS
