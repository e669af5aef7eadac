/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-telegram-channel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "channels/wb-chat-form.h"
#include "channels/wb-chat-reply.h"
#include "channels/wb-chat-text.h"
#include "channels/wb-telegram-text.h"

#define DEFAULT_API_URL "https://api.telegram.org"

/* https://telegra.ph/Hitting-limits-bot-FAQ: messages a minute */
#define PRIVATE_RATE 30
#define GROUP_RATE 20

#define FILE_BYTES (8 * 1024 * 1024)

/*
 * A message of a bot, which can change what it sent. Each attempt gives up one thing that the one
 * before it asked for:
 *
 *   change the old message -> a new message -> one in plain text
 *
 * A file that came with the event follows the new message, and does not ring again.
 */
struct _WbTelegramChannel
{
  WbHttpChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbTelegramChannel, wb_telegram_channel, WB_TYPE_HTTP_CHANNEL)

/* How one attempt sends. */
typedef struct
{
  char *chat_id;     /* owned, nullable */
  gint64 message_id; /* 0: a new one */
  gboolean is_html;
} Way;

static void
way_clear (Way *self)
{
  g_free (self->chat_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, way_clear)

/* What Telegram says of a failure, and what it means. */
typedef struct
{
  guint status;
  const char *words; /* nullable: whatever it says */
  const char *reason;
} Failure;

static const Failure failures[] = {
  { 401, NULL,
    N_ ("Telegram does not know the bot: copy its token again from BotFather and give it to the "
        "channel") },
  { 404, NULL,
    N_ ("Telegram does not know the bot: copy its token again from BotFather and give it to the "
        "channel") },
  { 403, "blocked by the user",
    N_ ("The bot is blocked in Telegram: unblock it there, and send it /start") },
  { 403, "can't initiate conversation",
    N_ ("The bot may not begin a conversation: send it /start in Telegram") },
  { 403, NULL, N_ ("The bot may not write to this chat: add it to the chat in Telegram") },
  { 400, "chat not found",
    N_ ("Telegram does not know the chat: check its number, and send the bot /start or add it to "
        "the chat") },
  { 400, "thread not found",
    N_ ("The topic is not in the chat any more: give the channel another, or none") },
  { 400, "not enough rights", N_ ("The bot may not write to this chat: allow it to in Telegram") },
};

/* --- The request --- */

static gboolean
is_number (const char *text)
{
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

static void
add_chat (GString *json, const char *chat_id)
{
  if (is_number (chat_id))
    wb_json_add_raw (json, "chat_id", chat_id);
  else
    wb_json_add_string (json, "chat_id", chat_id);
}

/* The new number of a group that moved is in the result of the attempt before. */
static gint64
get_moved_chat (const WbSendResult *result)
{
  const char *settings = result->new_settings;
  g_autoptr (WbJson) json
      = settings != NULL ? wb_chat_reply_parse (settings, strlen (settings)) : NULL;

  return wb_chat_reply_get_integer (json, "chat_id");
}

static gint64
get_old_message (const WbMessage *message, gint64 *chat_id)
{
  g_autoptr (WbJson) receipt = wb_chat_reply_parse_receipt (message);

  *chat_id = wb_chat_reply_get_integer (receipt, "chat_id");
  return *chat_id != 0 ? wb_chat_reply_get_integer (receipt, "message_id") : 0;
}

static Way
choose_way (const WbSending *sending,
            const WbMessage *message,
            guint attempt,
            const WbSendResult *result)
{
  g_autofree char *mode = wb_channel_config_dup_string (sending->config, "parse_mode");
  gint64 old_chat, moved_chat = get_moved_chat (result);
  gint64 old_message = get_old_message (message, &old_chat);
  guint formatted = old_message != 0 ? 2 : 1; /* attempts */
  Way way = { 0 };

  if (moved_chat != 0) /* one attempt was for nothing, and the old message is not where this goes */
    formatted++;
  if (old_message != 0 && attempt == 0)
    {
      way.message_id = old_message;
      way.chat_id = g_strdup_printf ("%" G_GINT64_FORMAT, old_chat);
    }
  else if (moved_chat != 0)
    way.chat_id = g_strdup_printf ("%" G_GINT64_FORMAT, moved_chat);
  else
    way.chat_id = wb_channel_config_dup_string (sending->config, "chat_id");
  way.is_html = g_strcmp0 (mode, "none") != 0 && attempt < formatted;
  return way;
}

static gboolean
has_buttons (const WbSending *sending, const WbMessage *message)
{
  return message->action == WB_DELIVERY_NOTIFY && message->notification_id > 0
         && message->event != NULL && !message->is_resolved && !message->is_acknowledged
         && wb_channel_config_get_boolean (sending->config, "buttons", TRUE);
}

static void
add_button (GString *json, const char *text, const char *word, gint64 notification_id)
{
  g_autofree char *data = g_strdup_printf ("%s:%" G_GINT64_FORMAT, word, notification_id);

  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_string (json, "text", text);
  wb_json_add_string (json, "callback_data", data);
  g_string_append_c (json, '}');
}

static void
add_buttons (GString *json, gint64 notification_id)
{
  wb_json_begin_member (json, "reply_markup");
  g_string_append (json, "{\"inline_keyboard\":[[");
  add_button (json, _ ("Acknowledge"), "ack", notification_id);
  add_button (json, _ ("Snooze 1 h"), "snooze", notification_id);
  g_string_append (json, "]]}");
}

/* Old servers know only the second of the two. */
static void
add_preview (GString *json, const WbChannelConfig *config)
{
  gboolean is_disabled = wb_channel_config_get_boolean (config, "disable_web_page_preview", TRUE);

  wb_json_begin_member (json, "link_preview_options");
  g_string_append_c (json, '{');
  wb_json_add_boolean (json, "is_disabled", is_disabled);
  g_string_append_c (json, '}');
  wb_json_add_boolean (json, "disable_web_page_preview", is_disabled);
}

/* What can be said of a new message only. */
static void
add_manner (GString *json, const WbSending *sending, const WbMessage *message)
{
  const WbChannelConfig *config = sending->config;
  gint64 thread_id = wb_channel_config_get_integer (config, "message_thread_id", 0);

  if (thread_id != 0)
    wb_json_add_int64 (json, "message_thread_id", thread_id);
  wb_json_add_boolean (
      json, "disable_notification",
      message->is_silent || wb_channel_config_get_boolean (config, "disable_notification", FALSE));
  if (wb_channel_config_get_boolean (config, "protect_content", FALSE))
    wb_json_add_boolean (json, "protect_content", TRUE);
}

static GString *
make_body (const WbSending *sending, const WbMessage *message, const Way *way)
{
  g_autofree char *text = wb_telegram_text_make (message, way->is_html);
  GString *json = g_string_new ("{");

  add_chat (json, way->chat_id);
  if (way->message_id != 0)
    wb_json_add_int64 (json, "message_id", way->message_id);
  wb_json_add_string (json, "text", text);
  if (way->is_html)
    wb_json_add_string (json, "parse_mode", "HTML");
  add_preview (json, sending->config);
  if (way->message_id == 0)
    add_manner (json, sending, message);
  if (has_buttons (sending, message))
    add_buttons (json, message->notification_id);
  g_string_append_c (json, '}');
  return json;
}

static char *
dup_url (const WbSending *sending, const char *token, const char *method)
{
  g_autofree char *api_url = wb_channel_config_dup_string (sending->config, "api_url");
  g_autofree char *bot_url = wb_telegram_channel_dup_bot_url (api_url, token);

  return g_strconcat (bot_url, "/", method, NULL);
}

/* The first file that is here and small: (nullable). */
static const WbAttachment *
find_file (const WbMessage *message)
{
  const GPtrArray *files = message->event != NULL ? message->event->attachments : NULL;

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const WbAttachment *file = g_ptr_array_index (files, i);

      if (file->data != NULL && g_bytes_get_size (file->data) > 0
          && g_bytes_get_size (file->data) <= FILE_BYTES)
        return file;
    }
  return NULL;
}

/* @receipt: of the message that the file belongs to */
static WbWebRequest *
make_document_request (const WbSending *sending,
                       const WbMessage *message,
                       const char *token,
                       const char *receipt)
{
  g_autoptr (WbJson) json = wb_chat_reply_parse (receipt, strlen (receipt));
  g_autoptr (WbChatForm) form = wb_chat_form_new ();
  g_autofree char *url = dup_url (sending, token, "sendDocument");
  g_autofree char *chat_id
      = g_strdup_printf ("%" G_GINT64_FORMAT, wb_chat_reply_get_integer (json, "chat_id"));
  g_autofree char *thread_id = wb_channel_config_dup_string (sending->config, "message_thread_id");
  g_autofree char *reply = g_strdup_printf ("{\"message_id\":%" G_GINT64_FORMAT "}",
                                            wb_chat_reply_get_integer (json, "message_id"));
  WbWebRequest *request = wb_web_request_new ("POST", url);

  wb_chat_form_add_field (form, "chat_id", chat_id);
  if (thread_id != NULL)
    wb_chat_form_add_field (form, "message_thread_id", thread_id);
  wb_chat_form_add_field (form, "reply_parameters", reply);
  wb_chat_form_add_field (form, "disable_notification", "true");
  if (wb_channel_config_get_boolean (sending->config, "protect_content", FALSE))
    wb_chat_form_add_field (form, "protect_content", "true");
  wb_chat_form_add_file (form, "document", find_file (message));
  wb_chat_form_set_body (form, request);
  return request;
}

static WbWebRequest *
make_request (WbHttpChannel *self G_GNUC_UNUSED,
              const WbSending *sending,
              const WbMessage *message,
              guint attempt,
              WbSendResult *result)
{
  const char *token = wb_sending_get_secret (sending, "bot_token");
  g_auto (Way) way = choose_way (sending, message, attempt, result);
  g_autofree char *url = NULL;
  WbWebRequest *request;

  if (token == NULL || way.chat_id == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The channel lacks the token of a bot or the number of a chat"));
      return NULL;
    }
  if (wb_chat_text_is_change (message) && way.message_id == 0)
    {
      wb_send_result_set (result, WB_SEND_DONE, _ ("There is no message in Telegram to change"));
      return NULL;
    }
  if (result->receipt != NULL)
    return make_document_request (sending, message, token, result->receipt);
  url = dup_url (sending, token, way.message_id != 0 ? "editMessageText" : "sendMessage");
  request = wb_web_request_new ("POST", url);
  wb_web_request_set_body (request, "application/json", make_body (sending, message, &way));
  return request;
}

/* --- The reply --- */

static gboolean
says (const char *description, const char *words)
{
  return description != NULL && strstr (description, words) != NULL;
}

static WbJsonValue
get_object (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return wb_json_value_lookup (object, name, &value)
                 && wb_json_value_get_kind (value) == WB_JSON_OBJECT
             ? value
             : (WbJsonValue){ 0 };
}

static gint64
get_integer (WbJsonValue object, const char *name)
{
  WbJsonValue value;
  gint64 number = 0;

  if (object.document != NULL && wb_json_value_lookup (object, name, &value))
    wb_json_value_get_int64 (value, &number);
  return number;
}

static void
take_receipt (const WbJson *json, WbSendResult *result)
{
  WbJsonValue sent = get_object (wb_json_get_root (json), "result");
  gint64 message_id = get_integer (sent, "message_id"), chat_id;
  g_autoptr (GString) receipt = g_string_new ("{");

  if (message_id == 0)
    return;
  chat_id = get_integer (get_object (sent, "chat"), "id");
  wb_json_add_int64 (receipt, "chat_id", chat_id);
  wb_json_add_int64 (receipt, "message_id", message_id);
  g_string_append_c (receipt, '}');
  wb_send_result_set_receipt (result, receipt->str);
}

/* Returns: whether to try once more, in the chat that the group became. */
static gboolean
follow_move (const WbMessage *message, WbJsonValue parameters, WbSendResult *result)
{
  g_free (result->new_settings);
  result->new_settings = g_strdup_printf ("{\"chat_id\":%" G_GINT64_FORMAT "}",
                                          get_integer (parameters, "migrate_to_chat_id"));
  return wb_chat_reply_judge_lost (message, result);
}

static void
judge (guint status, const char *description, WbSendResult *result)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    if (failures[i].status == status
        && (failures[i].words == NULL || says (description, failures[i].words)))
      {
        wb_send_result_set (result, WB_SEND_BROKEN, _ (failures[i].reason));
        return;
      }
  wb_send_result_set (result, WB_SEND_REFUSED, _ ("Telegram refused the message as it is"));
}

