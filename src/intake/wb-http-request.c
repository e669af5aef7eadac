/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-request.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "intake/wb-http-source.h"

#define RETRY_AFTER "1" /* seconds */
#define STREAM_BLOCK_BYTES 16384
#define CLIENT_LEFT ((GIOCondition) (POLLRDHUP | POLLHUP | POLLERR))

struct _WbHttpRequest
{
  gatomicrefcount ref_count;
  struct MHD_Connection *connection; /* NULL once the client was answered or has left */
  GSource *source;                   /* owned: runs the server */
  const char *method;                /* the connection's */
  const char *path;                  /* the connection's */
  GHashTable *arguments;             /* owned, nullable: name -> what stood for it in the path */
  char *body;                        /* owned, nullable */
  gsize body_length;
  gsize body_room;               /* for so many bytes */
  struct MHD_Response *response; /* owned, nullable: ready to be sent */
  guint status;
  gboolean is_suspended;
  gboolean is_ending; /* a stream that gives no more */
  guint left_id;      /* of a stream: watches for the client's leaving */

  WbHttpStreamFunc stream_func;
  gpointer stream_data;
  GDestroyNotify stream_data_free;
};

/* wb_http_request_new: @method and @path must live as long as the request has its @connection. */
WbHttpRequest *
wb_http_request_new (struct MHD_Connection *connection,
                     GSource *source,
                     const char *method,
                     const char *path)
{
  WbHttpRequest *self = g_new0 (WbHttpRequest, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->connection = connection;
  self->source = g_source_ref (source);
  self->method = method;
  self->path = path;
  return self;
}

WbHttpRequest *
wb_http_request_ref (WbHttpRequest *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
wb_http_request_unref (WbHttpRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->response, MHD_destroy_response);
  g_source_unref (self->source);
  g_free (self->body);
  g_clear_pointer (&self->arguments, g_hash_table_unref);
  g_free (self);
}

const char *
wb_http_request_get_method (WbHttpRequest *self)
{
  g_return_val_if_fail (self->connection != NULL, NULL);

  return self->method;
}

const char *
wb_http_request_get_path (WbHttpRequest *self)
{
  g_return_val_if_fail (self->connection != NULL, NULL);

  return self->path;
}

/* wb_http_request_get_header: (nullable). */
const char *
wb_http_request_get_header (WbHttpRequest *self, const char *name)
{
  g_return_val_if_fail (self->connection != NULL, NULL);

  return MHD_lookup_connection_value (self->connection, MHD_HEADER_KIND, name);
}

/* wb_http_request_get_query: (nullable): the value of a query parameter. */
const char *
wb_http_request_get_query (WbHttpRequest *self, const char *name)
{
  g_return_val_if_fail (self->connection != NULL, NULL);

  return MHD_lookup_connection_value (self->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* wb_http_request_get_body: (nullable): not terminated. */
const char *
wb_http_request_get_body (WbHttpRequest *self, gsize *length)
{
  *length = self->body_length;
  return self->body;
}

gsize
wb_http_request_get_body_length (WbHttpRequest *self)
{
  return self->body_length;
}

/* wb_http_request_get_argument: (nullable): what stands where the route has {name}. */
const char *
wb_http_request_get_argument (WbHttpRequest *self, const char *name)
{
  return self->arguments != NULL ? g_hash_table_lookup (self->arguments, name) : NULL;
}

void
wb_http_request_set_argument (WbHttpRequest *self, const char *name, const char *argument)
{
  if (self->arguments == NULL)
    self->arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->arguments, g_strdup (name), g_strdup (argument));
}

/* wb_http_request_add_body: %FALSE, and nothing added, when it would be longer than @limit. */
gboolean
wb_http_request_add_body (WbHttpRequest *self, const char *data, gsize length, gsize limit)
{
  gsize needed = self->body_length + length;

  if (needed > limit)
    return FALSE;
  if (needed > self->body_room)
    {
      /* Most come in one piece; for the others room is doubled. */
      self->body_room = MAX (needed, 2 * self->body_room);
      self->body = g_realloc (self->body, self->body_room);
    }
  memcpy (self->body + self->body_length, data, length);
  self->body_length = needed;
  return TRUE;
}

static void
resume (WbHttpRequest *self)
{
  if (!self->is_suspended)
    return;
  self->is_suspended = FALSE;
  MHD_resume_connection (self->connection);
  wb_http_source_set_due (self->source);
}

static void
set_response (WbHttpRequest *self,
              guint status,
              const char *media_type,
              struct MHD_Response *response)
{
  MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, media_type);
  MHD_add_response_header (response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header (response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  if (status == 429 || status == 503 || status == 507)
    MHD_add_response_header (response, MHD_HTTP_HEADER_RETRY_AFTER, RETRY_AFTER);
  if (status == 401)
    MHD_add_response_header (response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
  self->status = status;
  self->response = response;
  resume (self);
}

/* wb_http_request_respond_as: @body: (transfer full). */
void
wb_http_request_respond_as (WbHttpRequest *self,
                            guint status,
                            const char *media_type,
                            GString *body)
{
  gsize length = body->len;
  char *text = g_string_free (body, FALSE);

  if (self->connection == NULL || self->response != NULL)
    {
      g_free (text);
      return;
    }
  set_response (self, status, media_type,
                MHD_create_response_from_buffer_with_free_callback (length, text, g_free));
}

/* wb_http_request_respond: @json: (transfer full): the body. */
void
wb_http_request_respond (WbHttpRequest *self, guint status, GString *json)
{
  wb_http_request_respond_as (self, status, "application/json", json);
}

static GString *
error_to_json (const char *code, const char *message, const char *field)
{
  GString *json = g_string_new ("{\"error\":{");

  wb_json_add_string (json, "code", code);
  wb_json_add_string (json, "message", message);
  wb_json_add_string (json, "field", field);
  return g_string_append (json, "}}\n");
}

static guint
get_status (const GError *error)
{
  static const guint statuses[] = {
    [WB_ERROR_INVALID_ARGUMENT] = 400, [WB_ERROR_TOO_LARGE] = 413,   [WB_ERROR_NOT_FOUND] = 404,
    [WB_ERROR_CONFLICT] = 409,         [WB_ERROR_BUSY] = 503,        [WB_ERROR_STORAGE_FULL] = 507,
    [WB_ERROR_UNAVAILABLE] = 503,      [WB_ERROR_UNREACHABLE] = 503,
  };

  if (error->domain != WB_ERROR || (guint) error->code >= G_N_ELEMENTS (statuses))
    return 503;
  return statuses[error->code];
}

void
wb_http_request_respond_error (WbHttpRequest *self, const GError *error)
{
  g_autofree char *field = wb_error_dup_field (error);

  wb_http_request_respond (self, get_status (error),
                           error_to_json (wb_error_get_code_word (error), error->message, field));
}

static GString *
refusal_to_json (const char *code, const char *message)
{
  const char *end = strstr (message, ": ");
  g_autofree char *field = end != NULL ? g_strndup (message, (gsize) (end - message)) : NULL;

  return error_to_json (code, message, field);
}

/* wb_http_request_respond_refusal: @message: "field: what was expected". */
void
wb_http_request_respond_refusal (WbHttpRequest *self,
                                 guint status,
                                 const char *code,
                                 const char *message)
{
  wb_http_request_respond (self, status, refusal_to_json (code, message));
}

static int
get_fd (WbHttpRequest *self)
{
  return MHD_get_connection_info (self->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

/*
 * wb_http_request_refuse_midway:
 * @message: "field: what was expected"
 *
 * Answers while the body still comes. libmicrohttpd takes an answer at its end only, and the one
 * that is refused may have none: so this is written past it, as the last of the connection. What
 * still comes is to be dropped until the client stops: closing at once would reset the connection
 * under the answer.
 */
void
wb_http_request_refuse_midway (WbHttpRequest *self,
                               guint status,
                               const char *code,
                               const char *message)
{
  g_autoptr (GString) json = refusal_to_json (code, message);
  g_autofree char *answer = g_strdup_printf (
      "HTTP/1.1 %u %s\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
      "Cache-Control: no-store\r\nRetry-After: " RETRY_AFTER "\r\nConnection: close\r\n"
      "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
      status, MHD_get_reason_phrase_for (status), json->len, json->str);

  if (send (get_fd (self), answer, strlen (answer), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_debug ("a refusal was not sent: %s", g_strerror (errno));
  shutdown (get_fd (self), SHUT_WR);
}

static ssize_t
read_stream_cb (void *data, uint64_t position G_GNUC_UNUSED, char *buffer, size_t limit)
{
  WbHttpRequest *self = data;
  gssize length;

  if (self->connection == NULL || self->is_ending)
    return MHD_CONTENT_READER_END_OF_STREAM;

  length = self->stream_func (self->stream_data, buffer, limit);
  if (length < 0)
    return MHD_CONTENT_READER_END_OF_STREAM;
  if (length == 0)
    wb_http_request_wait (self);
  return length;
}

static void
free_stream_cb (void *data)
{
  WbHttpRequest *self = data;

  self->stream_data_free (self->stream_data);
  wb_http_request_unref (self);
}

/* A suspended connection is not looked at by libmicrohttpd: without this a client that left would
 * hold its place until there is something to send. */
static gboolean
client_left_cb (int fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  WbHttpRequest *self = user_data;

  self->left_id = 0;
  wb_http_request_end_stream (self);
  return G_SOURCE_REMOVE;
}

static void
watch_client (WbHttpRequest *self)
{
  int fd
      = MHD_get_connection_info (self->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

  self->left_id = g_unix_fd_add (fd, CLIENT_LEFT, client_left_cb, self);
}

/*
 * wb_http_request_respond_stream:
 * @func: called when the client can take more; after it gave 0 it is called again once
 *   wb_http_request_wake_stream() was
 */
void
wb_http_request_respond_stream (WbHttpRequest *self,
                                const char *media_type,
                                WbHttpStreamFunc func,
                                gpointer data,
                                GDestroyNotify data_free)
{
  if (self->connection == NULL || self->response != NULL)
    {
      data_free (data);
      return;
    }
  self->stream_func = func;
  self->stream_data = data;
  self->stream_data_free = data_free;
  watch_client (self);
  set_response (self, MHD_HTTP_OK, media_type,
                MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES,
                                                   read_stream_cb, wb_http_request_ref (self),
                                                   free_stream_cb));
}

/* wb_http_request_wake_stream: there is more to read, or the end. */
void
wb_http_request_wake_stream (WbHttpRequest *self)
{
  if (self->connection != NULL)
    resume (self);
}

/* wb_http_request_end_stream: ends a stream from our side. */
void
wb_http_request_end_stream (WbHttpRequest *self)
{
  self->is_ending = TRUE;
  wb_http_request_wake_stream (self);
}

gboolean
wb_http_request_is_alive (WbHttpRequest *self)
{
  return self->connection != NULL;
}

/* wb_http_request_take_response: sends the answer if there is one by now. */
gboolean
wb_http_request_take_response (WbHttpRequest *self, enum MHD_Result *result)
{
  if (self->response == NULL)
    return FALSE;

  *result = MHD_queue_response (self->connection, self->status, self->response);
  g_clear_pointer (&self->response, MHD_destroy_response);
  return TRUE;
}

/* wb_http_request_wait: leaves the connection alone until there is something to send. */
void
wb_http_request_wait (WbHttpRequest *self)
{
  self->is_suspended = TRUE;
  MHD_suspend_connection (self->connection);
}

/* wb_http_request_end: the connection is not to be touched any more. */
void
wb_http_request_end (WbHttpRequest *self)
{
  g_clear_handle_id (&self->left_id, g_source_remove);
  self->connection = NULL;
  self->is_suspended = FALSE;
}
