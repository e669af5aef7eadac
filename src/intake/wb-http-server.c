/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-server.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "intake/wb-http-gate.h"
#include "intake/wb-http-listener.h"
#include "intake/wb-http-router.h"
#include "intake/wb-http-source.h"
#include "model/wb-limits.h"

#define CONNECTIONS 128 /* at once; more wait in the kernel */
/* Of a request's head; cleared for each. The longest text to search for is 12 KiB, escaped. */
#define CONNECTION_MEMORY (16 * 1024)
/* From accepting, or from the last answer, to a whole request; while all places are taken, a
 * client that says nothing makes room for those that wait in the kernel. */
#define DEADLINE_US (10 * G_USEC_PER_SEC)
#define DEADLINE_CROWDED_US (1 * G_USEC_PER_SEC)
#define STALL_SECONDS 30 /* a client that takes nothing of its answer */
#define ENDING "agent: it is about to end"
#define LARGE_BODIES 8 /* at once, of those over WB_LIMIT_BODY_BYTES */

typedef struct _Connection Connection;

/* A request while libmicrohttpd hands it over piece by piece. */
typedef struct
{
  GList link;              /* data: itself */
  WbHttpVerdict on_target; /* while it stood as it was sent */
  WbHttpRequest *request;  /* owned, nullable: before the head was judged */
  Connection *connection;
  gboolean is_refused;
  gboolean is_large;
  gboolean is_handled;
} Exchange;

/* A connection; in `waiting` while we wait for a whole request. */
struct _Connection
{
  GList link; /* data: itself */
  WbHttpServer *server;
  int fd;
  WbPeer peer;
  gboolean is_unix;
  gboolean is_waiting;
  gint64 waiting_since_us; /* monotonic */
  Exchange exchange;       /* there is one at a time */
};

struct _WbHttpServer
{
  GObject parent_instance;

  struct MHD_Daemon *daemon; /* owned */
  GSource *source;           /* owned: the daemon's epoll descriptor */
  WbHttpListener *listener;  /* owned */
  WbHttpRouter *router;      /* owned */
  char *token;               /* owned, nullable */
  gboolean is_token_required;
  gboolean is_draining; /* what comes in now is refused */

  GHashTable *accepted; /* owned: descriptor -> Connection on its way into the daemon */
  GQueue exchanges;     /* Exchange */
  GQueue waiting;       /* Connections, the one that waits longest at the head */
  guint deadline_id;
  guint n_connections;
  guint n_large;
};

G_DEFINE_FINAL_TYPE (WbHttpServer, wb_http_server, G_TYPE_OBJECT)

/* --- deadlines: all are equally long, so that a queue keeps them in order --- */

static void arm_deadline (WbHttpServer *self);

static gint64
get_deadline_us (WbHttpServer *self, GList *link)
{
  gboolean is_crowded = self->n_connections >= CONNECTIONS;

  return ((Connection *) link->data)->waiting_since_us
         + (is_crowded ? DEADLINE_CROWDED_US : DEADLINE_US);
}

static gboolean
deadline_cb (gpointer user_data)
{
  WbHttpServer *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  GList *link;

  self->deadline_id = 0;
  while ((link = g_queue_peek_head_link (&self->waiting)) != NULL)
    {
      Connection *connection = link->data;

      if (get_deadline_us (self, link) > now_us)
        break;
      g_queue_unlink (&self->waiting, link);
      connection->is_waiting = FALSE;
      shutdown (connection->fd, SHUT_RDWR); /* the daemon sees the end and closes it */
    }
  arm_deadline (self);
  return G_SOURCE_REMOVE;
}

static void
arm_deadline (WbHttpServer *self)
{
  GList *link = g_queue_peek_head_link (&self->waiting);
  gint64 wait_us;

  if (self->deadline_id != 0 || link == NULL)
    return;
  wait_us = get_deadline_us (self, link) - g_get_monotonic_time ();
  self->deadline_id = g_timeout_add ((guint) (MAX (wait_us, 0) / 1000) + 1, deadline_cb, self);
}

static void
stop_waiting (WbHttpServer *self, Connection *connection)
{
  if (connection->is_waiting)
    g_queue_unlink (&self->waiting, &connection->link);
  connection->is_waiting = FALSE;
}

