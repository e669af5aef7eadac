/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-health.h"
#include "wb-bus-agent1.h"

G_BEGIN_DECLS

#define WB_TYPE_AGENT_SERVICE (wb_agent_service_get_type ())
G_DECLARE_FINAL_TYPE (WbAgentService, wb_agent_service, WB, AGENT_SERVICE, WbBusAgent1Skeleton)

WbAgentService *wb_agent_service_new (WbPipeline *pipeline,
                                      WbCentre *centre,
                                      WbDatabase *database,
                                      WbHealth *health,
                                      WbHealthFunc status_func,
                                      gpointer data);

G_END_DECLS
