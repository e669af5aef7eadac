/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbChannelEditor: makes a channel, or changes one: its kind, its settings, and then a real message
 * that shows whether it works. What is typed stays when the agent ends meanwhile.
 */
#define WB_TYPE_CHANNEL_EDITOR (wb_channel_editor_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelEditor, wb_channel_editor, WB, CHANNEL_EDITOR, AdwWindow)

GtkWindow *wb_channel_editor_new (GtkWindow *parent, WbAgentClient *client, const char *name);

G_END_DECLS
