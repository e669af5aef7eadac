/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-slack-channel.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "channels/wb-chat-reply.h"
#include "channels/wb-chat-text.h"

#define DEFAULT_API_URL "https://slack.com/api"

/* https://docs.slack.dev/reference/block-kit/blocks */
#define HEADER_UNITS 150
#define SECTION_UNITS 3000
#define FIELD_UNITS 2000
#define SECTION_FIELDS 10
#define DETAIL_SECTIONS 4
#define FALLBACK_UNITS 1024

/*
 * A message by a webhook, or with the token of a bot and a channel by the Web API, which alone can
 * change what was sent.
 */
struct _WbSlackChannel
{
  WbHttpChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbSlackChannel, wb_slack_channel, WB_TYPE_HTTP_CHANNEL)

/* What Slack's words for a failure mean. */
typedef struct
{
  const char *word;
  WbSendOutcome outcome;
  const char *reason;
} Failure;

#define NO_WEBHOOK                                                                                 \
  N_ ("The webhook was deleted or its URL is wrong: make a new one in Slack and give it to the "   \
      "channel")
#define NO_CHANNEL                                                                                 \
  N_ ("Slack does not know the channel: check its name, and invite the bot if it is private")
#define ARCHIVED N_ ("The channel is archived in Slack: bring it back, or choose another")
#define FORBIDDEN                                                                                  \
  N_ ("The workspace does not allow this message: ask someone who administers it in Slack")
#define BAD_TOKEN                                                                                  \
  N_ ("Slack does not take the bot token: copy it again from the settings of the Slack app")
#define NO_SCOPE                                                                                   \
  N_ ("The Slack app may not write messages: give it the scope chat:write and install it again")
#define NOT_UNDERSTOOD N_ ("Slack refused the message as it is")
#define TOO_MANY N_ ("Slack wants fewer messages")
#define TROUBLE N_ ("Slack has trouble of its own")

static const Failure failures[] = {
  { "no_service", WB_SEND_BROKEN, NO_WEBHOOK },
  { "no_service_id", WB_SEND_BROKEN, NO_WEBHOOK },
  { "no_active_hooks", WB_SEND_BROKEN, NO_WEBHOOK },
  { "no_team", WB_SEND_BROKEN, NO_WEBHOOK },
  { "team_disabled", WB_SEND_BROKEN, NO_WEBHOOK },
  { "invalid_token", WB_SEND_BROKEN, NO_WEBHOOK },
  { "channel_not_found", WB_SEND_BROKEN, NO_CHANNEL },
  { "user_not_found", WB_SEND_BROKEN, NO_CHANNEL },
  { "not_in_channel", WB_SEND_BROKEN, NO_CHANNEL },
  { "channel_is_archived", WB_SEND_BROKEN, ARCHIVED },
  { "is_archived", WB_SEND_BROKEN, ARCHIVED },
  { "posting_to_general_channel_denied", WB_SEND_BROKEN, FORBIDDEN },
  { "action_prohibited", WB_SEND_BROKEN, FORBIDDEN },
  { "restricted_action", WB_SEND_BROKEN, FORBIDDEN },
  { "not_authed", WB_SEND_BROKEN, BAD_TOKEN },
  { "invalid_auth", WB_SEND_BROKEN, BAD_TOKEN },
  { "account_inactive", WB_SEND_BROKEN, BAD_TOKEN },
  { "token_revoked", WB_SEND_BROKEN, BAD_TOKEN },
  { "token_expired", WB_SEND_BROKEN, BAD_TOKEN },
  { "missing_scope", WB_SEND_BROKEN, NO_SCOPE },
  { "not_allowed_token_type", WB_SEND_BROKEN, NO_SCOPE },
  { "invalid_payload", WB_SEND_REFUSED, NOT_UNDERSTOOD },
  { "no_text", WB_SEND_REFUSED, NOT_UNDERSTOOD },
  { "rate_limited", WB_SEND_RATE_LIMITED, TOO_MANY },
  { "ratelimited", WB_SEND_RATE_LIMITED, TOO_MANY },
  { "internal_error", WB_SEND_RETRY, TROUBLE },
  { "fatal_error", WB_SEND_RETRY, TROUBLE },
  { "service_unavailable", WB_SEND_RETRY, TROUBLE },
  { "request_timeout", WB_SEND_RETRY, TROUBLE },
};

