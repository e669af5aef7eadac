/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbChannelList: all channels with their states, as a group of preferences; a row opens the editor
 * of its channel, the last one that of a new channel.
 */
#define WB_TYPE_CHANNEL_LIST (wb_channel_list_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelList, wb_channel_list, WB, CHANNEL_LIST, AdwPreferencesGroup)

GtkWidget *wb_channel_list_new (WbAgentClient *client);

void wb_channel_list_set_client (WbChannelList *self, WbAgentClient *client);
void wb_channel_list_set_channels (WbChannelList *self, GVariant *channels, GVariant *queue);
void wb_channel_list_add (WbChannelList *self);

G_END_DECLS
