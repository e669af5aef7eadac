/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <string.h>

#include "channel-fixture.h"
#include "channels/wb-discord-channel.h"
#include "channels/wb-slack-channel.h"
#include "channels/wb-telegram-channel.h"
#include "channels/wb-telegram-update.h"

#define SECRET "hunter2hunter2"
#define NOW_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)
#define SECOND G_TIME_SPAN_SECOND

/* What came, and what is made of it. */
typedef struct
{
  WbDeliveryAction action;
  const char *receipt; /* of the message before */
  guint attempt;
  guint status;
  const char *header; /* "Name: value", nullable */
  const char *body;
  WbSendOutcome outcome;
  gboolean is_again;
  gint64 wait_us;
  const char *reason; /* what is in it; NULL: there is none */
  const char *new_receipt;
  const char *new_settings;
} Case;

#define NOTIFY WB_DELIVERY_NOTIFY
#define RESOLVE WB_DELIVERY_RESOLVE
#define DONE WB_SEND_DONE
#define RETRY WB_SEND_RETRY
#define LIMITED WB_SEND_RATE_LIMITED
#define REFUSED WB_SEND_REFUSED
#define BROKEN WB_SEND_BROKEN

static const char slack_webhook[] = "{\"kind\":\"slack\",\"settings\":{\"webhook_url\":\"https://"
                                    "hooks.slack.com/services/T/B/" SECRET "\"}}";
static const char slack_bot[]
    = "{\"kind\":\"slack\",\"settings\":{\"bot_token\":\"xoxb-" SECRET "\",\"channel\":\"#a\"}}";
static const char discord[] = "{\"kind\":\"discord\",\"settings\":{\"webhook_url\":"
                              "\"https://discord.com/api/webhooks/1/" SECRET "\"}}";
static const char telegram[]
    = "{\"kind\":\"telegram\",\"settings\":{\"bot_token\":\"1:" SECRET "\",\"chat_id\":5}}";

static WbWebReply *
make_reply (const Case *test)
{
  WbWebReply *reply = g_new0 (WbWebReply, 1);

  reply->status = test->status;
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->body = g_strdup (test->body);
  reply->body_length = strlen (test->body);
  if (test->header != NULL)
    {
      g_auto (GStrv) headers = g_strsplit (test->header, "\n", -1);

      for (GStrv header = headers; *header != NULL; header++)
        {
          g_auto (GStrv) parts = g_strsplit (*header, ": ", 2);

          g_hash_table_replace (reply->headers, g_ascii_strdown (parts[0], -1),
                                g_strdup (parts[1]));
        }
    }
  return reply;
}

static void
check_result (const Case *test, const WbSendResult *result)
{
  g_assert_cmpint (result->outcome, ==, test->outcome);
  if (test->reason == NULL)
    g_assert_cmpstr (result->reason, ==, NULL);
  else
    {
      g_assert_nonnull (result->reason);
      if (strstr (result->reason, test->reason) == NULL)
        g_error ("\"%s\" is not in \"%s\"", test->reason, result->reason);
    }
  g_assert_cmpint (result->retry_after_us, ==, test->wait_us);
  g_assert_cmpstr (result->receipt, ==, test->new_receipt);
  g_assert_cmpstr (result->new_settings, ==, test->new_settings);
  if (result->answer != NULL)
    g_assert_null (strstr (result->answer, SECRET));
}

static void
check (WbChannel *channel, const char *settings, const Case *test)
{
  g_autoptr (WbSending) sending = channel_fixture_new_sending (settings);
  WbSendItem *item = channel_fixture_add (sending, "key", "Title");
  g_autoptr (WbWebReply) reply = make_reply (test);
  gboolean is_again;

  g_test_message ("status %u: %s", test->status, test->body);
  item->message->action = test->action;
  item->message->receipt = g_strdup (test->receipt);
  wb_http_channel_judge_status (sending, reply, NOW_US, &item->result);
  is_again = WB_HTTP_CHANNEL_GET_CLASS (channel)->read_reply (
      WB_HTTP_CHANNEL (channel), sending, item->message, test->attempt, reply, &item->result);
  g_assert_cmpint (is_again, ==, test->is_again);
  if (!is_again)
    check_result (test, &item->result);
}