static void
wait_for_request (WbHttpServer *self, Connection *connection)
{
  stop_waiting (self, connection);
  connection->waiting_since_us = g_get_monotonic_time ();
  connection->is_waiting = TRUE;
  g_queue_push_tail_link (&self->waiting, &connection->link);
  arm_deadline (self);
}

/* --- connections --- */

static void
close_connection (Connection *connection)
{
  WbHttpServer *self = connection->server;

  stop_waiting (self, connection);
  self->n_connections--;
  if (self->n_connections < CONNECTIONS && self->source != NULL)
    wb_http_listener_set_paused (self->listener, FALSE);
  g_free (connection);
}

static void
accepted_cb (int fd, const struct sockaddr *address, socklen_t size, WbPeer peer, gpointer data)
{
  WbHttpServer *self = data;
  Connection *connection = g_new0 (Connection, 1);

  connection->link.data = connection;
  connection->server = self;
  connection->fd = fd;
  connection->peer = peer;
  connection->is_unix = address->sa_family == AF_UNIX;
  self->n_connections++;
  if (self->n_connections >= CONNECTIONS)
    {
      wb_http_listener_set_paused (self->listener, TRUE);
      g_clear_handle_id (&self->deadline_id, g_source_remove);
      arm_deadline (self);
    }

  g_hash_table_insert (self->accepted, GINT_TO_POINTER (fd), connection);
  if (MHD_add_connection (self->daemon, fd, address, size) == MHD_YES)
    return;

  g_debug ("a connection was not taken: %s", g_strerror (errno));
  /* Nobody will tell of its end. */
  if (g_hash_table_remove (self->accepted, GINT_TO_POINTER (fd)))
    close_connection (connection);
}

static void
connection_cb (void *data,
               struct MHD_Connection *mhd_connection,
               void **socket_context,
               enum MHD_ConnectionNotificationCode code)
{
  WbHttpServer *self = data;
  int fd;
  gpointer connection = NULL;

