/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* WbWindow: the notification centre: a sidebar with the names of its pages, and one of these. */
#define WB_TYPE_WINDOW (wb_window_get_type ())
G_DECLARE_FINAL_TYPE (WbWindow, wb_window, WB, WINDOW, AdwApplicationWindow)

WbWindow *wb_window_new (GtkApplication *application, WbAgentClient *client, GSettings *settings);

void wb_window_show_notification (WbWindow *self, gint64 id);
void wb_window_search (WbWindow *self, const char *text);
void wb_window_start_agent (WbWindow *self);

G_END_DECLS
