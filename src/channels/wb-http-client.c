/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-http-client.h"

#include <libsoup/soup.h>
#include <string.h>

#include "channels/wb-web-address.h"

#define CONNECTIONS 32 /* at a time */
#define CONNECTIONS_PER_HOST 16
#define INFORMATIONALS                                                                             \
  16 /* replies that only announce one; libsoup takes any number at a stretch */
#define USER_AGENT "Wakebell"

struct _WbHttpClient
{
  GObject parent_instance;

  SoupSession *session;       /* owned: https, by the proxy of the desktop where it has one */
  SoupSession *plain_session; /* owned: http: never by a proxy, which could take it anywhere */
};

/* One request on its way. */
typedef struct
{
  SoupMessage *message;      /* owned */
  GCancellable *cancellable; /* owned: of this request alone */
  GCancellable *outer;       /* owned, nullable: the caller's */
  gulong outer_id;
  guint timeout_id;
  guint n_informationals;
  gboolean is_timed_out;
  gboolean is_blocked;
  gboolean is_written; /* at least in part */
  gboolean is_plain;
  gboolean allows_private;
  GInputStream *stream; /* owned, nullable */
  GByteArray *body;     /* owned */
  guint8 chunk[4096];
} Exchange;

G_DEFINE_FINAL_TYPE (WbHttpClient, wb_http_client, G_TYPE_OBJECT)

/* --- requests and replies --- */

/* wb_web_request_new: @method: static. */
WbWebRequest *
wb_web_request_new (const char *method, const char *url)
{
  WbWebRequest *self = g_new0 (WbWebRequest, 1);

  self->method = method;
  self->url = g_strdup (url);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->deadline_s = WB_WEB_DEADLINE_S;
  return self;
}

void
wb_web_request_free (WbWebRequest *self)
{
  explicit_bzero (self->url, strlen (self->url));
  g_free (self->url);
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

/* wb_web_request_set_body: @body: (transfer full). */
void
wb_web_request_set_body (WbWebRequest *self, const char *content_type, GString *body)
{
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->content_type = g_strdup (content_type);
  self->body = g_string_free_to_bytes (body);
}

void
wb_web_request_add_header (WbWebRequest *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

/* wb_web_reply_new: without a status, a header and a body. */
WbWebReply *
wb_web_reply_new (WbWebFault fault)
{
  WbWebReply *self = g_new0 (WbWebReply, 1);

  self->fault = fault;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_strdup ("");
  return self;
}

void
wb_web_reply_free (WbWebReply *self)
{
  g_hash_table_unref (self->headers);
  g_free (self->body);
  g_free (self);
}

/* wb_web_reply_get_header: (nullable): @name in whatever case. */
const char *
wb_web_reply_get_header (const WbWebReply *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, lower);
}

/* --- one exchange --- */

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_clear_object (&self->stream);
  g_object_unref (self->cancellable);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_byte_array_unref (self->body);
  g_free (self);
}

static void
informational_cb (SoupMessage *message G_GNUC_UNUSED, gpointer user_data)
{
  Exchange *exchange = user_data;

  if (++exchange->n_informationals > INFORMATIONALS)
    g_cancellable_cancel (exchange->cancellable);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->timeout_id = 0;
  exchange->is_timed_out = TRUE;
  g_cancellable_cancel (exchange->cancellable);
  return G_SOURCE_REMOVE;
}

static void
outer_cancelled_cb (GCancellable *outer G_GNUC_UNUSED, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* What was connected to counts, not what a name was said to be. */
static void
inspect_connection (Exchange *exchange, GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);
  GInetAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  if (wb_web_address_is_allowed (inet, exchange->is_plain, exchange->allows_private))
    return;
  exchange->is_blocked = TRUE;
  g_cancellable_cancel (exchange->cancellable);
}

/* By HTTP/2 libsoup 3.2 reads without end, and does not let itself be cancelled while it waits. */
static void
network_event_cb (SoupMessage *message G_GNUC_UNUSED,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  gpointer user_data)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    inspect_connection (user_data, G_SOCKET_CONNECTION (stream));
  else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (stream))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), protocols);
}