  if (code == MHD_CONNECTION_NOTIFY_CLOSED)
    {
      close_connection (*socket_context);
      return;
    }
  fd = MHD_get_connection_info (mhd_connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  g_hash_table_steal_extended (self->accepted, GINT_TO_POINTER (fd), NULL, &connection);
  *socket_context = connection;
  wait_for_request (self, connection);
}

/* --- requests --- */

static void *
begin_exchange_cb (void *data, const char *target, struct MHD_Connection *mhd_connection)
{
  WbHttpServer *self = data;
  Connection *connection
      = MHD_get_connection_info (mhd_connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
            ->socket_context;
  Exchange *exchange = &connection->exchange;

  *exchange = (Exchange){ .link.data = exchange,
                          .on_target = wb_http_gate_judge_target (target),
                          .connection = connection };
  g_queue_push_tail_link (&self->exchanges, &exchange->link);
  return exchange;
}

static void
end_exchange_cb (void *data,
                 struct MHD_Connection *mhd_connection G_GNUC_UNUSED,
                 void **context,
                 enum MHD_RequestTerminationCode code)
{
  WbHttpServer *self = data;
  Exchange *exchange = *context;

  if (exchange == NULL)
    return;
  if (exchange->request != NULL)
    {
      wb_http_request_end (exchange->request);
      wb_http_request_unref (exchange->request);
    }
  if (exchange->is_large)
    self->n_large--;
  if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
    wait_for_request (self, exchange->connection);
  g_queue_unlink (&self->exchanges, &exchange->link);
  *context = NULL;
}

static enum MHD_Result
add_header_cb (void *data,
               enum MHD_ValueKind kind G_GNUC_UNUSED,
               const char *name,
               const char *value)
{
  wb_http_head_add (data, name, value);
  return MHD_YES;
}

static WbHttpVerdict
judge_head (WbHttpServer *self, Exchange *exchange, struct MHD_Connection *mhd_connection)
{
  WbHttpHead head = { 0 };
  gboolean needs_token = exchange->connection->peer == WB_PEER_UNKNOWN
                         || (self->is_token_required && !exchange->connection->is_unix);

  MHD_get_connection_values (mhd_connection, MHD_HEADER_KIND, add_header_cb, &head);
  if (needs_token && self->token == NULL)
    return (WbHttpVerdict){ 403, "forbidden", "peer: the user who connects cannot be told" };
  return wb_http_gate_judge (&head, exchange->on_target, wb_http_listener_get_port (self->listener),
                             needs_token ? self->token : NULL);
}

static void
dispatch (WbHttpServer *self, WbHttpRequest *request)
{
  if (self->is_draining)
    {
      wb_http_request_respond_refusal (request, 503, "unavailable", ENDING);
      return;
    }

  wb_http_router_dispatch (self->router, request);
}

/* Bodies that long may only carry attachments; few at once, so that memory stays bounded. */
static gboolean
take_body (WbHttpServer *self, Exchange *exchange, const char *data, gsize length)
{
  WbHttpRequest *request = exchange->request;

  if (exchange->is_refused)
    return FALSE;
  if (!wb_http_request_add_body (request, data, length, WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES))
    {
      wb_http_request_refuse_midway (request, 413, "too_large",
                                     "body: expected at most 262144 bytes, 2097152 with "
                                     "attachments");
      return FALSE;
    }
  if (!exchange->is_large && wb_http_request_get_body_length (request) > WB_LIMIT_BODY_BYTES)
    {
      if (self->n_large >= LARGE_BODIES)
        {
          wb_http_request_refuse_midway (request, 503, "busy",
                                         "body: too many large ones at once; try again");
          return FALSE;
        }
      exchange->is_large = TRUE;
      self->n_large++;
    }
  return TRUE;
}

static enum MHD_Result
begin_request (WbHttpServer *self,
               Exchange *exchange,
               struct MHD_Connection *mhd_connection,
               const char *method,
               const char *path)
{
  WbHttpVerdict verdict = judge_head (self, exchange, mhd_connection);
  enum MHD_Result result = MHD_YES;

  exchange->request = wb_http_request_new (mhd_connection, self->source, method, path);
  if (verdict.status == 0)
    return MHD_YES;

  exchange->is_refused = TRUE;
  wb_http_request_respond_refusal (exchange->request, verdict.status, verdict.code,
                                   verdict.message);
  wb_http_request_take_response (exchange->request, &result);
  return result;
}

/* Called for the head, for each piece of the body, for its end, and when we have an answer. */
static enum MHD_Result
handle_cb (void *data,
           struct MHD_Connection *mhd_connection,
           const char *path,
           const char *method,
           const char *version G_GNUC_UNUSED,
           const char *upload,
           size_t *upload_size,
           void **context)
{
  WbHttpServer *self = data;
  Exchange *exchange = *context;
  enum MHD_Result result = MHD_YES;

  if (exchange->request == NULL)
    return begin_request (self, exchange, mhd_connection, method, path);

  if (*upload_size > 0)
    {
      if (!take_body (self, exchange, upload, *upload_size))
        exchange->is_refused = TRUE;
      *upload_size = 0;
      return MHD_YES;
    }
  if (exchange->is_refused)
    return MHD_NO; /* it has its answer; only closing is left */
  if (!exchange->is_handled)
    {
      exchange->is_handled = TRUE;
      stop_waiting (self, exchange->connection);
      dispatch (self, exchange->request);
    }
  if (!wb_http_request_take_response (exchange->request, &result))
    wb_http_request_wait (exchange->request);
  return result;
}

/* A path is compared as it is: only what it escapes is undone, and a NUL was refused. */
static size_t
unescape_cb (void *data G_GNUC_UNUSED,
             struct MHD_Connection *mhd_connection G_GNUC_UNUSED,
             char *text)
{
  return MHD_http_unescape (text);
}

/* --- object --- */

static void
wb_http_server_finalize (GObject *object)
{
  WbHttpServer *self = WB_HTTP_SERVER (object);

  wb_http_server_stop (self);
  g_clear_object (&self->listener);
  wb_http_router_free (self->router);
  g_hash_table_unref (self->accepted);
  g_free (self->token);

  G_OBJECT_CLASS (wb_http_server_parent_class)->finalize (object);
}

static void
wb_http_server_class_init (WbHttpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_http_server_finalize;
}

static void
wb_http_server_init (WbHttpServer *self)
{
  self->listener = wb_http_listener_new (accepted_cb, self);
  self->router = wb_http_router_new ();
  self->accepted = g_hash_table_new (NULL, NULL);
}

WbHttpServer *
wb_http_server_new (GError **error)
{
  g_autoptr (WbHttpServer) self = g_object_new (WB_TYPE_HTTP_SERVER, NULL);

  self->daemon = MHD_start_daemon (
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle_cb,
      self, MHD_OPTION_NOTIFY_COMPLETED, end_exchange_cb, self, MHD_OPTION_NOTIFY_CONNECTION,
      connection_cb, self, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange_cb, self,
      MHD_OPTION_UNESCAPE_CALLBACK, unescape_cb, self, MHD_OPTION_CONNECTION_LIMIT,
      (unsigned) CONNECTIONS + 1, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) STALL_SECONDS,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT,
      1, MHD_OPTION_END);
  if (self->daemon == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "cannot start the HTTP server");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* wb_http_server_add_route: @path may end in "{id}", which stands for one segment. */
void
wb_http_server_add_route (WbHttpServer *self,
                          const char *method,
                          const char *path,
                          WbHttpHandler handler,
                          gpointer data)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));

  wb_http_router_add (self->router, method, path, handler, data);
}

