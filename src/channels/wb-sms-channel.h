/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"
#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* Short messages to phones, by the first provider of several that takes them. */
#define WB_TYPE_SMS_CHANNEL (wb_sms_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbSmsChannel, wb_sms_channel, WB, SMS_CHANNEL, WbChannel)

WbChannel *wb_sms_channel_new (WbHttpClient *client);

G_END_DECLS