static void
wrote_cb (SoupMessage *message G_GNUC_UNUSED, gpointer user_data)
{
  ((Exchange *) user_data)->is_written = TRUE;
}

/* Without a network some name services say that there is no such name, and systems differ in what
 * they say of addresses. A connection that is refused was refused by someone. */
static gboolean
is_offline (const Exchange *exchange, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || (error->domain == G_RESOLVER_ERROR
          && !g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)))
    return TRUE;
  return !exchange->is_written
         && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
         && !g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static WbWebFault
judge (const Exchange *exchange, const GError *error)
{
  if (exchange->is_blocked)
    return WB_WEB_BLOCKED;
  if (exchange->is_timed_out)
    return WB_WEB_TIMED_OUT;
  /* Other errors of TLS are of the moment: the connection broke, or someone else answered. */
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return WB_WEB_BAD_TLS;
  if (is_offline (exchange, error))
    return WB_WEB_NO_NETWORK;
  if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return WB_WEB_NO_HOST;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return WB_WEB_TIMED_OUT;
  return WB_WEB_NO_CONNECTION;
}

static void
return_fault (GTask *task, const GError *error)
{
  const Exchange *exchange = g_task_get_task_data (task);
  WbWebReply *reply = wb_web_reply_new (judge (exchange, error));

  reply->may_have_arrived = exchange->is_written && reply->fault != WB_WEB_BLOCKED;
  g_task_return_pointer (task, reply, (GDestroyNotify) wb_web_reply_free);
}

static void
take_header (const char *name, const char *value, gpointer user_data)
{
  g_hash_table_replace (user_data, g_ascii_strdown (name, -1), g_strdup (value));
}

static void
return_reply (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  WbWebReply *reply = wb_web_reply_new (WB_WEB_REPLIED);

  reply->status = soup_message_get_status (exchange->message);
  soup_message_headers_foreach (soup_message_get_response_headers (exchange->message), take_header,
                                reply->headers);
  g_free (reply->body);
  reply->body_length = exchange->body->len;
  g_byte_array_append (exchange->body, (const guint8 *) "", 1);
  reply->body = (char *) g_byte_array_steal (exchange->body, NULL);
  /* What is left of the reply is of no use, and may have no end. */
  g_cancellable_cancel (exchange->cancellable);
  g_task_return_pointer (task, reply, (GDestroyNotify) wb_web_reply_free);
}

static void read_more (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n > 0)
    g_byte_array_append (exchange->body, exchange->chunk, (guint) n);
  /* The status is known: a body that breaks off changes nothing. */
  if (n <= 0 || exchange->body->len >= WB_WEB_REPLY_BYTES)
    return_reply (task);
  else
    read_more (g_object_ref (task));
}

/* @task: (transfer full). */
static void
read_more (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  gsize room = WB_WEB_REPLY_BYTES - exchange->body->len;

  g_input_stream_read_async (exchange->stream, exchange->chunk, MIN (room, sizeof exchange->chunk),
                             G_PRIORITY_DEFAULT, exchange->cancellable, read_cb, task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL)
    return_fault (task, error);
  else
    read_more (g_object_ref (task));
}

/* --- the client --- */

static void
wb_http_client_dispose (GObject *object)
{
  WbHttpClient *self = WB_HTTP_CLIENT (object);

  g_clear_object (&self->session);
  g_clear_object (&self->plain_session);

  G_OBJECT_CLASS (wb_http_client_parent_class)->dispose (object);
}

static void
wb_http_client_class_init (WbHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_http_client_dispose;
}

