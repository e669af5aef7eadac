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

static GBytes *
exchange (GSocketConnection *connection, const char *path, GError **error)
{
  g_autofree char *request = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 buffer[16 * 1024];
  gssize length;

  /* HTTP/1.0: the answer ends where the connection does, and comes in one piece. */
  request = g_strdup_printf ("GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n", path);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                  strlen (request), NULL, NULL, error))
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

/* The body of an answer with status 200. */
static char *
take_body (GBytes *answer, GError **error)
{
  g_autofree char *text = NULL;
  const char *body;
  guint status = 0;

  text = g_utf8_make_valid (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer));
  body = strstr (text, HEAD_END);
  if (body == NULL || sscanf (text, "HTTP/1.%*u %u", &status) != 1)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the agent's answer is no HTTP"));
      return NULL;
    }
  if (status == 404)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, _ ("not found"));
      return NULL;
    }
  if (status != 200)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the agent answered with status %u"),
                   status);
      return NULL;
    }
  return g_strstrip (g_strdup (body + strlen (HEAD_END)));
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
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) answer = NULL;

  g_return_val_if_fail (socket_path != NULL && path != NULL, NULL);

  address = g_unix_socket_address_new (socket_path);
  g_socket_client_set_timeout (client, TIMEOUT_S);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &local);
  if (connection != NULL)
    answer = exchange (connection, path, &local);
  if (answer != NULL)
    return take_body (answer, error);

  g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE, _ ("the agent's socket %s: %s"), socket_path,
               local->message);
  return NULL;
}
