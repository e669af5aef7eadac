/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"
#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/* What the requests to chat services and their replies have in common. */
char *wb_chat_reply_dup_api_url (const char *api_url, const char *otherwise, const char *path);

WbJson *wb_chat_reply_parse (const char *text, gsize length);
WbJson *wb_chat_reply_parse_receipt (const WbMessage *message);
char *wb_chat_reply_dup_member (const WbJson *json, const char *name);
gint64 wb_chat_reply_get_integer (const WbJson *json, const char *name);
gint64 wb_chat_reply_seconds_to_us (double seconds);

gboolean wb_chat_reply_judge_lost (const WbMessage *message, WbSendResult *result);
void wb_chat_reply_judge_foreign (const WbWebReply *reply,
                                  WbSendResult *result,
                                  const char *reason);

G_END_DECLS
