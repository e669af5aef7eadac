/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-channels.h"

#include "channels/wb-discord-channel.h"
#include "channels/wb-email-channel.h"
#include "channels/wb-exec-channel.h"
#include "channels/wb-http-client.h"
#include "channels/wb-pagerduty-channel.h"
#include "channels/wb-slack-channel.h"
#include "channels/wb-sms-channel.h"
#include "channels/wb-telegram-channel.h"
#include "channels/wb-webhook-channel.h"

/* wb_channels_new: (transfer full) (element-type WbChannel): one of each kind. */
GPtrArray *
wb_channels_new (void)
{
  GPtrArray *channels = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (WbHttpClient) client = wb_http_client_new ();

  g_ptr_array_add (channels, wb_discord_channel_new (client));
  g_ptr_array_add (channels, wb_email_channel_new ());
  g_ptr_array_add (channels, wb_exec_channel_new ());
  g_ptr_array_add (channels, wb_pagerduty_channel_new (client));
  g_ptr_array_add (channels, wb_slack_channel_new (client));
  g_ptr_array_add (channels, wb_sms_channel_new (client));
  g_ptr_array_add (channels, wb_telegram_channel_new (client));
  g_ptr_array_add (channels, wb_webhook_channel_new (client));
  return channels;
}
