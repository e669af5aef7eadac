/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"
#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* A channel whose messages are one HTTP request each: subclasses say which, and read the reply. */
#define WB_TYPE_HTTP_CHANNEL (wb_http_channel_get_type ())
G_DECLARE_DERIVABLE_TYPE (WbHttpChannel, wb_http_channel, WB, HTTP_CHANNEL, WbChannel)

/*
 * WbHttpChannelClass:
 * @make_request: (transfer full): pure: the request for @message; %NULL with a result that says
 *   why there is none
 * @read_reply: pure: sets the result from a reply; only called for WB_WEB_REPLIED. The default of
 *   what a status means, and Retry-After, are set before: see wb_http_channel_judge_status().
 *   Returns: whether the message is to be sent once more, as make_request() makes it for
 *   @attempt + 1 (such as without markup)
 */
struct _WbHttpChannelClass
{
  WbChannelClass parent_class;

  WbWebRequest *(*make_request) (WbHttpChannel *self,
                                 const WbSending *sending,
                                 const WbMessage *message,
                                 guint attempt,
                                 WbSendResult *result);
  gboolean (*read_reply) (WbHttpChannel *self,
                          const WbSending *sending,
                          const WbMessage *message,
                          guint attempt,
                          const WbWebReply *reply,
                          WbSendResult *result);
};

WbHttpClient *wb_http_channel_get_client (WbHttpChannel *self);
void wb_http_channel_judge_fault (const WbWebReply *reply, WbSendResult *result);
void wb_http_channel_judge_status (const WbSending *sending,
                                   const WbWebReply *reply,
                                   gint64 now_us,
                                   WbSendResult *result);
gboolean wb_http_channel_is_html (const WbWebReply *reply);
gint64 wb_http_channel_read_retry_after (const WbWebReply *reply, gint64 now_us);

G_END_DECLS
