/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-source.h"

typedef struct
{
  GSource source;
  struct MHD_Daemon *daemon;
  gpointer fd_tag;
  gboolean is_due; /* a connection was resumed, for which the daemon does not ask to be run */
} DaemonSource;

static gboolean
daemon_prepare (GSource *source, int *timeout_ms)
{
  DaemonSource *self = (DaemonSource *) source;
  MHD_UNSIGNED_LONG_LONG wait;

  if (self->is_due)
    *timeout_ms = 0;
  else if (MHD_get_timeout (self->daemon, &wait) != MHD_YES)
    *timeout_ms = -1;
  else
    *timeout_ms = (int) MIN (wait, G_MAXINT);
  return *timeout_ms == 0;
}

static gboolean
daemon_check (GSource *source)
{
  DaemonSource *self = (DaemonSource *) source;
  MHD_UNSIGNED_LONG_LONG wait;

  return self->is_due || g_source_query_unix_fd (source, self->fd_tag) != 0
         || (MHD_get_timeout (self->daemon, &wait) == MHD_YES && wait == 0);
}

static gboolean
daemon_dispatch (GSource *source,
                 GSourceFunc callback G_GNUC_UNUSED,
                 gpointer user_data G_GNUC_UNUSED)
{
  DaemonSource *self = (DaemonSource *) source;

  self->is_due = FALSE; /* first: what runs now may ask for another turn */
  MHD_run (self->daemon);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs daemon_funcs
    = { .prepare = daemon_prepare, .check = daemon_check, .dispatch = daemon_dispatch };

/*
 * wb_http_source_new:
 * @daemon: works through epoll, and outlives the source
 *
 * Returns: (transfer full): libmicrohttpd as one source of a main loop
 */
GSource *
wb_http_source_new (struct MHD_Daemon *daemon)
{
  GSource *source = g_source_new (&daemon_funcs, sizeof (DaemonSource));
  DaemonSource *self = (DaemonSource *) source;
  int fd = MHD_get_daemon_info (daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

  self->daemon = daemon;
  self->fd_tag = g_source_add_unix_fd (source, fd, G_IO_IN);
  g_source_set_name (source, "http");
  /* No main loop runs inside it: without this its descriptor is taken from the loop and given back
   * at each turn, and either wakes the loop. */
  g_source_set_can_recurse (source, TRUE);
  return source;
}

/* wb_http_source_set_due: after a connection was resumed, on the thread of the main loop. */
void
wb_http_source_set_due (GSource *source)
{
  ((DaemonSource *) source)->is_due = TRUE;
}
