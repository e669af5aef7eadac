/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"
#include "wb-bus-agent1.h"

G_BEGIN_DECLS

#define WB_TYPE_AGENT_SERVICE (wb_agent_service_get_type ())
G_DECLARE_FINAL_TYPE (WbAgentService, wb_agent_service, WB, AGENT_SERVICE, WbBusAgent1Skeleton)

/* WbStatusFunc: adds what the parts of the agent say of themselves. */
typedef void (*WbStatusFunc) (GVariantDict *status, gpointer data);

WbAgentService *wb_agent_service_new (WbCentre *centre,
                                      WbDatabase *database,
                                      WbStatusFunc status_func,
                                      gpointer data);

G_END_DECLS
