/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-listener.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/wb-error.h"

#define BACKLOG 256
#define ACCEPTS_AT_ONCE 64   /* before other sources of the main loop have their turn */
#define STARVED_PAUSE_MS 500 /* without descriptors, until accepting is tried again */
#define FAREWELLS 32         /* refused connections that are let read their answer */
#define FAREWELL_SECONDS 2

static const char refusal[]
    = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n"
      "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n"
      "Content-Length: 103\r\n\r\n"
      "{\"error\":{\"code\":\"forbidden\",\"message\":\"peer: this agent serves the user who "
      "runs it\",\"field\":\"peer\"}}\n";

/* The sockets that the agent listens on: two of loopback TCP, one Unix. */
struct _WbHttpListener
{
  GObject parent_instance;

  WbAcceptFunc func;
  gpointer data;
  GArray *sockets;   /* owned, int */
  GArray *sources;   /* owned, guint: while not paused */
  guint resume_id;   /* after descriptors ran out */
  int diag_fd;       /* netlink, kept between look-ups */
  guint16 port;      /* 0: no TCP */
  char *socket_path; /* owned, nullable */
  guint farewells;
};

/* A connection that was refused, until it has read why. */
typedef struct
{
  WbHttpListener *listener; /* owned */
  int fd;
  guint source_id;
  guint timeout_id;
} Farewell;

G_DEFINE_FINAL_TYPE (WbHttpListener, wb_http_listener, G_TYPE_OBJECT)

