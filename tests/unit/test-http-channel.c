/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-http-channel.h"

#include "channel-fixture.h"
#include "channels/wb-pagerduty-channel.h"
#include "channels/wb-webhook-channel.h"

/* 2026-01-02T03:04:05Z, a Friday */
#define NOW_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)
#define HOURS_6 (6 * 3600)

/* @header, @value: (nullable): one that it has */
static WbWebReply *
make_reply (guint status, const char *header, const char *value, const char *body)
{
  WbWebReply *reply = g_new0 (WbWebReply, 1);

  reply->status = status;
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (header != NULL)
    g_hash_table_insert (reply->headers, g_strdup (header), g_strdup (value));
  reply->body = g_strdup (body);
  return reply;
}

static void
test_retry_after (void)
{
  static const struct
  {
    const char *value;
    gint64 wait_s;
  } cases[] = {
    { NULL, 0 },
    { "", 0 },
    { "1", 1 },
    { "120", 120 },
    { "0", 1 },
    { "000", 1 },
    { "21600", HOURS_6 },
    { "21601", HOURS_6 },
    { "999999", HOURS_6 },
    { "1000000000000", HOURS_6 },
    { "99999999999999999999999999", HOURS_6 },
    { "-1", 0 },
    { "+5", 0 },
    { "1.5", 0 },
    { "1e3", 0 },
    { "0x10", 0 },
    { "soon", 0 },
    { "5 seconds", 0 },
    { "Fri, 02 Jan 2026 03:05:05 GMT", 60 },
    { "Fri, 02 Jan 2026 03:04:05 GMT", 1 },
    { "Fri, 02 Jan 2026 03:00:00 GMT", 1 },
    { "Sat, 03 Jan 2026 03:00:00 GMT", HOURS_6 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", HOURS_6 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 1 },
    { "Friday, 02-Jan-26 03:05:05 GMT", 60 },
    { "Fri Jan  2 03:05:05 2026", 60 },
    { "Fri, 99 Jan 2026 03:05:05 GMT", 0 },
    { "Fri, 02 Jan 2026", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbWebReply) reply
          = make_reply (429, cases[i].value != NULL ? "retry-after" : NULL, cases[i].value, "");

      g_test_message ("%s", cases[i].value);
      g_assert_cmpint (wb_http_channel_read_retry_after (reply, NOW_US), ==,
                       cases[i].wait_s * G_TIME_SPAN_SECOND);
    }
}

/* Each status has its outcome, whatever stands in the body, and a reason unless it is done. */
static void
test_statuses (void)
{
  g_autoptr (WbSending) sending = channel_fixture_new_sending (
      "{\"kind\":\"webhook\",\"settings\":{\"url\":\"https://example.org/hook/s3cr3t-word\"}}");

  for (guint status = 100; status <= 999; status++)
    {
      g_autoptr (WbWebReply) reply = make_reply (status, "retry-after", "7", "no s3cr3t-word");
      g_auto (WbSendResult) result = { 0 };
      WbSendOutcome expected = WB_SEND_REFUSED;

      if (status < 200 || status == 408 || status == 425 || status >= 500)
        expected = WB_SEND_RETRY;
      else if (status < 300)
        expected = WB_SEND_DONE;
      else if (status == 429)
        expected = WB_SEND_RATE_LIMITED;
      else if (status < 400 || status == 401 || status == 403 || status == 404 || status == 407
               || status == 410)
        expected = WB_SEND_BROKEN;
      wb_http_channel_judge_status (sending, reply, NOW_US, &result);
      g_test_message ("%u: %s", status, result.reason);
      g_assert_cmpint (result.outcome, ==, expected);
      g_assert_cmpint (result.reason == NULL, ==, expected == WB_SEND_DONE);
      g_assert_cmpint (result.retry_after_us, ==,
                       expected == WB_SEND_DONE ? 0 : 7 * G_TIME_SPAN_SECOND);
      g_assert_cmpstr (result.answer, ==, "no […]");
    }
}

static void
test_faults (void)
{
  static const struct
  {
    WbWebFault fault;
    WbSendOutcome outcome;
  } cases[] = {
    { WB_WEB_NO_NETWORK, WB_SEND_OFFLINE },  { WB_WEB_NO_HOST, WB_SEND_RETRY },
    { WB_WEB_NO_CONNECTION, WB_SEND_RETRY }, { WB_WEB_TIMED_OUT, WB_SEND_RETRY },
    { WB_WEB_BAD_TLS, WB_SEND_BROKEN },      { WB_WEB_BLOCKED, WB_SEND_BROKEN },
    { WB_WEB_BAD_URL, WB_SEND_BROKEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbWebReply) reply = make_reply (0, NULL, NULL, "");
      g_auto (WbSendResult) result = { 0 };

      reply->fault = cases[i].fault;
      wb_http_channel_judge_fault (reply, &result);
      g_assert_cmpint (result.outcome, ==, cases[i].outcome);
      g_assert_nonnull (result.reason);
    }
}

static void
test_is_html (void)
{
  static const struct
  {
    const char *type;
    const char *body;
    gboolean is_html;
  } cases[] = {
    { "text/html", "<html><body>Log in", TRUE },
    { "text/html; charset=utf-8", "\n<!DOCTYPE html>", TRUE },
    { "Text/HTML", "<p>", TRUE },
    { "text/html", "ok", FALSE }, /* Slack */
    { "text/html", "", FALSE },
    { "application/json", "{\"ok\":true}", FALSE },
    { NULL, "<!doctype html><html>", TRUE },
    { NULL, "  <!DOCTYPE html>", TRUE },
    { NULL, "<html>", TRUE },
    { NULL, "", FALSE },
    { NULL, "a < b", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbWebReply) reply = make_reply (200, cases[i].type != NULL ? "content-type" : NULL,
                                                 cases[i].type, cases[i].body);

      g_test_message ("%s: %s", cases[i].type, cases[i].body);
      g_assert_cmpint (wb_http_channel_is_html (reply), ==, cases[i].is_html);
    }
}

/* Messages a minute, and of those at once; what users set goes before it. */
static void
test_rates (void)
{
  g_autoptr (WbHttpClient) client = wb_http_client_new ();
  g_autoptr (WbChannel) webhook = wb_webhook_channel_new (client);
  g_autoptr (WbChannel) pagerduty = wb_pagerduty_channel_new (client);
  const struct
  {
    WbChannel *channel;
    WbChannelKind kind;
    guint rate;
    guint burst;
  } cases[]
      = { { webhook, WB_CHANNEL_WEBHOOK, 20, 5 }, { pagerduty, WB_CHANNEL_PAGERDUTY, 120, 10 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbChannelConfig) config = wb_channel_config_new ("a", cases[i].kind);

      g_assert_cmpint (wb_channel_get_kind (cases[i].channel), ==, cases[i].kind);
      g_assert_cmpuint (wb_channel_get_rate_limit (cases[i].channel, config), ==, cases[i].rate);
      g_assert_cmpuint (wb_channel_get_burst (cases[i].channel, config), ==, cases[i].burst);
      g_assert_false (wb_channel_batches (cases[i].channel, config));
      g_assert_true (wb_channel_can (cases[i].channel, WB_DELIVERY_ACKNOWLEDGE));
      g_assert_true (wb_channel_can (cases[i].channel, WB_DELIVERY_RESOLVE));
      config->rate_limit = 3;
      g_assert_cmpuint (wb_channel_get_rate_limit (cases[i].channel, config), ==, 3);
      g_assert_cmpuint (wb_channel_get_burst (cases[i].channel, config), ==, 3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/http-channel/retry-after", test_retry_after);
  g_test_add_func ("/channels/http-channel/statuses", test_statuses);
  g_test_add_func ("/channels/http-channel/faults", test_faults);
  g_test_add_func ("/channels/http-channel/is-html", test_is_html);
  g_test_add_func ("/channels/http-channel/rates", test_rates);
  return g_test_run ();
}
