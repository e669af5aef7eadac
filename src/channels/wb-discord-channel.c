/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-discord-channel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "channels/wb-chat-form.h"
#include "channels/wb-chat-reply.h"
#include "channels/wb-chat-text.h"

/* discord-api-docs: developers/resources/message.mdx, Embed Limits, and webhook.mdx */
#define TITLE_UNITS 256
#define AUTHOR_UNITS 256
#define DESCRIPTION_UNITS 4096
#define FIELDS 25
#define FIELD_NAME_UNITS 256
#define FIELD_VALUE_UNITS 1024
#define FOOTER_UNITS 2048
#define EMBED_UNITS 6000
#define USERNAME_UNITS 80
#define FILES 10
#define FILES_BYTES (8 * 1024 * 1024) /* the least that any server takes */

#define SUPPRESS_NOTIFICATIONS (1 << 12)

/* Codes of the body, beside the status */
#define UNKNOWN_MESSAGE 10008

/* A message by a webhook, which can change what it sent. */
struct _WbDiscordChannel
{
  WbHttpChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbDiscordChannel, wb_discord_channel, WB_TYPE_HTTP_CHANNEL)

static const guint colours[] = {
  [WB_SEVERITY_INFO] = 0x3498db,     [WB_SEVERITY_SUCCESS] = 0x2ecc71,
  [WB_SEVERITY_WARNING] = 0xf1c40f,  [WB_SEVERITY_ERROR] = 0xe67e22,
  [WB_SEVERITY_CRITICAL] = 0x992d22,
};

/* --- The embed --- */

/* Adds what fits, and takes it off what is left of the sum of an embed. */
static void
add_counted (GString *json, const char *name, const char *text, glong *left)
{
  wb_json_add_string (json, name, text);
  *left -= wb_text_count_units (text);
}

/* Names and values may not be empty; a value is no Markdown of ours. */
static gboolean
add_field (GString *json, const WbFact *fact, glong *left)
{
  g_autofree char *name = wb_markdown_escape_discord (fact->label, FIELD_NAME_UNITS);
  g_autofree char *value = wb_markdown_escape_discord (fact->value, FIELD_VALUE_UNITS);

  if (!wb_text_is_visible (name) || !wb_text_is_visible (value))
    return FALSE;
  if (wb_text_count_units (name) + wb_text_count_units (value) > *left)
    return FALSE;
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  add_counted (json, "name", name, left);
  add_counted (json, "value", value, left);
  wb_json_add_boolean (json, "inline", TRUE);
  g_string_append_c (json, '}');
  return TRUE;
}

static void
add_fields (GString *json, const GPtrArray *facts, glong *left)
{
  guint n = 0;

  wb_json_begin_member (json, "fields");
  g_string_append_c (json, '[');
  for (guint i = 0; i < facts->len && n < FIELDS; i++)
    if (add_field (json, g_ptr_array_index (facts, i), left))
      n++;
  g_string_append_c (json, ']');
}

static void
add_embed (GString *json, const WbMessage *message)
{
  g_autofree char *plain_title = wb_chat_text_dup_title (message);
  g_autofree char *title = wb_markdown_escape_discord (plain_title, TITLE_UNITS);
  g_autofree char *description = wb_markdown_to_discord (message->body, DESCRIPTION_UNITS);
  g_autofree char *author
      = wb_text_truncate_units (wb_chat_text_get_headline (message), AUTHOR_UNITS);
  g_autofree char *time = wb_chat_text_dup_time (message);
  g_autofree char *footer = wb_text_truncate_units (time, FOOTER_UNITS);
  glong left = EMBED_UNITS;

  g_string_append_c (json, '{');
  wb_json_add_int64 (
      json, "color",
      colours[wb_chat_text_is_over (message) ? WB_SEVERITY_SUCCESS : message->severity]);
  wb_json_begin_member (json, "author");
  g_string_append_c (json, '{');
  add_counted (json, "name", author, &left);
  g_string_append_c (json, '}');
  add_counted (json, "title", title, &left);
  if (wb_text_is_visible (description))
    add_counted (json, "description", description, &left);
  wb_json_begin_member (json, "footer");
  g_string_append_c (json, '{');
  add_counted (json, "text", footer, &left);
  g_string_append_c (json, '}');
  wb_json_add_time (json, "timestamp", message->time_us);
  add_fields (json, message->facts, &left);
  g_string_append_c (json, '}');
}