/* Returns: whether to try once more. */
static gboolean
read_failure (const WbMessage *message,
              const Way *way,
              const WbJson *json,
              guint status,
              WbSendResult *result)
{
  g_autofree char *description = wb_chat_reply_dup_member (json, "description");
  WbJsonValue parameters = get_object (wb_json_get_root (json), "parameters");

  if (status == 429)
    {
      gint64 seconds = get_integer (parameters, "retry_after");

      wb_send_result_set (result, WB_SEND_RATE_LIMITED, result->reason);
      result->retry_after_us
          = MAX (result->retry_after_us, wb_chat_reply_seconds_to_us ((double) seconds));
      return FALSE;
    }
  if (get_integer (parameters, "migrate_to_chat_id") != 0 && result->new_settings == NULL)
    return follow_move (message, parameters, result);
  if (way->message_id != 0 && says (description, "message is not modified"))
    {
      wb_send_result_set (result, WB_SEND_DONE, NULL);
      wb_send_result_set_receipt (result, message->receipt);
      return FALSE;
    }
  if (way->message_id != 0
      && (says (description, "message to edit not found")
          || says (description, "message can't be edited")
          || says (description, "MESSAGE_ID_INVALID")))
    return wb_chat_reply_judge_lost (message, result);
  judge (status, description, result);
  return says (description, "can't parse entities") && way->is_html
         && !wb_chat_text_is_change (message);
}

