/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* Of wb-agent-client.c, which follows the agent, for wb-agent-client-calls.c, which calls it. */
typedef enum
{
  WB_AGENT_INTERFACE_NOTIFICATIONS,
  WB_AGENT_INTERFACE_EVENTS,
  WB_AGENT_INTERFACE_AGENT,
} WbAgentInterface;

GDBusProxy *wb_agent_client_get_proxy (WbAgentClient *self, WbAgentInterface interface);

/* Also for wb-notification-writer.c, which calls from a thread of its own. */
GVariant *wb_agent_client_unpack_rows (GVariant *reply);

G_END_DECLS
