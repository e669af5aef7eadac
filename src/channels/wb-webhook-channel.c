/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-webhook-channel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "channels/wb-message-json.h"
#include "channels/wb-webhook-signature.h"

#define DATA_BYTES (19 * 1024) /* Standard Webhooks: a payload should be smaller than 20 kB */

struct _WbWebhookChannel
{
  WbHttpChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbWebhookChannel, wb_webhook_channel, WB_TYPE_HTTP_CHANNEL)

/* "training_failed" is "training.failed", and what became of it comes behind. */
static char *
dup_type (const WbMessage *message)
{
  const char *name = message->event != NULL ? message->event->type->name : "notifications";
  GString *type = g_string_new (message->action == WB_DELIVERY_TEST ? "test" : name);
  char *underscore = strchr (type->str, '_');

  if (underscore != NULL)
    *underscore = '.';
  if (message->action == WB_DELIVERY_ACKNOWLEDGE || message->action == WB_DELIVERY_RESOLVE)
    g_string_append_printf (type, ".%s", wb_message_json_get_status (message));
  return g_string_free (type, FALSE);
}

static GString *
make_body (const WbMessage *message)
{
  g_autofree char *type = dup_type (message);
  GString *body = g_string_new ("{");

  wb_json_add_string (body, "type", type);
  wb_json_add_time (body, "timestamp", message->time_us);
  wb_json_begin_member (body, "data");
  wb_message_json_append_limited (message, DATA_BYTES, body);
  g_string_append_c (body, '}');
  return body;
}

static WbJson *
parse_headers (const WbSending *sending)
{
  static const WbJsonLimits limits = { 1 << 18, 1 << 18, 4, 1024 };
  const char *json = wb_sending_get_secret (sending, "headers");

  return json != NULL ? wb_json_parse (json, strlen (json), &limits, NULL) : NULL;
}

/* Names and values were checked when they were given. */
static void
add_own_headers (WbWebRequest *request, const WbSending *sending)
{
  g_autoptr (WbJson) headers = parse_headers (sending);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (headers == NULL)
    return;
  wb_json_iter_init (&iter, wb_json_get_root (headers));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *text = wb_json_value_dup_string (value);

      wb_web_request_add_header (request, key, text);
    }
}

/* Two signatures while the secret is changed: the far side knows one of them. */
static void
add_signature (WbWebRequest *request,
               const WbSending *sending,
               const WbMessage *message,
               const GString *body)
{
  static const char *const members[] = { "signing_secret", "old_signing_secret" };
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, now_s);
  g_autoptr (GString) signatures = g_string_new (NULL);

  wb_web_request_add_header (request, "webhook-id", message->key);
  wb_web_request_add_header (request, "webhook-timestamp", timestamp);
  wb_web_request_add_header (request, "idempotency-key", message->key);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *secret = wb_sending_get_secret (sending, members[i]);
      g_autofree char *signature = NULL;

      if (secret == NULL)
        continue;
      signature = wb_webhook_signature_make (secret, message->key, now_s, body->str, body->len);
      g_string_append_printf (signatures, "%s%s", signatures->len > 0 ? " " : "", signature);
    }
  if (signatures->len > 0)
    wb_web_request_add_header (request, "webhook-signature", signatures->str);
}

static const char *
get_method (const char *word)
{
  if (g_strcmp0 (word, "PUT") == 0)
    return "PUT";
  return g_strcmp0 (word, "PATCH") == 0 ? "PATCH" : "POST";
}

static WbWebRequest *
make_request (WbHttpChannel *channel G_GNUC_UNUSED,
              const WbSending *sending,
              const WbMessage *message,
              guint attempt G_GNUC_UNUSED,
              WbSendResult *result)
{
  const char *url = wb_sending_get_secret (sending, "url");
  g_autofree char *method = wb_channel_config_dup_string (sending->config, "method");
  WbWebRequest *request;
  GString *body;

  if (url == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN, _ ("The channel has no address: give it one"));
      return NULL;
    }
  request = wb_web_request_new (get_method (method), url);
  request->deadline_s
      = (guint) wb_channel_config_get_integer (sending->config, "timeout", WB_WEB_DEADLINE_S);
  body = make_body (message);
  add_own_headers (request, sending);
  add_signature (request, sending, message, body);
  wb_web_request_set_body (request, "application/json", body);
  return request;
}

/* 410: nobody wants it any more. Other refusals are of this message, or of the credential. */
static gboolean
read_reply (WbHttpChannel *channel G_GNUC_UNUSED,
            const WbSending *sending G_GNUC_UNUSED,
            const WbMessage *message G_GNUC_UNUSED,
            guint attempt G_GNUC_UNUSED,
            const WbWebReply *reply,
            WbSendResult *result)
{
  if (reply->status == 410)
    wb_send_result_set (result, WB_SEND_GONE,
                        _ ("The server does not want any more messages: the channel is off"));
  else if (reply->status == 502 || reply->status == 504)
    wb_send_result_set (result, WB_SEND_RATE_LIMITED, result->reason);
  return FALSE;
}

/* Each value is a secret of its own, for a far side may send it back; of "Bearer abc" "abc" is. */
static void
take_header_values (WbSending *sending)
{
  g_autoptr (WbJson) headers = parse_headers (sending);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (headers == NULL)
    return;
  wb_json_iter_init (&iter, wb_json_get_root (headers));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *whole = g_strconcat ("headers.", key, NULL);
      g_autofree char *part = g_strconcat (whole, ".credential", NULL);
      char *text = wb_json_value_dup_string (value);
      const char *space = strchr (text, ' ');

      if (space != NULL)
        wb_sending_take_secret (sending, part, g_strdup (space + 1));
      wb_sending_take_secret (sending, whole, text);
    }
}

static void
wb_webhook_channel_send_async (WbChannel *channel,
                               WbSending *sending,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  take_header_values (sending);
  WB_CHANNEL_CLASS (wb_webhook_channel_parent_class)
      ->send_async (channel, sending, cancellable, callback, user_data);
}

static void
wb_webhook_channel_class_init (WbWebhookChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);
  WbHttpChannelClass *http_class = WB_HTTP_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_WEBHOOK;
  channel_class->rate_limit = 20;
  channel_class->burst = 5;
  channel_class->send_async = wb_webhook_channel_send_async;
  channel_class->actions |= (1u << WB_DELIVERY_ACKNOWLEDGE) | (1u << WB_DELIVERY_RESOLVE);
  http_class->make_request = make_request;
  http_class->read_reply = read_reply;
}

static void
wb_webhook_channel_init (WbWebhookChannel *self G_GNUC_UNUSED)
{
}

WbChannel *
wb_webhook_channel_new (WbHttpClient *client)
{
  return g_object_new (WB_TYPE_WEBHOOK_CHANNEL, "client", client, NULL);
}
