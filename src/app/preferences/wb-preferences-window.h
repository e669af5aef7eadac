/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* WbPreferencesWindow: this machine's preferences, and the pause of pop-ups. */
#define WB_TYPE_PREFERENCES_WINDOW (wb_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (WbPreferencesWindow,
                      wb_preferences_window,
                      WB,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

WbPreferencesWindow *wb_preferences_window_new (GtkWindow *parent,
                                                WbAgentClient *client,
                                                GSettings *settings);

G_END_DECLS
