/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"
#include "intake/wb-http-server.h"

G_BEGIN_DECLS

#define WB_TYPE_EVENTS_RESOURCE (wb_events_resource_get_type ())
G_DECLARE_FINAL_TYPE (WbEventsResource, wb_events_resource, WB, EVENTS_RESOURCE, GObject)

WbEventsResource *wb_events_resource_new (WbHttpServer *server,
                                          WbPipeline *pipeline,
                                          WbCentre *centre,
                                          WbClock *clock);

G_END_DECLS
