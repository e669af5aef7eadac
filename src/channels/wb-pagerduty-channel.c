/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-pagerduty-channel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "base/wb-markdown.h"
#include "base/wb-text.h"

#define API_URL "https://events.pagerduty.com"
#define ENQUEUE_PATH "/v2/enqueue"
/* Events API v2. An event may have 512 kB: context and metrics have their limits at intake. */
#define SUMMARY_CHARACTERS 1024
#define BODY_CHARACTERS 16000

struct _WbPagerdutyChannel
{
  WbHttpChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbPagerdutyChannel, wb_pagerduty_channel, WB_TYPE_HTTP_CHANNEL)

static const char *const severity_words[] = {
  [WB_SEVERITY_INFO] = "info",         [WB_SEVERITY_SUCCESS] = "info",
  [WB_SEVERITY_WARNING] = "warning",   [WB_SEVERITY_ERROR] = "error",
  [WB_SEVERITY_CRITICAL] = "critical",
};

/* A test begins something, and ends it at once. */
static const char *
get_action (const WbMessage *message, guint attempt)
{
  switch (message->action)
    {
    case WB_DELIVERY_ACKNOWLEDGE:
      return "acknowledge";
    case WB_DELIVERY_RESOLVE:
      return "resolve";
    case WB_DELIVERY_TEST:
      return attempt == 0 ? "trigger" : "resolve";
    case WB_DELIVERY_NOTIFY:
    case WB_DELIVERY_CONFIRM:
    default:
      return message->is_resolved && message->receipt != NULL ? "resolve" : "trigger";
    }
}

static void
add_setting (GString *json, const WbSending *sending, const char *name)
{
  g_autofree char *value = wb_channel_config_dup_string (sending->config, name);

  wb_json_add_string (json, name, value);
}

static void
add_details (GString *json, const WbMessage *message)
{
  g_autofree char *plain = wb_markdown_to_plain (message->body);
  g_autofree char *body = wb_text_truncate (plain, BODY_CHARACTERS);
  const WbEvent *event = message->event;

  wb_json_begin_member (json, "custom_details");
  g_string_append_c (json, '{');
  if (*body != '\0')
    wb_json_add_string (json, "message", body);
  wb_json_add_int64 (json, "count", message->count);
  for (guint i = 0; i < message->facts->len; i++)
    {
      const WbFact *fact = g_ptr_array_index (message->facts, i);
      g_autofree char *name = g_strdup_printf ("%u %s", i + 1, fact->label);

      wb_json_add_string (json, name, fact->value);
    }
  if (event != NULL)
    {
      wb_json_add_raw (json, "metrics", event->metrics);
      wb_json_add_raw (json, "context", event->context);
    }
  g_string_append_c (json, '}');
}

static void
add_payload (GString *json, const WbSending *sending, const WbMessage *message)
{
  g_autofree char *summary = wb_text_truncate (message->title, SUMMARY_CHARACTERS);
  const WbEvent *event = message->event;
  const char *source = event != NULL && event->source != NULL ? event->source : g_get_host_name ();

  wb_json_begin_member (json, "payload");
  g_string_append_c (json, '{');
  wb_json_add_string (json, "summary", summary);
  wb_json_add_string (json, "source", source);
  wb_json_add_string (json, "severity", severity_words[message->severity]);
  wb_json_add_time (json, "timestamp", message->time_us);
  add_setting (json, sending, "component");
  add_setting (json, sending, "group");
  add_setting (json, sending, "class");
  add_details (json, message);
  g_string_append_c (json, '}');
}

static void
add_link (GString *json, const WbEvent *event)
{
  if (event == NULL || event->url == NULL
      || (!g_str_has_prefix (event->url, "https://") && !g_str_has_prefix (event->url, "http://")))
    return;
  g_string_append (json, ",\"links\":[{");
  wb_json_add_string (json, "href", event->url);
  wb_json_add_string (json, "text", event->url);
  g_string_append (json, "}]");
}

static GString *
make_body (const WbSending *sending, const WbMessage *message, guint attempt)
{
  const char *action = get_action (message, attempt);
  const char *dedup_key = message->action == WB_DELIVERY_TEST ? message->key : message->thread_key;
  GString *json = g_string_new ("{");

  wb_json_add_string (json, "routing_key", wb_sending_get_secret (sending, "integration_key"));
  wb_json_add_string (json, "event_action", action);
  wb_json_add_string (json, "dedup_key", dedup_key);
  if (g_str_equal (action, "trigger"))
    {
      add_payload (json, sending, message);
      wb_json_add_string (json, "client", "Wakebell");
      add_link (json, message->event);
    }
  g_string_append_c (json, '}');
  return json;
}

static WbWebRequest *
make_request (WbHttpChannel *channel G_GNUC_UNUSED,
              const WbSending *sending,
              const WbMessage *message,
              guint attempt,
              WbSendResult *result)
{
  g_autofree char *base = wb_channel_config_dup_string (sending->config, "api_url");
  g_autofree char *url = g_strconcat (base != NULL ? base : API_URL, ENQUEUE_PATH, NULL);
  WbWebRequest *request;

  if (wb_sending_get_secret (sending, "integration_key") == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The channel has no integration key: give it one"));
      return NULL;
    }
  request = wb_web_request_new ("POST", url);
  wb_web_request_set_body (request, "application/json", make_body (sending, message, attempt));
  return request;
}

/* PagerDuty spells it "'routing_key' is ..." or "Invalid routing key". */
static gboolean
names_key (const char *body)
{
  g_autofree char *lower = g_ascii_strdown (body, -1);

  g_strdelimit (lower, "_", ' ');
  return strstr (lower, "routing key") != NULL;
}

static gboolean
read_reply (WbHttpChannel *channel G_GNUC_UNUSED,
            const WbSending *sending G_GNUC_UNUSED,
            const WbMessage *message,
            guint attempt,
            const WbWebReply *reply,
            WbSendResult *result)
{
  g_autoptr (GString) receipt = NULL;

  if (reply->status == 400)
    {
      if (names_key (reply->body))
        wb_send_result_set (result, WB_SEND_BROKEN,
                            _ ("PagerDuty does not know the integration key: copy it again from "
                               "the service, Events API v2"));
      else
        wb_send_result_set (result, WB_SEND_REFUSED, _ ("PagerDuty does not take this message"));
      return FALSE;
    }
  if (reply->status == 200)
    {
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The answer does not come from PagerDuty"));
      return FALSE;
    }
  if (result->outcome != WB_SEND_DONE)
    return FALSE;
  receipt = g_string_new ("{");
  wb_json_add_string (receipt, "dedup_key", message->thread_key);
  g_string_append_c (receipt, '}');
  wb_send_result_set_receipt (result, receipt->str);
  return message->action == WB_DELIVERY_TEST && attempt == 0;
}

static void
wb_pagerduty_channel_class_init (WbPagerdutyChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);
  WbHttpChannelClass *http_class = WB_HTTP_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_PAGERDUTY;
  channel_class->rate_limit = 120;
  channel_class->burst = 10;
  channel_class->actions |= (1u << WB_DELIVERY_ACKNOWLEDGE) | (1u << WB_DELIVERY_RESOLVE);
  http_class->make_request = make_request;
  http_class->read_reply = read_reply;
}

static void
wb_pagerduty_channel_init (WbPagerdutyChannel *self G_GNUC_UNUSED)
{
}

WbChannel *
wb_pagerduty_channel_new (WbHttpClient *client)
{
  return g_object_new (WB_TYPE_PAGERDUTY_CHANNEL, "client", client, NULL);
}
