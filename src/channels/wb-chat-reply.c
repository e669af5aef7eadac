/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-chat-reply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "channels/wb-chat-text.h"
#include "channels/wb-http-channel.h"

#define LONGEST_WAIT_S (24 * 60 * 60) /* more is a mistake of the service */

/* Of what a service answers: no more than the client reads of it. */
static const WbJsonLimits reply_limits = { .length_bytes = WB_WEB_REPLY_BYTES,
                                           .string_bytes = WB_WEB_REPLY_BYTES,
                                           .depth = 32,
                                           .values = 16 * 1024 };

/* wb_chat_reply_judge_lost: what comes of a message when the one that it replaces is there no more:
 * %TRUE: it is sent anew. Nobody who deleted one needs to know that someone saw to it. */
gboolean
wb_chat_reply_judge_lost (const WbMessage *message, WbSendResult *result)
{
  if (!wb_chat_text_is_change (message))
    return TRUE;
  wb_send_result_set (result, WB_SEND_DONE,
                      _ ("The message is there no more, so nothing was changed"));
  return FALSE;
}

/* wb_chat_reply_judge_foreign: what comes of an answer that is none of the service's. @reason:
 * unless it is the page of a network where someone has to log in first */
void
wb_chat_reply_judge_foreign (const WbWebReply *reply, WbSendResult *result, const char *reason)
{
  if (wb_http_channel_is_html (reply))
    wb_send_result_set (result, WB_SEND_RETRY,
                        _ ("A page answered instead of the service: the network may want a login"));
  else
    wb_send_result_set (result, WB_SEND_BROKEN, reason);
}

/* wb_chat_reply_dup_api_url: (transfer full): @path of a service. @api_url: (nullable): where it
 * is, with a slash at the end or without */
char *
wb_chat_reply_dup_api_url (const char *api_url, const char *otherwise, const char *path)
{
  g_autofree char *base = g_strdup (api_url != NULL ? api_url : otherwise);
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    base[--length] = '\0';
  return g_strconcat (base, path, NULL);
}

/* wb_chat_reply_parse: (transfer full) (nullable): the object that a service answered with;
 * %NULL when it is none. */
WbJson *
wb_chat_reply_parse (const char *text, gsize length)
{
  g_autoptr (WbJson) json = wb_json_parse (text, length, &reply_limits, NULL);

  if (json == NULL || wb_json_value_get_kind (wb_json_get_root (json)) != WB_JSON_OBJECT)
    return NULL;
  return g_steal_pointer (&json);
}

/* wb_chat_reply_parse_receipt: (transfer full) (nullable): how the service calls the message that
 * this one replaces. */
WbJson *
wb_chat_reply_parse_receipt (const WbMessage *message)
{
  return message->receipt != NULL
             ? wb_chat_reply_parse (message->receipt, strlen (message->receipt))
             : NULL;
}

/* wb_chat_reply_dup_member: (transfer full) (nullable): a string of @json, which may be %NULL. */
char *
wb_chat_reply_dup_member (const WbJson *json, const char *name)
{
  WbJsonValue value;

  if (json == NULL || !wb_json_value_lookup (wb_json_get_root (json), name, &value)
      || wb_json_value_get_kind (value) != WB_JSON_STRING)
    return NULL;
  return wb_json_value_dup_string (value);
}

/* wb_chat_reply_get_integer: a number of @json, which may be %NULL; 0 where there is none. */
gint64
wb_chat_reply_get_integer (const WbJson *json, const char *name)
{
  WbJsonValue value;
  gint64 number = 0;

  if (json != NULL && wb_json_value_lookup (wb_json_get_root (json), name, &value)
      && wb_json_value_get_kind (value) == WB_JSON_NUMBER)
    wb_json_value_get_int64 (value, &number);
  return number;
}

/* wb_chat_reply_seconds_to_us: how long a service asks to wait, in microseconds; 0 for what is no
 * time to wait. */
gint64
wb_chat_reply_seconds_to_us (double seconds)
{
  return seconds > 0 ? (gint64) (MIN (seconds, LONGEST_WAIT_S) * G_USEC_PER_SEC) : 0;
}
