/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-events1.h"

G_BEGIN_DECLS

#define WB_TYPE_DBUS_EVENTS (wb_dbus_events_get_type ())
G_DECLARE_FINAL_TYPE (WbDbusEvents, wb_dbus_events, WB, DBUS_EVENTS, WbBusEvents1Skeleton)

WbDbusEvents *wb_dbus_events_new (WbPipeline *pipeline, WbClock *clock);

G_END_DECLS