/* wb_http_server_append_routes: see wb_http_router_append_routes(). */
void
wb_http_server_append_routes (WbHttpServer *self, GString *json)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));

  wb_http_router_append_routes (self->router, json);
}

/*
 * wb_http_server_set_token:
 * @token: (nullable): for clients on TCP whose user the system does not tell
 * @is_required: every client on TCP must send it
 */
void
wb_http_server_set_token (WbHttpServer *self, const char *token, gboolean is_required)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));

  g_free (self->token);
  self->token = g_strdup (token);
  self->is_token_required = is_required;
}

gboolean
wb_http_server_is_token_required (WbHttpServer *self)
{
  g_return_val_if_fail (WB_IS_HTTP_SERVER (self), FALSE);

  return self->is_token_required;
}

/* wb_http_server_listen_tcp: on both loopbacks; @port 0 takes any that is free. */
gboolean
wb_http_server_listen_tcp (WbHttpServer *self, guint16 port, GError **error)
{
  g_return_val_if_fail (WB_IS_HTTP_SERVER (self), FALSE);

  return wb_http_listener_add_loopback (self->listener, port, error);
}

gboolean
wb_http_server_listen_unix (WbHttpServer *self, const char *path, GError **error)
{
  g_return_val_if_fail (WB_IS_HTTP_SERVER (self), FALSE);

  return wb_http_listener_add_unix (self->listener, path, error);
}

/* wb_http_server_start: from here on requests are answered. */
void
wb_http_server_start (WbHttpServer *self)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));
  g_return_if_fail (self->source == NULL);

  self->source = wb_http_source_new (self->daemon);
  g_source_attach (self->source, NULL);
  wb_http_listener_set_paused (self->listener, FALSE);
}

static void
end_open_exchanges (WbHttpServer *self)
{
  for (GList *link = self->exchanges.head; link != NULL; link = link->next)
    {
      Exchange *exchange = link->data;

      if (exchange->request != NULL && exchange->is_handled)
        wb_http_request_respond_refusal (exchange->request, 503, "unavailable", ENDING);
      if (exchange->request != NULL)
        wb_http_request_end_stream (exchange->request);
    }
}

/* wb_http_server_drain: takes nothing in any more; what was taken in is still answered. */
void
wb_http_server_drain (WbHttpServer *self)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));

  self->is_draining = TRUE;
  wb_http_listener_close (self->listener);
}

/* wb_http_server_stop: answers what is open, then closes all connections. */
void
wb_http_server_stop (WbHttpServer *self)
{
  g_return_if_fail (WB_IS_HTTP_SERVER (self));

  if (self->daemon == NULL)
    return;
  wb_http_server_drain (self);
  if (self->source != NULL)
    {
      end_open_exchanges (self);
      MHD_run (self->daemon);
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
    }
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  g_clear_pointer (&self->daemon, MHD_stop_daemon);
  g_clear_handle_id (&self->deadline_id, g_source_remove);
}

/* wb_http_server_get_port: 0 when TCP is not listened on. */
guint16
wb_http_server_get_port (WbHttpServer *self)
{
  g_return_val_if_fail (WB_IS_HTTP_SERVER (self), 0);

  return wb_http_listener_get_port (self->listener);
}

/* wb_http_server_get_socket_path: (nullable). */
const char *
wb_http_server_get_socket_path (WbHttpServer *self)
{
  g_return_val_if_fail (WB_IS_HTTP_SERVER (self), NULL);

  return wb_http_listener_get_socket_path (self->listener);
}
