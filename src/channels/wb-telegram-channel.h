/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-channel.h"

G_BEGIN_DECLS

#define WB_TYPE_TELEGRAM_CHANNEL (wb_telegram_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbTelegramChannel, wb_telegram_channel, WB, TELEGRAM_CHANNEL, WbHttpChannel)

WbChannel *wb_telegram_channel_new (WbHttpClient *client);
char *wb_telegram_channel_dup_bot_url (const char *api_url, const char *token);

G_END_DECLS