/* Nothing is decoded, and nobody is asked for a password. */
static SoupSession *
new_session (void)
{
  SoupSession *session
      = soup_session_new_with_options ("max-conns", CONNECTIONS, "max-conns-per-host",
                                       CONNECTIONS_PER_HOST, "user-agent", USER_AGENT, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static void
wb_http_client_init (WbHttpClient *self)
{
  self->session = new_session ();
  self->plain_session = new_session ();
  soup_session_set_proxy_resolver (self->plain_session, NULL);
}

WbHttpClient *
wb_http_client_new (void)
{
  return g_object_new (WB_TYPE_HTTP_CLIENT, NULL);
}

/* Headers that say where a request ends and whom it is for: nobody else sets them. */
static gboolean
is_framing (const char *name)
{
  static const char *const names[]
      = { "connection", "content-length",    "expect",  "host", "keep-alive", "te",
          "trailer",    "transfer-encoding", "upgrade", NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strv_contains (names, lower);
}

static void
set_headers (SoupMessage *message, const WbWebRequest *request)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  for (guint i = 0; i + 1 < request->headers->len; i += 2)
    if (!is_framing (request->headers->pdata[i]))
      soup_message_headers_replace (headers, request->headers->pdata[i],
                                    request->headers->pdata[i + 1]);
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
}

/* Such as "a%0d%0aX-Other: b": it would stand as it is among the headers. */
static gboolean
is_host (const char *host)
{
  for (const char *p = host; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f || strchr ("/?#@\\", *p) != NULL)
      return FALSE;
  return *host != '\0';
}

/* Each request has a connection of its own: what one channel may reach is not for another. */
static SoupMessage *
make_message (const WbWebRequest *request)
{
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message;

  if (uri == NULL || g_uri_get_host (uri) == NULL || !is_host (g_uri_get_host (uri))
      || g_uri_get_userinfo (uri) != NULL
      || (!g_str_equal (g_uri_get_scheme (uri), "http")
          && !g_str_equal (g_uri_get_scheme (uri), "https")))
    return NULL;
  message = soup_message_new_from_uri (request->method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION
                                       | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
  set_headers (message, request);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");
  return message;
}

static void
start (WbHttpClient *self, GTask *task, GCancellable *outer, guint deadline_s)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_signal_connect (exchange->message, "network-event", G_CALLBACK (network_event_cb), exchange);
  g_signal_connect (exchange->message, "wrote-headers", G_CALLBACK (wrote_cb), exchange);
  g_signal_connect (exchange->message, "got-informational", G_CALLBACK (informational_cb),
                    exchange);
  exchange->timeout_id = g_timeout_add_seconds (deadline_s, timeout_cb, exchange);
  if (outer != NULL)
    {
      exchange->outer = g_object_ref (outer);
      exchange->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                                  exchange->cancellable, NULL);
    }
  soup_session_send_async (exchange->is_plain ? self->plain_session : self->session,
                           exchange->message, G_PRIORITY_DEFAULT, exchange->cancellable, sent_cb,
                           g_object_ref (task));
}

/* An address that the URL spells out needs no connection to be refused, nor a proxy. */
static WbWebFault
inspect (Exchange *exchange, const WbWebRequest *request)
{
  g_autoptr (GInetAddress) address = NULL;
  GUri *uri;

  if (exchange->message == NULL)
    return WB_WEB_BAD_URL;
  uri = soup_message_get_uri (exchange->message);
  exchange->is_plain = g_str_equal (g_uri_get_scheme (uri), "http");
  exchange->allows_private = request->allows_http;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  if (address != NULL
      && !wb_web_address_is_allowed (address, exchange->is_plain, exchange->allows_private))
    return WB_WEB_BLOCKED;
  return WB_WEB_REPLIED;
}

/*
 * wb_http_client_send_async:
 * @request: read before this returns
 *
 * Ends within the deadline of @request. Nobody is asked for a password, and no certificate that the
 * system does not trust is taken.
 */
void
wb_http_client_send_async (WbHttpClient *self,
                           WbWebRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);
  WbWebFault fault;

  g_return_if_fail (WB_IS_HTTP_CLIENT (self));

  g_task_set_source_tag (task, wb_http_client_send_async);
  exchange->cancellable = g_cancellable_new ();
  exchange->body = g_byte_array_new ();
  exchange->message = make_message (request);
  g_task_set_task_data (task, exchange, exchange_free);
  fault = inspect (exchange, request);
  if (fault != WB_WEB_REPLIED)
    g_task_return_pointer (task, wb_web_reply_new (fault), (GDestroyNotify) wb_web_reply_free);
  else
    start (self, task, cancellable, request->deadline_s);
}

/* wb_http_client_send_finish: (transfer full): never %NULL. */
WbWebReply *
wb_http_client_send_finish (WbHttpClient *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