/* Discord refuses names that could be taken for its own. */
static gboolean
is_name_allowed (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return wb_text_is_visible (name) && strstr (folded, "discord") == NULL
         && strstr (folded, "clyde") == NULL;
}

static void
add_sender (GString *json, const WbChannelConfig *config)
{
  g_autofree char *name = wb_channel_config_dup_string (config, "username");
  g_autofree char *avatar = wb_channel_config_dup_string (config, "avatar_url");

  if (name != NULL && is_name_allowed (name))
    {
      g_autofree char *cut = wb_text_truncate_units (name, USERNAME_UNITS);

      wb_json_add_string (json, "username", cut);
    }
  wb_json_add_string (json, "avatar_url", avatar);
}

static GString *
make_payload (const WbSending *sending, const WbMessage *message, gboolean is_new)
{
  GString *json = g_string_new ("{");

  if (is_new)
    add_sender (json, sending->config);
  if (is_new && message->is_silent)
    wb_json_add_int64 (json, "flags", SUPPRESS_NOTIFICATIONS);
  wb_json_begin_member (json, "embeds");
  g_string_append_c (json, '[');
  add_embed (json, message);
  /* Whatever a log line says, it calls nobody. */
  g_string_append (json, "],\"allowed_mentions\":{\"parse\":[]}}");
  return json;
}

/* --- The request --- */

/* The webhook's own query, such as the thread that it writes to, is kept. */
static char *
dup_url (const char *webhook_url, const char *message_id)
{
  g_autoptr (GUri) uri = g_uri_parse (webhook_url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *path = NULL, *query = NULL, *id = NULL;
  g_autoptr (GUri) changed = NULL;

  if (uri == NULL)
    return NULL;
  id = message_id != NULL ? g_uri_escape_string (message_id, NULL, FALSE) : NULL;
  path = g_strconcat (g_uri_get_path (uri), id != NULL ? "/messages/" : "", id, NULL);
  query = g_uri_get_query (uri) != NULL ? g_strconcat (g_uri_get_query (uri), "&wait=true", NULL)
                                        : g_strdup ("wait=true");
  changed = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), g_uri_get_userinfo (uri),
                         g_uri_get_host (uri), g_uri_get_port (uri), path, query, NULL);
  return g_uri_to_string (changed);
}

/* Returns: whether it goes with the message: a change of one carries none. */
static gboolean
has_files (const WbMessage *message, gboolean is_new)
{
  gsize size = 0;

  if (!is_new || message->event == NULL || message->event->attachments == NULL)
    return FALSE;
  for (guint i = 0; i < message->event->attachments->len; i++)
    {
      const WbAttachment *file = g_ptr_array_index (message->event->attachments, i);

      size += file->data != NULL ? g_bytes_get_size (file->data) : 0;
    }
  return size > 0 && size <= FILES_BYTES;
}

static void
add_files (WbChatForm *form, const WbMessage *message)
{
  guint n = 0;

  for (guint i = 0; i < message->event->attachments->len && n < FILES; i++)
    {
      const WbAttachment *file = g_ptr_array_index (message->event->attachments, i);
      g_autofree char *name = g_strdup_printf ("files[%u]", n);

      if (file->data == NULL)
        continue;
      wb_chat_form_add_file (form, name, file);
      n++;
    }
}

static WbWebRequest *
make_request (WbHttpChannel *self G_GNUC_UNUSED,
              const WbSending *sending,
              const WbMessage *message,
              guint attempt,
              WbSendResult *result)
{
  const char *webhook_url = wb_sending_get_secret (sending, "webhook_url");
  g_autoptr (WbJson) receipt = attempt == 0 ? wb_chat_reply_parse_receipt (message) : NULL;
  g_autofree char *id = wb_chat_reply_dup_member (receipt, "message_id");
  g_autofree char *url = webhook_url != NULL ? dup_url (webhook_url, id) : NULL;
  WbWebRequest *request;
  GString *json;

  if (url == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The channel has no webhook URL: give it one"));
      return NULL;
    }
  if (wb_chat_text_is_change (message) && id == NULL)
    {
      wb_send_result_set (result, WB_SEND_DONE, _ ("There is no message in Discord to change"));
      return NULL;
    }
  request = wb_web_request_new (id != NULL ? "PATCH" : "POST", url);
  json = make_payload (sending, message, id == NULL);
  if (has_files (message, id == NULL))
    {
      g_autoptr (WbChatForm) form = wb_chat_form_new ();

      wb_chat_form_add_field (form, "payload_json", json->str);
      g_string_free (json, TRUE);
      add_files (form, message);
      wb_chat_form_set_body (form, request);
    }
  else
    wb_web_request_set_body (request, "application/json", json);
  return request;
}