/* The message is there, whatever becomes of its file. */
static void
read_document_reply (const WbSending *sending, const WbWebReply *reply, WbSendResult *result)
{
  if (result->outcome == WB_SEND_DONE)
    {
      wb_send_result_set_answer (result, sending, NULL);
      return;
    }
  wb_send_result_set (result, WB_SEND_DONE, _ ("Telegram did not take the file of the message"));
  wb_send_result_set_answer (result, sending, reply->body);
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
  g_auto (Way) way = choose_way (sending, message, attempt, result);
  WbJsonValue ok;

  if (result->receipt != NULL)
    {
      read_document_reply (sending, reply, result);
      return FALSE;
    }
  if (reply->status >= 500)
    return FALSE;
  if (json == NULL || !wb_json_value_lookup (wb_json_get_root (json), "ok", &ok)
      || wb_json_value_get_kind (ok) != WB_JSON_BOOLEAN)
    {
      if (reply->status != 429)
        wb_chat_reply_judge_foreign (
            reply, result, _ ("What answered is not Telegram: check the API URL of the channel"));
      return FALSE;
    }
  if (!wb_json_value_get_boolean (ok))
    return read_failure (message, &way, json, reply->status, result);

  wb_send_result_set (result, WB_SEND_DONE, NULL);
  wb_send_result_set_answer (result, sending, NULL);
  take_receipt (json, result);
  return way.message_id == 0 && result->receipt != NULL && find_file (message) != NULL;
}