/* Words of messages that were deleted, or are too old to be changed. */
static const char *const not_changed[]
    = { "message_not_found", "cant_update_message", "edit_window_closed", NULL };

static const char *const colours[] = {
  [WB_SEVERITY_INFO] = "#439FE0",    [WB_SEVERITY_SUCCESS] = "good",
  [WB_SEVERITY_WARNING] = "warning", [WB_SEVERITY_ERROR] = "danger",
  [WB_SEVERITY_CRITICAL] = "danger",
};

/* --- The message --- */

static void
add_text (GString *json, const char *name, const char *type, const char *text)
{
  wb_json_begin_member (json, name);
  g_string_append_c (json, '{');
  wb_json_add_string (json, "type", type);
  wb_json_add_string (json, "text", text);
  g_string_append_c (json, '}');
}

static void
begin_block (GString *json, const char *type)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_string (json, "type", type);
}

static void
add_section (GString *json, const char *mrkdwn)
{
  begin_block (json, "section");
  add_text (json, "text", "mrkdwn", mrkdwn);
  g_string_append_c (json, '}');
}

static void
add_field (GString *json, const WbFact *fact)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", fact->label, fact->value);
  g_autofree char *text = wb_markdown_escape_entities (line, FIELD_UNITS);

  /* Plain text: the stars and backquotes of a value are no marks. */
  wb_json_begin_item (json);
  g_string_append (json, "{\"type\":\"plain_text\",\"emoji\":false");
  wb_json_add_string (json, "text", text);
  g_string_append_c (json, '}');
}

static void
add_details (GString *json, const GPtrArray *facts)
{
  g_autofree char *title = g_strdup_printf ("*%s*", _ ("Details:"));
  guint n = MIN (facts->len, SECTION_FIELDS * DETAIL_SECTIONS);

  for (guint i = 0; i < n; i++)
    {
      if (i % SECTION_FIELDS == 0)
        {
          begin_block (json, "section");
          if (i == 0)
            add_text (json, "text", "mrkdwn", title);
          g_string_append (json, ",\"fields\":[");
        }
      add_field (json, g_ptr_array_index (facts, i));
      if ((i + 1) % SECTION_FIELDS == 0 || i + 1 == n)
        g_string_append (json, "]}");
    }
}

static void
add_blocks (GString *json, const WbMessage *message)
{
  g_autofree char *plain_title = wb_chat_text_dup_title (message);
  g_autofree char *title = wb_markdown_escape_entities (plain_title, HEADER_UNITS);
  g_autofree char *body = wb_markdown_to_slack (message->body, SECTION_UNITS);
  g_autofree char *time = wb_chat_text_dup_time (message);

  wb_json_begin_member (json, "blocks");
  g_string_append_c (json, '[');
  begin_block (json, "header");
  add_text (json, "text", "plain_text", title);
  g_string_append_c (json, '}');
  if (wb_text_is_visible (body))
    add_section (json, body);
  add_details (json, message->facts);
  begin_block (json, "context");
  g_string_append (json, ",\"elements\":[{\"type\":\"mrkdwn\"");
  wb_json_add_string (json, "text", time);
  g_string_append (json, "}]}]");
}

/* The text is what shows in the list of a phone's notifications; only attachments have a colour. */
static void
add_message (GString *json, const WbMessage *message)
{
  const char *headline = wb_chat_text_get_headline (message);
  g_autofree char *line = g_strdup_printf ("%s: %s", headline, message->title);
  g_autofree char *text = wb_markdown_escape_entities (line, FALLBACK_UNITS);

  wb_json_add_string (json, "text", text);
  wb_json_add_boolean (json, "mrkdwn", FALSE);
  wb_json_add_boolean (json, "unfurl_links", FALSE);
  wb_json_add_boolean (json, "unfurl_media", FALSE);
  g_string_append (json, ",\"attachments\":[{");
  wb_json_add_string (json, "color",
                      wb_chat_text_is_over (message) ? "good" : colours[message->severity]);
  add_blocks (json, message);
  g_string_append (json, "}]");
}