/* --- The reply --- */

/* Seconds with a fraction, in the body of a refusal. */
static void
read_retry_after (const WbJson *json, WbSendResult *result)
{
  WbJsonValue value;

  if (json == NULL || !wb_json_value_lookup (wb_json_get_root (json), "retry_after", &value)
      || wb_json_value_get_kind (value) != WB_JSON_NUMBER)
    return;
  result->retry_after_us = MAX (result->retry_after_us,
                                wb_chat_reply_seconds_to_us (wb_json_value_get_double (value)));
}

/* It was taken, but the next one would not be before the limit begins anew. */
static void
read_limit (const WbWebReply *reply, WbSendResult *result)
{
  const char *remaining = wb_web_reply_get_header (reply, "x-ratelimit-remaining");
  const char *reset_after = wb_web_reply_get_header (reply, "x-ratelimit-reset-after");

  if (g_strcmp0 (remaining, "0") == 0 && reset_after != NULL)
    result->retry_after_us = wb_chat_reply_seconds_to_us (g_ascii_strtod (reset_after, NULL));
}

static void
read_success (const WbWebReply *reply, const WbJson *json, WbSendResult *result)
{
  g_autofree char *id = wb_chat_reply_dup_member (json, "id");
  g_autoptr (GString) receipt = g_string_new ("{");

  if (reply->status != 204 && id == NULL)
    {
      wb_chat_reply_judge_foreign (
          reply, result, _ ("What answered is not Discord: check the webhook URL of the channel"));
      return;
    }
  wb_send_result_set (result, WB_SEND_DONE, NULL);
  read_limit (reply, result);
  if (id == NULL)
    return;
  wb_json_add_string (receipt, "message_id", id);
  g_string_append_c (receipt, '}');
  wb_send_result_set_receipt (result, receipt->str);
}

static void
read_failure (const WbWebReply *reply, const WbJson *json, WbSendResult *result)
{
  switch (reply->status)
    {
    case 400:
      wb_send_result_set (result, WB_SEND_REFUSED, _ ("Discord refused the message as it is"));
      break;
    case 401:
    case 404:
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The webhook was deleted or its URL is wrong: make a new one in "
                             "Discord and give it to the channel"));
      break;
    case 403:
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("Discord does not allow this webhook to write: check its channel in "
                             "Discord"));
      break;
    case 413:
      wb_send_result_set (result, WB_SEND_REFUSED, _ ("The message is too long for Discord"));
      break;
    case 429:
      read_retry_after (json, result);
      break;
    default:
      break;
    }
}

static gboolean
read_reply (WbHttpChannel *self G_GNUC_UNUSED,
            const WbSending *sending,
            const WbMessage *message,
            guint attempt,
            const WbWebReply *reply,
            WbSendResult *result)
{
  g_autoptr (WbJson) json = wb_chat_reply_parse (reply->body, reply->body_length);

  if (reply->status == 200 || reply->status == 204)
    read_success (reply, json, result);
  else if (reply->status == 404 && attempt == 0 && message->receipt != NULL
           && wb_chat_reply_get_integer (json, "code") == UNKNOWN_MESSAGE)
    return wb_chat_reply_judge_lost (message, result);
  else
    read_failure (reply, json, result);
  if (result->outcome != WB_SEND_DONE)
    wb_send_result_set_answer (result, sending, reply->body);
  return FALSE;
}

static void
wb_discord_channel_class_init (WbDiscordChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);
  WbHttpChannelClass *http_class = WB_HTTP_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_DISCORD;
  channel_class->rate_limit = 30;
  channel_class->burst = 5;
  channel_class->batches = TRUE;
  channel_class->actions |= (1u << WB_DELIVERY_ACKNOWLEDGE) | (1u << WB_DELIVERY_RESOLVE);
  http_class->make_request = make_request;
  http_class->read_reply = read_reply;
}

static void
wb_discord_channel_init (WbDiscordChannel *self G_GNUC_UNUSED)
{
}

/* wb_discord_channel_new: (transfer full): Discord, which @client talks to. */
WbChannel *
wb_discord_channel_new (WbHttpClient *client)
{
  return g_object_new (WB_TYPE_DISCORD_CHANNEL, "client", client, NULL);
}