static void
check_all (WbChannel *channel, const char *settings, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    check (channel, settings, &cases[i]);
  g_object_unref (channel);
}

/* S3-54: each word of Slack's becomes one that a person can act on. */
static void
test_slack_webhook (void)
{
  static const Case cases[] = {
    { NOTIFY, NULL, 0, 200, NULL, "ok", DONE, FALSE, 0, NULL, NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "", BROKEN, FALSE, 0, "not Slack", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "{\"ok\":true}", BROKEN, FALSE, 0, "not Slack", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "<!DOCTYPE html><p>Log in", RETRY, FALSE, 0, "login", NULL,
      NULL },
    { NOTIFY, NULL, 0, 204, NULL, "", BROKEN, FALSE, 0, "not Slack", NULL, NULL },
    { NOTIFY, NULL, 0, 302, NULL, "", BROKEN, FALSE, 0, "elsewhere", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "invalid_payload", REFUSED, FALSE, 0, "refused", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "no_text", REFUSED, FALSE, 0, "refused", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "some_new_word", REFUSED, FALSE, 0, "refused", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "user_not_found", BROKEN, FALSE, 0, "invite", NULL, NULL },
    { NOTIFY, NULL, 0, 403, NULL, "action_prohibited", BROKEN, FALSE, 0, "administers", NULL,
      NULL },
    { NOTIFY, NULL, 0, 403, NULL, "invalid_token", BROKEN, FALSE, 0, "deleted", NULL, NULL },
    { NOTIFY, NULL, 0, 403, NULL, "posting_to_general_channel_denied", BROKEN, FALSE, 0,
      "administers", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "channel_not_found", BROKEN, FALSE, 0, "its name", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "no_service\n", BROKEN, FALSE, 0, "webhook was deleted", NULL,
      NULL },
    { NOTIFY, NULL, 0, 404, NULL, "<html>", BROKEN, FALSE, 0, "webhook was deleted", NULL, NULL },
    { NOTIFY, NULL, 0, 410, NULL, "channel_is_archived", BROKEN, FALSE, 0, "archived", NULL, NULL },
    { NOTIFY, NULL, 0, 429, "Retry-After: 30",
      "{\"retry_after\":30,\"ok\":false,\"error\":\"rate_limited\"}", LIMITED, FALSE, 30 * SECOND,
      "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 500, NULL, "rollup_error", RETRY, FALSE, 0, "500", NULL, NULL },
    { NOTIFY, NULL, 0, 503, "Retry-After: 5", "ok", RETRY, FALSE, 5 * SECOND, "503", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "no such /services/T/B/" SECRET, BROKEN, FALSE, 0, "deleted",
      NULL, NULL },
  };

  check_all (wb_slack_channel_new (NULL), slack_webhook, cases, G_N_ELEMENTS (cases));
}

#define SLACK_OLD "{\"channel\":\"C1\",\"ts\":\"1.2\"}"
#define SLACK_SAYS(word) "{\"ok\":false,\"error\":\"" word "\"}"

static void
test_slack_bot (void)
{
  static const Case cases[] = {
    { NOTIFY, NULL, 0, 200, NULL, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1.2\"}", DONE, FALSE, 0,
      NULL, SLACK_OLD, NULL },
    { RESOLVE, SLACK_OLD, 0, 200, NULL, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1.2\"}", DONE,
      FALSE, 0, NULL, SLACK_OLD, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "{\"ok\":true}", DONE, FALSE, 0, NULL, NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "ok", BROKEN, FALSE, 0, "API URL", NULL, NULL },
    { NOTIFY, SLACK_OLD, 0, 200, NULL, SLACK_SAYS ("message_not_found"), DONE, TRUE, 0, NULL, NULL,
      NULL },
    { NOTIFY, SLACK_OLD, 1, 200, NULL, SLACK_SAYS ("message_not_found"), REFUSED, FALSE, 0,
      "refused", NULL, NULL },
    { RESOLVE, SLACK_OLD, 0, 200, NULL, SLACK_SAYS ("cant_update_message"), DONE, FALSE, 0,
      "no more", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("invalid_auth"), BROKEN, FALSE, 0, "token", NULL,
      NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("missing_scope"), BROKEN, FALSE, 0, "chat:write",
      NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("not_in_channel"), BROKEN, FALSE, 0, "invite", NULL,
      NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("is_archived"), BROKEN, FALSE, 0, "archived", NULL,
      NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("internal_error"), RETRY, FALSE, 0, "trouble", NULL,
      NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("ratelimited"), LIMITED, FALSE, 0, "fewer", NULL,
      NULL },
    { NOTIFY, NULL, 0, 200, NULL, SLACK_SAYS ("msg_too_long"), REFUSED, FALSE, 0, "refused", NULL,
      NULL },
    { NOTIFY, NULL, 0, 429, "Retry-After: 7", SLACK_SAYS ("ratelimited"), LIMITED, FALSE,
      7 * SECOND, "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 502, NULL, "", RETRY, FALSE, 0, "502", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "{\"ok\":false,\"error\":\"xoxb-" SECRET "\"}", REFUSED, FALSE, 0,
      "refused", NULL, NULL },
  };

  check_all (wb_slack_channel_new (NULL), slack_bot, cases, G_N_ELEMENTS (cases));
}

#define DISCORD_OLD "{\"message_id\":\"77\"}"

static void
test_discord (void)
{
  static const Case cases[] = {
    { NOTIFY, NULL, 0, 200, NULL, "{\"id\":\"77\",\"type\":0}", DONE, FALSE, 0, NULL, DISCORD_OLD,
      NULL },
    { NOTIFY, NULL, 0, 204, NULL, "", DONE, FALSE, 0, NULL, NULL, NULL },
    { NOTIFY, NULL, 0, 200, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset-After: 1.5",
      "{\"id\":\"77\"}", DONE, FALSE, 3 * SECOND / 2, NULL, DISCORD_OLD, NULL },
    { NOTIFY, NULL, 0, 200, "X-RateLimit-Remaining: 4\nX-RateLimit-Reset-After: 1.5",
      "{\"id\":\"77\"}", DONE, FALSE, 0, NULL, DISCORD_OLD, NULL },
    { NOTIFY, NULL, 0, 200, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset-After: nan",
      "{\"id\":\"77\"}", DONE, FALSE, 0, NULL, DISCORD_OLD, NULL },
    { NOTIFY, NULL, 0, 200, "X-RateLimit-Remaining: 0\nX-RateLimit-Reset-After: 1e300",
      "{\"id\":\"77\"}", DONE, FALSE, 24 * 3600 * SECOND, NULL, DISCORD_OLD, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "{}", BROKEN, FALSE, 0, "not Discord", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "<!doctype html>", RETRY, FALSE, 0, "login", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "{\"embeds\":[\"0\"]}", REFUSED, FALSE, 0, "refused", NULL,
      NULL },
    { NOTIFY, NULL, 0, 401, NULL, "{\"message\":\"Invalid Webhook Token\",\"code\":50027}", BROKEN,
      FALSE, 0, "deleted", NULL, NULL },
    { NOTIFY, NULL, 0, 403, NULL, "", BROKEN, FALSE, 0, "allow", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "{\"message\":\"Unknown Webhook\",\"code\":10015}", BROKEN, FALSE,
      0, "deleted", NULL, NULL },
    { NOTIFY, DISCORD_OLD, 0, 404, NULL, "{\"message\":\"Unknown Webhook\",\"code\":10015}", BROKEN,
      FALSE, 0, "deleted", NULL, NULL },
    { NOTIFY, DISCORD_OLD, 0, 404, NULL, "{\"message\":\"Unknown Message\",\"code\":10008}", DONE,
      TRUE, 0, NULL, NULL, NULL },
    { RESOLVE, DISCORD_OLD, 0, 404, NULL, "{\"message\":\"Unknown Message\",\"code\":10008}", DONE,
      FALSE, 0, "no more", NULL, NULL },
    { NOTIFY, NULL, 0, 413, NULL, "", REFUSED, FALSE, 0, "too long", NULL, NULL },
    { NOTIFY, NULL, 0, 429, "Retry-After: 65",
      "{\"message\":\"You are being rate limited.\",\"retry_after\":64.57,\"global\":false}",
      LIMITED, FALSE, 65 * SECOND, "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 429, NULL, "{\"retry_after\":64.5}", LIMITED, FALSE, 129 * SECOND / 2,
      "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 429, NULL, "{\"retry_after\":\"soon\"}", LIMITED, FALSE, 0, "fewer", NULL,
      NULL },
    { NOTIFY, NULL, 0, 429, NULL, "{\"retry_after\":-4}", LIMITED, FALSE, 0, "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 502, NULL, "", RETRY, FALSE, 0, "502", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "/api/webhooks/1/" SECRET, BROKEN, FALSE, 0, "deleted", NULL,
      NULL },
  };

  check_all (wb_discord_channel_new (NULL), discord, cases, G_N_ELEMENTS (cases));
}

#define TELEGRAM_OLD "{\"chat_id\":5,\"message_id\":77}"
#define TELEGRAM_SAYS(words) "{\"ok\":false,\"error_code\":400,\"description\":\"" words "\"}"

static void
test_telegram (void)
{
  static const Case cases[] = {
    { NOTIFY, NULL, 0, 200, NULL,
      "{\"ok\":true,\"result\":{\"message_id\":77,\"chat\":{\"id\":5},\"text\":\"a\"}}", DONE,
      FALSE, 0, NULL, TELEGRAM_OLD, NULL },
    { NOTIFY, NULL, 0, 200, NULL,
      "{\"ok\":true,\"result\":{\"message_id\":9,\"chat\":{\"id\":-1002233445566778}}}", DONE,
      FALSE, 0, NULL, "{\"chat_id\":-1002233445566778,\"message_id\":9}", NULL },
    { RESOLVE, TELEGRAM_OLD, 0, 200, NULL, "{\"ok\":true,\"result\":true}", DONE, FALSE, 0, NULL,
      NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "[]", BROKEN, FALSE, 0, "not Telegram", NULL, NULL },
    { NOTIFY, NULL, 0, 200, NULL, "<!doctype html>", RETRY, FALSE, 0, "login", NULL, NULL },
    { NOTIFY, TELEGRAM_OLD, 0, 400, NULL,
      TELEGRAM_SAYS ("Bad Request: message is not modified: exactly the same"), DONE, FALSE, 0,
      NULL, TELEGRAM_OLD, NULL },
    { NOTIFY, TELEGRAM_OLD, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: message to edit not found"),
      DONE, TRUE, 0, NULL, NULL, NULL },
    { RESOLVE, TELEGRAM_OLD, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: message to edit not found"),
      DONE, FALSE, 0, "no more", NULL, NULL },
    { NOTIFY, TELEGRAM_OLD, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: message can't be edited"),
      DONE, TRUE, 0, NULL, NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL,
      TELEGRAM_SAYS ("Bad Request: can't parse entities: unsupported start tag"), DONE, TRUE, 0,
      NULL, NULL, NULL },
    { NOTIFY, NULL, 1, 400, NULL, TELEGRAM_SAYS ("Bad Request: can't parse entities"), REFUSED,
      FALSE, 0, "refused", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to "
      "a "
      "supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1002233445566778}}",
      DONE, TRUE, 0, NULL, NULL, NULL },
    { RESOLVE, TELEGRAM_OLD, 0, 400, NULL,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to "
      "a "
      "supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1002233445566778}}",
      DONE, FALSE, 0, "no more", NULL, "{\"chat_id\":-1002233445566778}" },
    { NOTIFY, NULL, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: chat not found"), BROKEN, FALSE, 0,
      "/start", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: message thread not found"), BROKEN,
      FALSE, 0, "topic", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL,
      TELEGRAM_SAYS ("Bad Request: not enough rights to send text messages to the chat"), BROKEN,
      FALSE, 0, "allow", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, TELEGRAM_SAYS ("Bad Request: something new"), REFUSED, FALSE, 0,
      "refused", NULL, NULL },
    { NOTIFY, NULL, 0, 401, NULL,
      "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}", BROKEN, FALSE, 0,
      "BotFather", NULL, NULL },
    { NOTIFY, NULL, 0, 404, NULL, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}",
      BROKEN, FALSE, 0, "BotFather", NULL, NULL },
    { NOTIFY, NULL, 0, 403, NULL,
      "{\"ok\":false,\"description\":\"Forbidden: bot was blocked by the user\"}", BROKEN, FALSE, 0,
      "unblock", NULL, NULL },
    { NOTIFY, NULL, 0, 403, NULL,
      "{\"ok\":false,\"description\":\"Forbidden: bot was kicked from the group chat\"}", BROKEN,
      FALSE, 0, "add it", NULL, NULL },
    { NOTIFY, NULL, 0, 429, NULL,
      "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 7\","
      "\"parameters\":{\"retry_after\":7}}",
      LIMITED, FALSE, 7 * SECOND, "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 429, NULL,
      "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":9223372036854775807}}",
      LIMITED, FALSE, 24 * 3600 * SECOND, "fewer", NULL, NULL },
    { NOTIFY, NULL, 0, 429, "Retry-After: 3", "slow down", LIMITED, FALSE, 3 * SECOND, "fewer",
      NULL, NULL },
    { NOTIFY, NULL, 0, 500, NULL, "{\"ok\":false,\"description\":\"Internal Server Error\"}", RETRY,
      FALSE, 0, "500", NULL, NULL },
    { NOTIFY, NULL, 0, 400, NULL, "{\"ok\":false,\"description\":\"/bot1:" SECRET "/sendMessage\"}",
      REFUSED, FALSE, 0, "refused", NULL, NULL },
  };

  check_all (wb_telegram_channel_new (NULL), telegram, cases, G_N_ELEMENTS (cases));
}

/* S4-21 */
static void
check_rate (WbChannel *owned, const char *settings, guint rate, guint burst)
{
  g_autoptr (WbChannel) channel = owned;
  g_autoptr (WbSending) sending = channel_fixture_new_sending (settings);

  g_assert_cmpuint (wb_channel_get_rate_limit (channel, sending->config), ==, rate);
  g_assert_cmpuint (wb_channel_get_burst (channel, sending->config), ==, burst);
  g_assert_true (wb_channel_batches (channel, sending->config));
  g_assert_true (wb_channel_can (channel, WB_DELIVERY_ACKNOWLEDGE));
  g_assert_true (wb_channel_can (channel, WB_DELIVERY_RESOLVE));
}

static void
test_rates (void)
{
  check_rate (wb_slack_channel_new (NULL), slack_webhook, 60, 3);
  check_rate (wb_discord_channel_new (NULL), discord, 30, 5);
  check_rate (wb_telegram_channel_new (NULL), telegram, 30, 3);
  check_rate (wb_telegram_channel_new (NULL),
              "{\"kind\":\"telegram\",\"settings\":{\"chat_id\":-1001}}", 20, 3);
  check_rate (wb_telegram_channel_new (NULL),
              "{\"kind\":\"telegram\",\"settings\":{\"chat_id\":\"-1001\"}}", 20, 3);
  check_rate (wb_telegram_channel_new (NULL),
              "{\"kind\":\"telegram\",\"rate_limit\":2,\"settings\":{\"chat_id\":\"@a\"}}", 2, 2);
}

/* Whatever comes, it is read to its end, and says nothing of a secret. */
static void
test_random (void)
{
  static const char *const parts[] = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"ok\"",
    "true",
    "false",
    "\"result\"",
    "\"message_id\"",
    "7",
    "\"parameters\"",
    "\"retry_after\"",
    "-1",
    "1e999",
    "\"description\"",
    "\"error\"",
    "\"id\"",
    "\"chat\"",
    "null",
    SECRET,
    "xoxb-" SECRET,
    "1:" SECRET,
    "\"code\"",
    "10008",
    "\xff",
    "\"a\"",
    "\"update_id\"",
    "\"callback_query\"",
    "\"ts\"",
    "\"channel\"",
  };
  static const guint statuses[] = { 200, 204, 302, 400, 401, 403, 404, 409, 410, 413, 429, 500 };
  const char *const settings[] = { slack_webhook, slack_bot, discord, telegram };
  static const char *const secrets[] = { SECRET, "xoxb-" SECRET, SECRET, "1:" SECRET };
  g_autoptr (WbChannel) slack = wb_slack_channel_new (NULL);
  g_autoptr (WbChannel) webhook = wb_discord_channel_new (NULL);
  g_autoptr (WbChannel) bot = wb_telegram_channel_new (NULL);
  WbChannel *const channels[] = { slack, slack, webhook, bot };

  for (guint round = 0; round < 20000; round++)
    {
      guint kind = round % G_N_ELEMENTS (settings);
      g_autoptr (GString) body = g_string_new (g_test_rand_bit () ? "{\"ok\":false," : "");
      g_autoptr (WbSending) sending = channel_fixture_new_sending (settings[kind]);
      WbSendItem *item = channel_fixture_add (sending, "key", "Title");
      Case test = { .status = statuses[g_test_rand_int_range (0, G_N_ELEMENTS (statuses))] };
      g_autoptr (WbWebReply) reply = NULL;
      g_auto (WbTelegramUpdate) update = { 0 };

      for (int n = g_test_rand_int_range (0, 20); n > 0; n--)
        g_string_append (body, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      test.body = body->str;
      reply = make_reply (&test);
      wb_http_channel_judge_status (sending, reply, NOW_US, &item->result);
      WB_HTTP_CHANNEL_GET_CLASS (channels[kind])
          ->read_reply (WB_HTTP_CHANNEL (channels[kind]), sending, item->message, 0, reply,
                        &item->result);
      g_assert_cmpint (item->result.outcome, !=, WB_SEND_PENDING);
      if (item->result.answer != NULL)
        g_assert_null (strstr (item->result.answer, secrets[kind]));
      wb_telegram_update_read (&update, reply);
    }
}

/* --- What was pressed --- */

#define PRESS(chat)                                                                                \
  "{\"ok\":true,\"result\":[{\"update_id\":41,\"callback_query\":{\"id\":\"q\",\"data\":\"ack:"    \
  "7\","                                                                                           \
  "\"from\":{\"first_name\":\"Ada\\n\",\"last_name\":\"L\"},\"message\":{\"chat\":" chat "}}}]}"

static void
test_updates (void)
{
  static const struct
  {
    guint status;
    const char *body;
    WbTelegramNext next;
    guint wait_s;
    gint64 offset;
    guint presses;
  } cases[] = {
    { 200, "{\"ok\":true,\"result\":[]}", WB_TELEGRAM_WAIT, 1, 0, 0 },
    { 200, PRESS ("{\"id\":5}"), WB_TELEGRAM_ASK_AGAIN, 0, 42, 1 },
    { 200, PRESS ("{}"), WB_TELEGRAM_ASK_AGAIN, 0, 42, 0 },
    { 200, "{\"ok\":true,\"result\":[{\"update_id\":3,\"message\":{}}]}", WB_TELEGRAM_ASK_AGAIN, 0,
      4, 0 },
    { 200, "{\"ok\":true,\"result\":[7,{}]}", WB_TELEGRAM_WAIT, 1, 0, 0 },
    { 200, "{\"ok\":true}", WB_TELEGRAM_WAIT, 0, 0, 0 },
    { 200, "page", WB_TELEGRAM_WAIT, 0, 0, 0 },
    { 429, "{\"ok\":false,\"parameters\":{\"retry_after\":9}}", WB_TELEGRAM_WAIT, 9, 0, 0 },
    { 429, "{\"ok\":false,\"parameters\":{\"retry_after\":-9}}", WB_TELEGRAM_WAIT, 0, 0, 0 },
    { 500, "", WB_TELEGRAM_WAIT, 0, 0, 0 },
    { 401, "{\"ok\":false}", WB_TELEGRAM_STOP, 0, 0, 0 },
    { 404, "", WB_TELEGRAM_STOP, 0, 0, 0 },
    { 409, "{\"ok\":false,\"description\":\"Conflict: terminated by other getUpdates request\"}",
      WB_TELEGRAM_STOP, 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case test = { .status = cases[i].status, .body = cases[i].body };
      g_autoptr (WbWebReply) reply = make_reply (&test);
      g_auto (WbTelegramUpdate) update = { 0 };

      g_test_message ("status %u: %s", cases[i].status, cases[i].body);
      wb_telegram_update_read (&update, reply);
      g_assert_cmpint (update.next, ==, cases[i].next);
      g_assert_cmpuint (update.wait_s, ==, cases[i].wait_s);
      g_assert_cmpint (update.offset, ==, cases[i].offset);
      g_assert_cmpuint (update.presses->len, ==, cases[i].presses);
      g_assert_cmpint (update.reason != NULL, ==, cases[i].next == WB_TELEGRAM_STOP);
    }
}

static void
test_press (void)
{
  static const char *const numbers[] = { "4", "5", NULL };
  static const char *const names[] = { "@Night_Watch", NULL };
  static const char *const others[] = { "15", "@night", "5 ", NULL };
  const Case test = { .status = 200, .body = PRESS ("{\"id\":5,\"username\":\"night_watch\"}") };
  g_autoptr (WbWebReply) reply = make_reply (&test);
  g_auto (WbTelegramUpdate) update = { 0 };
  const WbTelegramPress *press;

  wb_telegram_update_read (&update, reply);
  press = g_ptr_array_index (update.presses, 0);
  g_assert_cmpstr (press->query_id, ==, "q");
  g_assert_cmpstr (press->data, ==, "ack:7");
  g_assert_cmpstr (press->chat_id, ==, "5");
  g_assert_cmpstr (press->from_name, ==, "Ada L");
  g_assert_true (wb_telegram_press_is_from (press, numbers));
  g_assert_true (wb_telegram_press_is_from (press, names));
  g_assert_false (wb_telegram_press_is_from (press, others));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/chat-replies/slack-webhook", test_slack_webhook);
  g_test_add_func ("/channels/chat-replies/slack-bot", test_slack_bot);
  g_test_add_func ("/channels/chat-replies/discord", test_discord);
  g_test_add_func ("/channels/chat-replies/telegram", test_telegram);
  g_test_add_func ("/channels/chat-replies/rates", test_rates);
  g_test_add_func ("/channels/chat-replies/random", test_random);
  g_test_add_func ("/channels/chat-replies/updates", test_updates);
  g_test_add_func ("/channels/chat-replies/press", test_press);
  return g_test_run ();
}