/* --- The request --- */

static gboolean
uses_bot (const WbSending *sending)
{
  return wb_sending_get_secret (sending, "bot_token") != NULL
         && wb_channel_config_has (sending->config, "channel");
}

static WbWebRequest *
make_post (const char *url, GString *json)
{
  WbWebRequest *request = wb_web_request_new ("POST", url);

  wb_web_request_set_body (request, "application/json; charset=utf-8", json);
  return request;
}

static void
add_sender (GString *json, const WbChannelConfig *config)
{
  static const char *const members[] = { "username", "icon_emoji" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *value = wb_channel_config_dup_string (config, members[i]);

      wb_json_add_string (json, members[i], value);
    }
}

/* Old webhooks write to the channel that they are told; those of apps keep to their own. */
static WbWebRequest *
make_webhook_request (const WbSending *sending, const WbMessage *message, WbSendResult *result)
{
  const char *url = wb_sending_get_secret (sending, "webhook_url");
  g_autofree char *channel = wb_channel_config_dup_string (sending->config, "channel");
  GString *json;

  if (url == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The channel has neither a webhook URL nor a bot token: give it one"));
      return NULL;
    }
  if (wb_chat_text_is_change (message))
    {
      wb_send_result_set (result, WB_SEND_DONE,
                          _ ("A webhook cannot change what it sent; a bot token can"));
      return NULL;
    }
  json = g_string_new ("{");
  wb_json_add_string (json, "channel", channel);
  add_sender (json, sending->config);
  add_message (json, message);
  g_string_append_c (json, '}');
  return make_post (url, json);
}

static WbWebRequest *
make_bot_request (const WbSending *sending,
                  const WbMessage *message,
                  guint attempt,
                  WbSendResult *result)
{
  g_autoptr (WbJson) receipt = attempt == 0 ? wb_chat_reply_parse_receipt (message) : NULL;
  g_autofree char *ts = wb_chat_reply_dup_member (receipt, "ts");
  g_autofree char *old_channel = wb_chat_reply_dup_member (receipt, "channel");
  g_autofree char *channel = wb_channel_config_dup_string (sending->config, "channel");
  g_autofree char *api_url = wb_channel_config_dup_string (sending->config, "api_url");
  g_autofree char *url = NULL, *authorization = NULL;
  gboolean is_update = ts != NULL && old_channel != NULL;
  WbWebRequest *request;
  GString *json;

  if (wb_chat_text_is_change (message) && !is_update)
    {
      wb_send_result_set (result, WB_SEND_DONE, _ ("There is no message in Slack to change"));
      return NULL;
    }
  json = g_string_new ("{");
  wb_json_add_string (json, "channel", is_update ? old_channel : channel);
  wb_json_add_string (json, "ts", ts);
  if (!is_update)
    add_sender (json, sending->config);
  add_message (json, message);
  g_string_append_c (json, '}');

  url = wb_chat_reply_dup_api_url (api_url, DEFAULT_API_URL,
                                   is_update ? "/chat.update" : "/chat.postMessage");
  authorization = g_strconcat ("Bearer ", wb_sending_get_secret (sending, "bot_token"), NULL);
  request = make_post (url, json);
  wb_web_request_add_header (request, "Authorization", authorization);
  return request;
}

static WbWebRequest *
make_request (WbHttpChannel *self G_GNUC_UNUSED,
              const WbSending *sending,
              const WbMessage *message,
              guint attempt,
              WbSendResult *result)
{
  return uses_bot (sending) ? make_bot_request (sending, message, attempt, result)
                            : make_webhook_request (sending, message, result);
}

/* --- The reply --- */

static gboolean
read_failure (const char *word, WbSendResult *result)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    if (g_strcmp0 (failures[i].word, word) == 0)
      {
        wb_send_result_set (result, failures[i].outcome, _ (failures[i].reason));
        return TRUE;
      }
  return FALSE;
}