static gboolean
set_system_error (GError **error, const char *what)
{
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static void
farewell_end (Farewell *farewell)
{
  g_clear_handle_id (&farewell->source_id, g_source_remove);
  g_clear_handle_id (&farewell->timeout_id, g_source_remove);
  close (farewell->fd);
  farewell->listener->farewells--;
  g_object_unref (farewell->listener);
  g_free (farewell);
}

static gboolean
drain_cb (int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  char rest[4096];

  if (recv (fd, rest, sizeof rest, MSG_DONTWAIT) > 0)
    return G_SOURCE_CONTINUE;
  farewell_end (user_data);
  return G_SOURCE_CONTINUE; /* removed by its id */
}

static gboolean
farewell_over_cb (gpointer user_data)
{
  farewell_end (user_data);
  return G_SOURCE_CONTINUE; /* removed by its id */
}

/* Closing at once would reset the connection under the answer. */
static void
refuse (WbHttpListener *self, int fd)
{
  Farewell *farewell;

  if (send (fd, refusal, sizeof refusal - 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0
      || self->farewells >= FAREWELLS)
    {
      close (fd);
      return;
    }
  shutdown (fd, SHUT_WR);
  self->farewells++;
  farewell = g_new0 (Farewell, 1);
  farewell->listener = g_object_ref (self);
  farewell->fd = fd;
  farewell->source_id = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, drain_cb, farewell);
  farewell->timeout_id = g_timeout_add_seconds (FAREWELL_SECONDS, farewell_over_cb, farewell);
}

static gboolean
resume_cb (gpointer user_data)
{
  WbHttpListener *self = user_data;

  self->resume_id = 0;
  wb_http_listener_set_paused (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
pause_starved (WbHttpListener *self)
{
  g_warning ("no descriptors left for connections; waiting");
  wb_http_listener_set_paused (self, TRUE);
  if (self->resume_id == 0)
    self->resume_id = g_timeout_add (STARVED_PAUSE_MS, resume_cb, self);
}

static gboolean
accept_one (WbHttpListener *self, int listening_fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t size = sizeof address;
  int fd
      = accept4 (listening_fd, (struct sockaddr *) &address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  int on = 1;
  WbPeer peer;

  if (fd < 0)
    {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        pause_starved (self);
      return errno == ECONNABORTED || errno == EINTR;
    }

  if (address.ss_family == AF_UNIX)
    peer = wb_peer_look_up_unix (fd);
  else
    {
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      peer = wb_peer_look_up_tcp (&self->diag_fd, fd);
    }

  if (peer == WB_PEER_STRANGER)
    refuse (self, fd);
  else
    self->func (fd, (struct sockaddr *) &address, size, peer, self->data);
  return TRUE;
}

static gboolean
incoming_cb (int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  WbHttpListener *self = user_data;

  for (guint i = 0; i < ACCEPTS_AT_ONCE && self->sources->len > 0; i++)
    if (!accept_one (self, fd))
      break;
  return G_SOURCE_CONTINUE;
}

static void
wb_http_listener_finalize (GObject *object)
{
  WbHttpListener *self = WB_HTTP_LISTENER (object);

  wb_http_listener_close (self);
  g_array_unref (self->sockets);
  g_array_unref (self->sources);
  g_free (self->socket_path);

  G_OBJECT_CLASS (wb_http_listener_parent_class)->finalize (object);
}

static void
wb_http_listener_class_init (WbHttpListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_http_listener_finalize;
}

static void
wb_http_listener_init (WbHttpListener *self)
{
  self->diag_fd = -1;
  self->sockets = g_array_new (FALSE, FALSE, sizeof (int));
  self->sources = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* wb_http_listener_new: accepts nothing until wb_http_listener_set_paused (self, FALSE). */
WbHttpListener *
wb_http_listener_new (WbAcceptFunc func, gpointer data)
{
  WbHttpListener *self = g_object_new (WB_TYPE_HTTP_LISTENER, NULL);

  self->func = func;
  self->data = data;
  return self;
}

static int
listen_on (int family, const struct sockaddr *address, socklen_t size)
{
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1, saved;

  if (fd < 0)
    return -1;
  if (family != AF_UNIX)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind (fd, address, size) == 0 && listen (fd, BACKLOG) == 0)
    return fd;

  saved = errno;
  close (fd);
  errno = saved;
  return -1;
}

static int
listen_v4 (guint16 *port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons (*port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = listen_on (AF_INET, (struct sockaddr *) &address, sizeof address);

  if (fd >= 0 && getsockname (fd, (struct sockaddr *) &address, &size) == 0)
    *port = ntohs (address.sin_port);
  return fd;
}

static int
listen_v6 (guint16 port)
{
  struct sockaddr_in6 address
      = { .sin6_family = AF_INET6, .sin6_port = htons (port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };

  return listen_on (AF_INET6, (struct sockaddr *) &address, sizeof address);
}

/*
 * wb_http_listener_add_loopback:
 * @port: 0 for any that is free
 *
 * Both loopbacks or none: "localhost" may mean either, and whoever held the other one would get
 * the events. A machine without IPv6 has nobody there.
 */
gboolean
wb_http_listener_add_loopback (WbHttpListener *self, guint16 port, GError **error)
{
  g_autofree char *what = NULL;
  int v4, v6;

  g_return_val_if_fail (WB_IS_HTTP_LISTENER (self), FALSE);

  v4 = listen_v4 (&port);
  if (v4 < 0)
    {
      what = g_strdup_printf ("cannot listen on 127.0.0.1:%u", port);
      return set_system_error (error, what);
    }
  v6 = listen_v6 (port);
  if (v6 < 0 && errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
    {
      what = g_strdup_printf ("cannot listen on [::1]:%u", port);
      set_system_error (error, what);
      close (v4);
      return FALSE;
    }

  g_array_append_val (self->sockets, v4);
  if (v6 >= 0)
    g_array_append_val (self->sockets, v6);
  self->port = port;
  return TRUE;
}

/* A socket file that nobody answers on, and that is ours, is left over from an agent that died. */
static gboolean
remove_stale (const char *path, const struct sockaddr_un *address, GError **error)
{
  struct stat status;
  int fd, result;

  if (lstat (path, &status) != 0)
    return errno == ENOENT || set_system_error (error, path);
  if (!S_ISSOCK (status.st_mode) || status.st_uid != geteuid ())
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "%s is not a socket of this user", path);
      return FALSE;
    }

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  result = connect (fd, (const struct sockaddr *) address, sizeof *address);
  if (result != 0 && errno != ECONNREFUSED)
    result = 0;
  close (fd);
  if (result == 0)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_BUSY, "another program listens on %s", path);
      return FALSE;
    }
  return g_unlink (path) == 0 || set_system_error (error, path);
}

/* wb_http_listener_add_unix: its folder is made, mode 0700, when it is not there. */
gboolean
wb_http_listener_add_unix (WbHttpListener *self, const char *path, GError **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *folder = NULL;
  mode_t mask;
  int fd;

  g_return_val_if_fail (WB_IS_HTTP_LISTENER (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (strlen (path) >= sizeof address.sun_path)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "%s: too long for a socket", path);
      return FALSE;
    }
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);

  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return set_system_error (error, folder);
  if (!remove_stale (path, &address, error))
    return FALSE;

  mask = umask (0177);
  fd = listen_on (AF_UNIX, (struct sockaddr *) &address, sizeof address);
  umask (mask);
  if (fd < 0)
    return set_system_error (error, path);

  g_array_append_val (self->sockets, fd);
  self->socket_path = g_strdup (path);
  return TRUE;
}

static guint
watch (WbHttpListener *self, int listening_fd)
{
  g_autoptr (GSource) source = g_unix_fd_source_new (listening_fd, G_IO_IN);

  g_source_set_callback (source, G_SOURCE_FUNC (incoming_cb), self, NULL);
  g_source_set_can_recurse (source, TRUE); /* see wb_http_source_new() */
  return g_source_attach (source, NULL);
}

/* wb_http_listener_set_paused: paused, new connections wait in the kernel. */
void
wb_http_listener_set_paused (WbHttpListener *self, gboolean is_paused)
{
  g_return_if_fail (WB_IS_HTTP_LISTENER (self));

  if (is_paused == (self->sources->len == 0))
    return;

  if (is_paused)
    {
      for (guint i = 0; i < self->sources->len; i++)
        g_source_remove (g_array_index (self->sources, guint, i));
      g_array_set_size (self->sources, 0);
      return;
    }
  for (guint i = 0; i < self->sockets->len; i++)
    {
      guint id = watch (self, g_array_index (self->sockets, int, i));

      g_array_append_val (self->sources, id);
    }
}

/* wb_http_listener_close: and takes the socket file away. */
void
wb_http_listener_close (WbHttpListener *self)
{
  g_return_if_fail (WB_IS_HTTP_LISTENER (self));

  wb_http_listener_set_paused (self, TRUE);
  g_clear_handle_id (&self->resume_id, g_source_remove);
  if (self->sockets->len > 0 && self->socket_path != NULL)
    g_unlink (self->socket_path);
  for (guint i = 0; i < self->sockets->len; i++)
    close (g_array_index (self->sockets, int, i));
  g_array_set_size (self->sockets, 0);
  if (self->diag_fd >= 0)
    close (self->diag_fd);
  self->diag_fd = -1;
}

/* wb_http_listener_get_port: 0 without TCP. */
guint16
wb_http_listener_get_port (WbHttpListener *self)
{
  g_return_val_if_fail (WB_IS_HTTP_LISTENER (self), 0);

  return self->port;
}

/* wb_http_listener_get_socket_path: (nullable). */
const char *
wb_http_listener_get_socket_path (WbHttpListener *self)
{
  g_return_val_if_fail (WB_IS_HTTP_LISTENER (self), NULL);

  return self->socket_path;
}
