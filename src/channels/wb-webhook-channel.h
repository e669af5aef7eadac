/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-channel.h"

G_BEGIN_DECLS

#define WB_TYPE_WEBHOOK_CHANNEL (wb_webhook_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbWebhookChannel, wb_webhook_channel, WB, WEBHOOK_CHANNEL, WbHttpChannel)

WbChannel *wb_webhook_channel_new (WbHttpClient *client);

G_END_DECLS
