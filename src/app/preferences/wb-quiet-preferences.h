/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "app/preferences/wb-agent-preferences.h"

G_BEGIN_DECLS

/* WbQuietPreferences: when the agent holds back what it has to say: floor, quiet hours, digest. */
#define WB_TYPE_QUIET_PREFERENCES (wb_quiet_preferences_get_type ())
G_DECLARE_FINAL_TYPE (WbQuietPreferences,
                      wb_quiet_preferences,
                      WB,
                      QUIET_PREFERENCES,
                      AdwPreferencesPage)

void wb_quiet_preferences_set_preferences (WbQuietPreferences *self,
                                           WbAgentPreferences *preferences);

G_END_DECLS
