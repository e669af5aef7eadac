/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-channel.h"

G_BEGIN_DECLS

#define WB_TYPE_DISCORD_CHANNEL (wb_discord_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbDiscordChannel, wb_discord_channel, WB, DISCORD_CHANNEL, WbHttpChannel)

WbChannel *wb_discord_channel_new (WbHttpClient *client);

G_END_DECLS
