/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-http-channel.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS 3 /* for one attempt at one message */
#define RETRY_AFTER_MIN_US G_TIME_SPAN_SECOND
#define RETRY_AFTER_MAX_US (6 * G_TIME_SPAN_HOUR)

typedef struct
{
  WbHttpClient *client; /* owned */
} WbHttpChannelPrivate;

/* One sending: item after item, each with one request or more. */
typedef struct
{
  WbSending *sending; /* lent */
  guint item;
  guint attempt;
} Trip;

enum
{
  PROP_0,
  PROP_CLIENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WbHttpChannel, wb_http_channel, WB_TYPE_CHANNEL)

/* --- what a reply means --- */

/* wb_http_channel_judge_fault: sets the result of a request that got no reply. */
void
wb_http_channel_judge_fault (const WbWebReply *reply, WbSendResult *result)
{
  switch (reply->fault)
    {
    case WB_WEB_NO_NETWORK:
      wb_send_result_set (result, WB_SEND_OFFLINE, _ ("There is no network"));
      break;
    case WB_WEB_NO_HOST:
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The name of the server is not known"));
      break;
    case WB_WEB_TIMED_OUT:
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The server does not answer in time"));
      break;
    case WB_WEB_BAD_TLS:
      wb_send_result_set (
          result, WB_SEND_BROKEN,
          _ ("The certificate of the server is not to be trusted; nothing was sent to it"));
      break;
    case WB_WEB_BLOCKED:
      wb_send_result_set (
          result, WB_SEND_BROKEN,
          _ ("The address is not allowed: use https, or allow http for hosts of a private network; "
             "nothing was sent to it"));
      break;
    case WB_WEB_BAD_URL:
      wb_send_result_set (result, WB_SEND_BROKEN, _ ("The address of the server cannot be read"));
      break;
    case WB_WEB_REPLIED:
    case WB_WEB_NO_CONNECTION:
    default:
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The server cannot be reached"));
    }
}

/* wb_http_channel_read_retry_after: seconds or a date, from a second to six hours; 0: there is
 * none, or none that can be read. */
gint64
wb_http_channel_read_retry_after (const WbWebReply *reply, gint64 now_us)
{
  const char *text = wb_web_reply_get_header (reply, "retry-after");
  g_autoptr (GDateTime) date = NULL;
  gint64 wait_us;

  if (text == NULL || *text == '\0')
    return 0;
  if (strspn (text, "0123456789") == strlen (text))
    {
      gint64 seconds = strlen (text) > 6 ? RETRY_AFTER_MAX_US / G_USEC_PER_SEC
                                         : g_ascii_strtoll (text, NULL, 10);

      return CLAMP (seconds * G_TIME_SPAN_SECOND, RETRY_AFTER_MIN_US, RETRY_AFTER_MAX_US);
    }
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return 0;
  wait_us = g_date_time_to_unix (date) * G_USEC_PER_SEC - now_us;
  return CLAMP (wait_us, RETRY_AFTER_MIN_US, RETRY_AFTER_MAX_US);
}

static const char *
explain_broken (guint status)
{
  switch (status)
    {
    case 401:
    case 403:
      return _ ("The server refuses the credential: give the channel a new one");
    case 404:
      return _ ("There is nothing at this address: it is wrong, or it was deleted");
    case 407:
      return _ ("The proxy of this network wants a password: nothing can be sent through it");
    case 410:
      return _ ("The address was given up: make a new one and give it to the channel");
    default:
      return _ ("The server sends requests elsewhere: give the channel the new address");
    }
}

/* wb_http_channel_judge_status: what a status means unless the far side is special (RFC 9110,
 * RFC 6585). */
void
wb_http_channel_judge_status (const WbSending *sending,
                              const WbWebReply *reply,
                              gint64 now_us,
                              WbSendResult *result)
{
  guint status = reply->status;

  wb_send_result_set_answer (result, sending, reply->body);
  if (status >= 200 && status < 300)
    {
      wb_send_result_set (result, WB_SEND_DONE, NULL);
      return;
    }
  result->retry_after_us = wb_http_channel_read_retry_after (reply, now_us);
  if (status == 429)
    wb_send_result_set (result, WB_SEND_RATE_LIMITED, _ ("The server wants fewer messages"));
  else if (status >= 500 || status == 408 || status == 425 || status < 200)
    {
      g_autofree char *reason = g_strdup_printf (_ ("The server has trouble (status %u)"), status);

      wb_send_result_set (result, WB_SEND_RETRY, reason);
    }
  else if (status < 400 || status == 401 || status == 403 || status == 404 || status == 407
           || status == 410)
    wb_send_result_set (result, WB_SEND_BROKEN, explain_broken (status));
  else
    {
      g_autofree char *reason
          = g_strdup_printf (_ ("The server does not take this message (status %u)"), status);

      wb_send_result_set (result, WB_SEND_REFUSED, reason);
    }
}

