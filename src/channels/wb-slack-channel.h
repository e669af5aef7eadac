/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-channel.h"

G_BEGIN_DECLS

#define WB_TYPE_SLACK_CHANNEL (wb_slack_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbSlackChannel, wb_slack_channel, WB, SLACK_CHANNEL, WbHttpChannel)

WbChannel *wb_slack_channel_new (WbHttpClient *client);

G_END_DECLS
