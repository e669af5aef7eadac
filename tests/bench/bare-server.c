/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
/*
 * What libmicrohttpd can do by itself: takes a body, forgets it, and answers, on the main loop of
 * GLib as the agent does. Prints its port, and serves until it is ended.
 */
#include <glib-unix.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

#define CONNECTIONS 256
#define ANSWER "{\"id\":1,\"outcome\":\"notified\",\"notification_id\":1}\n"

typedef struct
{
  GSource source;
  struct MHD_Daemon *daemon;
} Source;

static gboolean
prepare (GSource *source, int *timeout_ms)
{
  MHD_UNSIGNED_LONG_LONG wait;

  *timeout_ms = MHD_get_timeout (((Source *) source)->daemon, &wait) == MHD_YES
                    ? (int) MIN (wait, G_MAXINT)
                    : -1;
  return *timeout_ms == 0;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  (void) callback;
  (void) user_data;
  MHD_run (((Source *) source)->daemon);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .prepare = prepare, .dispatch = dispatch };

static enum MHD_Result
handle_cb (void *data,
           struct MHD_Connection *connection,
           const char *path,
           const char *method,
           const char *version,
           const char *upload,
           size_t *upload_size,
           void **context)
{
  struct MHD_Response *response;
  enum MHD_Result result;
  GString *body = *context;

  (void) data;
  (void) path;
  (void) method;
  (void) version;
  if (body == NULL)
    {
      *context = g_string_new (NULL);
      return MHD_YES;
    }
  if (*upload_size > 0)
    {
      g_string_append_len (body, upload, (gssize) *upload_size);
      *upload_size = 0;
      return MHD_YES;
    }
  response
      = MHD_create_response_from_buffer (strlen (ANSWER), (void *) ANSWER, MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
  result = MHD_queue_response (connection, MHD_HTTP_ACCEPTED, response);
  MHD_destroy_response (response);
  return result;
}

static void
completed_cb (void *data,
              struct MHD_Connection *connection,
              void **context,
              enum MHD_RequestTerminationCode code)
{
  (void) data;
  (void) connection;
  (void) code;
  if (*context != NULL)
    g_string_free (*context, TRUE);
  *context = NULL;
}

int
main (void)
{
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct MHD_Daemon *daemon
      = MHD_start_daemon (MHD_USE_EPOLL, 0, NULL, NULL, handle_cb, NULL, MHD_OPTION_SOCK_ADDR,
                          &address, MHD_OPTION_NOTIFY_COMPLETED, completed_cb, NULL,
                          MHD_OPTION_CONNECTION_LIMIT, (unsigned) CONNECTIONS, MHD_OPTION_END);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) source = g_source_new (&source_funcs, sizeof (Source));

  if (daemon == NULL)
    return 1;
  ((Source *) source)->daemon = daemon;
  g_source_add_unix_fd (source, MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
                        G_IO_IN);
  g_source_attach (source, NULL);

  g_print ("%u\n", MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  g_main_loop_run (loop);
  return 0;
}
