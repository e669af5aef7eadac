/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbAgentPreferences: those of a person, which the agent keeps.
 *
 * Signals: changed: they are known, or others; failed (string): why the agent did not take one.
 */
#define WB_TYPE_AGENT_PREFERENCES (wb_agent_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WbAgentPreferences, wb_agent_preferences, WB, AGENT_PREFERENCES, GObject)

WbAgentPreferences *wb_agent_preferences_new (WbAgentClient *client);

gboolean wb_agent_preferences_are_known (WbAgentPreferences *self);
gboolean wb_agent_preferences_are_waiting (WbAgentPreferences *self);
GVariant *wb_agent_preferences_dup_value (WbAgentPreferences *self,
                                          const char *group,
                                          const char *name);
char *wb_agent_preferences_dup_string (WbAgentPreferences *self,
                                       const char *group,
                                       const char *name);
double wb_agent_preferences_get_number (WbAgentPreferences *self,
                                        const char *group,
                                        const char *name);
gboolean wb_agent_preferences_get_boolean (WbAgentPreferences *self,
                                           const char *group,
                                           const char *name);
void wb_agent_preferences_set_value (WbAgentPreferences *self,
                                     const char *group,
                                     const char *name,
                                     GVariant *value);

G_END_DECLS
