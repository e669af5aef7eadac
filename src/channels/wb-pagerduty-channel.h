/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-channel.h"

G_BEGIN_DECLS

#define WB_TYPE_PAGERDUTY_CHANNEL (wb_pagerduty_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbPagerdutyChannel,
                      wb_pagerduty_channel,
                      WB,
                      PAGERDUTY_CHANNEL,
                      WbHttpChannel)

WbChannel *wb_pagerduty_channel_new (WbHttpClient *client);

G_END_DECLS