static guint
get_rate_limit (WbChannel *self G_GNUC_UNUSED, const WbChannelConfig *config)
{
  g_autofree char *chat_id = wb_channel_config_dup_string (config, "chat_id");

  return chat_id != NULL && *chat_id == '-' ? GROUP_RATE : PRIVATE_RATE;
}

static void
wb_telegram_channel_class_init (WbTelegramChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);
  WbHttpChannelClass *http_class = WB_HTTP_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_TELEGRAM;
  channel_class->get_rate_limit = get_rate_limit;
  channel_class->burst = 3;
  channel_class->batches = TRUE;
  channel_class->actions |= (1u << WB_DELIVERY_ACKNOWLEDGE) | (1u << WB_DELIVERY_RESOLVE);
  http_class->make_request = make_request;
  http_class->read_reply = read_reply;
}

static void
wb_telegram_channel_init (WbTelegramChannel *self G_GNUC_UNUSED)
{
}

/* wb_telegram_channel_new: (transfer full): Telegram, which @client talks to. */
WbChannel *
wb_telegram_channel_new (WbHttpClient *client)
{
  return g_object_new (WB_TYPE_TELEGRAM_CHANNEL, "client", client, NULL);
}

/* wb_telegram_channel_dup_bot_url: (transfer full): what the methods of a bot are below. @api_url:
 * (nullable): where the Bot API is; %NULL: at Telegram */
char *
wb_telegram_channel_dup_bot_url (const char *api_url, const char *token)
{
  g_autofree char *safe = g_uri_escape_string (token, ":", FALSE);
  g_autofree char *path = g_strconcat ("/bot", safe, NULL);

  return wb_chat_reply_dup_api_url (api_url, DEFAULT_API_URL, path);
}
