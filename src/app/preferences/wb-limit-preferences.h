/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "app/preferences/wb-agent-preferences.h"

G_BEGIN_DECLS

/* WbLimitPreferences: from when on quota and costs count, and how long things are kept. */
#define WB_TYPE_LIMIT_PREFERENCES (wb_limit_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WbLimitPreferences,
                      wb_limit_preferences,
                      WB,
                      LIMIT_PREFERENCES,
                      AdwPreferencesPage)

void wb_limit_preferences_set_client (WbLimitPreferences *self, WbAgentClient *client);
void wb_limit_preferences_set_preferences (WbLimitPreferences *self,
                                           WbAgentPreferences *preferences);

G_END_DECLS