static void
read_webhook_reply (const WbWebReply *reply, WbSendResult *result)
{
  g_autofree char *word = g_strstrip (g_strdup (reply->body));

  if (reply->status == 429 || reply->status >= 500)
    return;
  if (reply->status == 200 && g_str_equal (word, "ok"))
    wb_send_result_set (result, WB_SEND_DONE, NULL);
  else if (read_failure (word, result))
    return;
  else if (reply->status == 400)
    wb_send_result_set (result, WB_SEND_REFUSED, _ (NOT_UNDERSTOOD));
  else if (reply->status == 403)
    wb_send_result_set (result, WB_SEND_BROKEN, _ (FORBIDDEN));
  else if (reply->status == 404 || reply->status == 410)
    wb_send_result_set (result, WB_SEND_BROKEN, _ (NO_WEBHOOK));
  else if (reply->status < 300)
    wb_chat_reply_judge_foreign (
        reply, result, _ ("What answered is not Slack: check the webhook URL of the channel"));
}

static void
take_receipt (const WbJson *json, WbSendResult *result)
{
  g_autofree char *channel = wb_chat_reply_dup_member (json, "channel");
  g_autofree char *ts = wb_chat_reply_dup_member (json, "ts");
  g_autoptr (GString) receipt = g_string_new ("{");

  if (channel == NULL || ts == NULL)
    return;
  wb_json_add_string (receipt, "channel", channel);
  wb_json_add_string (receipt, "ts", ts);
  g_string_append_c (receipt, '}');
  wb_send_result_set_receipt (result, receipt->str);
}

/* Returns: whether to send it anew: what it was to replace is there no more. */
static gboolean
read_bot_reply (const WbMessage *message,
                guint attempt,
                const WbWebReply *reply,
                WbSendResult *result)
{
  g_autoptr (WbJson) json = wb_chat_reply_parse (reply->body, reply->body_length);
  g_autofree char *word = wb_chat_reply_dup_member (json, "error");
  WbJsonValue ok;

  if (reply->status == 429 || reply->status >= 500)
    return FALSE;
  if (json == NULL || !wb_json_value_lookup (wb_json_get_root (json), "ok", &ok)
      || wb_json_value_get_kind (ok) != WB_JSON_BOOLEAN)
    {
      wb_chat_reply_judge_foreign (
          reply, result, _ ("What answered is not Slack: check the API URL of the channel"));
      return FALSE;
    }
  if (wb_json_value_get_boolean (ok))
    {
      wb_send_result_set (result, WB_SEND_DONE, NULL);
      take_receipt (json, result);
      return FALSE;
    }
  if (word != NULL && g_strv_contains (not_changed, word) && attempt == 0)
    return wb_chat_reply_judge_lost (message, result);
  if (!read_failure (word, result))
    wb_send_result_set (result, WB_SEND_REFUSED, _ (NOT_UNDERSTOOD));
  return FALSE;
}

static gboolean
read_reply (WbHttpChannel *self G_GNUC_UNUSED,
            const WbSending *sending,
            const WbMessage *message,
            guint attempt,
            const WbWebReply *reply,
            WbSendResult *result)
{
  gboolean is_again = FALSE;

  if (uses_bot (sending))
    is_again = read_bot_reply (message, attempt, reply, result);
  else
    read_webhook_reply (reply, result);
  if (result->outcome != WB_SEND_DONE)
    wb_send_result_set_answer (result, sending, reply->body);
  return is_again;
}

static void
wb_slack_channel_class_init (WbSlackChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);
  WbHttpChannelClass *http_class = WB_HTTP_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_SLACK;
  channel_class->rate_limit = 60;
  channel_class->burst = 3;
  channel_class->batches = TRUE;
  channel_class->actions |= (1u << WB_DELIVERY_ACKNOWLEDGE) | (1u << WB_DELIVERY_RESOLVE);
  http_class->make_request = make_request;
  http_class->read_reply = read_reply;
}

static void
wb_slack_channel_init (WbSlackChannel *self G_GNUC_UNUSED)
{
}

/* wb_slack_channel_new: (transfer full): Slack, which @client talks to. */
WbChannel *
wb_slack_channel_new (WbHttpClient *client)
{
  return g_object_new (WB_TYPE_SLACK_CHANNEL, "client", client, NULL);
}