/* wb_http_channel_is_html: whether a page came where an answer of a program was expected, as from
 * the login page of a network. */
gboolean
wb_http_channel_is_html (const WbWebReply *reply)
{
  static const char type_prefix[] = "text/html";
  const char *type = wb_web_reply_get_header (reply, "content-type");
  const char *start = reply->body + strspn (reply->body, " \t\r\n");

  return (type != NULL && g_ascii_strncasecmp (type, type_prefix, strlen (type_prefix)) == 0
          && *start == '<')
         || g_ascii_strncasecmp (start, "<!doctype", strlen ("<!doctype")) == 0
         || g_ascii_strncasecmp (start, "<html", strlen ("<html")) == 0;
}

/* --- sending --- */

static void send_item (GTask *task);

static void
next_item (GTask *task)
{
  Trip *trip = g_task_get_task_data (task);

  trip->item++;
  trip->attempt = 0;
  if (trip->item < trip->sending->items->len)
    {
      send_item (task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Trip *trip = g_task_get_task_data (task);
  WbHttpChannel *self = g_task_get_source_object (task);
  WbSendItem *item = wb_sending_get_item (trip->sending, trip->item);
  g_autoptr (WbWebReply) reply = wb_http_client_send_finish (WB_HTTP_CLIENT (source), result);
  gboolean is_again = FALSE;

  if (reply->fault != WB_WEB_REPLIED)
    wb_http_channel_judge_fault (reply, &item->result);
  else
    {
      wb_http_channel_judge_status (trip->sending, reply, g_get_real_time (), &item->result);
      is_again = WB_HTTP_CHANNEL_GET_CLASS (self)->read_reply (self, trip->sending, item->message,
                                                               trip->attempt, reply, &item->result);
    }
  if (!is_again || ++trip->attempt >= REQUESTS)
    next_item (task);
  else
    send_item (task);
}

/* @task: (transfer full). */
static void
send_item (GTask *task)
{
  Trip *trip = g_task_get_task_data (task);
  WbHttpChannel *self = g_task_get_source_object (task);
  WbHttpChannelPrivate *priv = wb_http_channel_get_instance_private (self);
  WbSendItem *item = wb_sending_get_item (trip->sending, trip->item);
  g_autoptr (WbWebRequest) request = WB_HTTP_CHANNEL_GET_CLASS (self)->make_request (
      self, trip->sending, item->message, trip->attempt, &item->result);

  if (request == NULL)
    {
      next_item (task);
      return;
    }
  request->allows_http = trip->sending->config->allows_http;
  wb_http_client_send_async (priv->client, request, g_task_get_cancellable (task), replied_cb,
                             task);
}

static void
wb_http_channel_send_async (WbChannel *channel,
                            WbSending *sending,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (channel, cancellable, callback, user_data);
  Trip *trip = g_new0 (Trip, 1);

  g_task_set_source_tag (task, wb_http_channel_send_async);
  g_task_set_check_cancellable (task, FALSE);
  trip->sending = sending;
  g_task_set_task_data (task, trip, g_free);
  send_item (task);
}

static void
wb_http_channel_send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- the object --- */

static void
wb_http_channel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbHttpChannelPrivate *priv = wb_http_channel_get_instance_private (WB_HTTP_CHANNEL (object));

  if (id == PROP_CLIENT)
    priv->client = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wb_http_channel_dispose (GObject *object)
{
  WbHttpChannelPrivate *priv = wb_http_channel_get_instance_private (WB_HTTP_CHANNEL (object));

  g_clear_object (&priv->client);

  G_OBJECT_CLASS (wb_http_channel_parent_class)->dispose (object);
}

static void
wb_http_channel_class_init (WbHttpChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  object_class->set_property = wb_http_channel_set_property;
  object_class->dispose = wb_http_channel_dispose;
  channel_class->send_async = wb_http_channel_send_async;
  channel_class->send_finish = wb_http_channel_send_finish;

  /* WbHttpChannel:client: that all channels share. */
  properties[PROP_CLIENT]
      = g_param_spec_object ("client", NULL, NULL, WB_TYPE_HTTP_CLIENT,
                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
wb_http_channel_init (WbHttpChannel *self G_GNUC_UNUSED)
{
}

WbHttpClient *
wb_http_channel_get_client (WbHttpChannel *self)
{
  WbHttpChannelPrivate *priv = wb_http_channel_get_instance_private (self);

  return priv->client;
}
