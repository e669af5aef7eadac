/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-http-get.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/wb-error.h"

#define TIMEOUT_S 25
#define ANSWER_BYTES (4 * 1024 * 1024)
#define HEAD_END "\r\n\r\n"

/* HTTP/1.0: the answer ends where the connection does, and comes in one piece. */
static gboolean
send_request (GSocketConnection *connection, const char *path, GError **error)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n", path);

  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                    request, strlen (request), NULL, NULL, error);
}

static GBytes *
exchange (GSocketConnection *connection, const char *path, GError **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 buffer[16 * 1024];
  gssize length;

  if (!send_request (connection, path, error))
    return NULL;

  while ((length = g_input_stream_read (input, buffer, sizeof buffer, NULL, error)) > 0)
    {
      g_byte_array_append (answer, buffer, (guint) length);
      if (answer->len > ANSWER_BYTES)
        {
          g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE,
                       _ ("the agent's answer is longer than %d bytes"), ANSWER_BYTES);
          return NULL;
        }
    }
  return length == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&answer)) : NULL;
}

/* Whether @text begins with a line that says that all is well. */
static gboolean
check_status (const char *text, GError **error)
{
  guint status = 0;

  if (sscanf (text, "HTTP/1.%*u %u", &status) != 1)
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the agent's answer is no HTTP"));
  else if (status == 404)
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, _ ("not found"));
  else if (status != 200)
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the agent answered with status %u"),
                 status);
  return status == 200;
}

/* The body of an answer with status 200. */
static char *
take_body (GBytes *answer, GError **error)
{
  g_autofree char *text = NULL;
  const char *body;

  text = g_utf8_make_valid (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer));
  if (!check_status (text, error))
    return NULL;
  body = strstr (text, HEAD_END);
  if (body == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the agent's answer is no HTTP"));
      return NULL;
    }
  return g_strstrip (g_strdup (body + strlen (HEAD_END)));
}

static GSocketConnection *
connect_to_agent (const char *socket_path, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket_path);

  g_socket_client_set_timeout (client, TIMEOUT_S);
  return g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, error);
}

static void
set_unreachable (GError **error, const char *socket_path, const GError *reason)
{
  g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE, _ ("the agent's socket %s: %s"), socket_path,
               reason->message);
}

/*
 * wb_http_get:
 * @socket_path: the agent's Unix socket: it asks for no token, and nobody else can listen there
 * @path: such as "/api/v1/events/7"
 *
 * For what the agent offers over HTTP only.
 *
 * Returns: (transfer full): the body
 */
char *
wb_http_get (const char *socket_path, const char *path, GError **error)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) answer = NULL;

  g_return_val_if_fail (socket_path != NULL && path != NULL, NULL);

  connection = connect_to_agent (socket_path, &local);
  if (connection != NULL)
    answer = exchange (connection, path, &local);
  if (answer != NULL)
    return take_body (answer, error);

  set_unreachable (error, socket_path, local);
  return NULL;
}

/* Skips to the body; FALSE without an error when the connection ends before. */
static gboolean
read_head (GDataInputStream *input, GError **error)
{
  g_autofree char *status = g_data_input_stream_read_line_utf8 (input, NULL, NULL, error);

  if (status == NULL || !check_status (status, error))
    return FALSE;
  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line_utf8 (input, NULL, NULL, error);

      if (line == NULL || *line == '\0')
        return line != NULL;
    }
}

/*
 * wb_http_get_open:
 * @input: (out) (transfer full): gives the lines of a body that goes on for as long as it is read
 *
 * Returns: (transfer full): the connection
 */
GIOStream *
wb_http_get_open (const char *socket_path,
                  const char *path,
                  GDataInputStream **input,
                  GError **error)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (socket_path != NULL && path != NULL && input != NULL, NULL);

  connection = connect_to_agent (socket_path, &local);
  if (connection == NULL || !send_request (connection, path, &local))
    {
      set_unreachable (error, socket_path, local);
      return NULL;
    }
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  if (!read_head (lines, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE, _ ("the agent has ended"));
      return NULL;
    }
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  *input = g_steal_pointer (&lines);
  return G_IO_STREAM (g_steal_pointer (&connection));
}
