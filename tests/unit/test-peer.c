/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-peer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct
{
  int listener;
  int client;
  int server; /* the accepted end */
  int diag;
} Fixture;

typedef struct
{
  int listener_family;
  int client_family;
} Families;

static const Families v4 = { AF_INET, AF_INET };
static const Families v6 = { AF_INET6, AF_INET6 };
static const Families mapped = { AF_INET6, AF_INET };

static socklen_t
make_address (int family, gboolean is_any, in_port_t port, struct sockaddr_storage *address)
{
  *address = (struct sockaddr_storage){ .ss_family = (sa_family_t) family };
  if (family == AF_INET)
    {
      struct sockaddr_in *in = (struct sockaddr_in *) address;

      in->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
      in->sin_port = port;
      return sizeof *in;
    }
  ((struct sockaddr_in6 *) address)->sin6_addr = is_any ? in6addr_any : in6addr_loopback;
  ((struct sockaddr_in6 *) address)->sin6_port = port;
  return sizeof (struct sockaddr_in6);
}

static in_port_t
get_port (int fd)
{
  struct sockaddr_storage address = { 0 };
  socklen_t size = sizeof address;

  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  return address.ss_family == AF_INET ? ((struct sockaddr_in *) &address)->sin_port
                                      : ((struct sockaddr_in6 *) &address)->sin6_port;
}

static gboolean
listen_on (Fixture *fixture, const Families *families)
{
  struct sockaddr_storage address;
  socklen_t size;

  fixture->listener = socket (families->listener_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fixture->listener < 0)
    return FALSE;
  if (families->listener_family == AF_INET6)
    setsockopt (fixture->listener, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 0 }, sizeof (int));
  size = make_address (families->listener_family, families->client_family == AF_INET, 0, &address);
  return bind (fixture->listener, (struct sockaddr *) &address, size) == 0
         && listen (fixture->listener, 8) == 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Families *families = data;
  struct sockaddr_storage address;
  socklen_t size;

  *fixture = (Fixture){ -1, -1, -1, -1 };
  if (!listen_on (fixture, families))
    return;
  size = make_address (families->client_family, FALSE, get_port (fixture->listener), &address);
  fixture->client = socket (families->client_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (fixture->client, (struct sockaddr *) &address, size), ==, 0);
  fixture->server = accept (fixture->listener, NULL, NULL);
  g_assert_cmpint (fixture->server, >=, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  int fds[] = { fixture->listener, fixture->client, fixture->server, fixture->diag };

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    if (fds[i] >= 0)
      close (fds[i]);
}

/* Where the system has no such sockets, or does not say whose they are, a token decides. */
static gboolean
is_answered (Fixture *fixture)
{
  if (fixture->server < 0)
    g_test_skip ("no such sockets here");
  else if (wb_peer_look_up_tcp (&fixture->diag, fixture->server) == WB_PEER_UNKNOWN)
    g_test_skip ("the kernel does not answer");
  else
    return TRUE;
  return FALSE;
}

static void
test_owner (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  if (!is_answered (fixture))
    return;
  g_assert_cmpint (wb_peer_look_up_tcp (&fixture->diag, fixture->server), ==, WB_PEER_OWNER);
  /* One question after another over the same socket. */
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (wb_peer_look_up_tcp (&fixture->diag, fixture->server), ==, WB_PEER_OWNER);
}

/* One that has said all that it will say is still its owner's. */
static void
test_half_closed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  if (!is_answered (fixture))
    return;
  g_assert_cmpint (shutdown (fixture->client, SHUT_WR), ==, 0);
  g_assert_cmpint (wb_peer_look_up_tcp (&fixture->diag, fixture->server), ==, WB_PEER_OWNER);
}

static void
wait_for_end (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN | POLLRDHUP };

  g_assert_cmpint (poll (&poll_fd, 1, 10000), ==, 1);
}

/* Nobody answers for a socket that is closed: its user is not known any more. */
static void
test_closed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  if (!is_answered (fixture))
    return;
  close (fixture->client);
  fixture->client = -1;
  wait_for_end (fixture->server);
  g_assert_cmpint (wb_peer_look_up_tcp (&fixture->diag, fixture->server), ==, WB_PEER_STRANGER);
}

static void
test_reset (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  if (!is_answered (fixture))
    return;
  setsockopt (fixture->client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (fixture->client);
  fixture->client = -1;
  wait_for_end (fixture->server);
  g_assert_cmpint (wb_peer_look_up_tcp (&fixture->diag, fixture->server), ==, WB_PEER_STRANGER);
}

static void
test_not_tcp (void)
{
  int diag = -1, fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  g_assert_cmpint (wb_peer_look_up_tcp (&diag, fds[0]), ==, WB_PEER_STRANGER);
  g_assert_cmpint (wb_peer_look_up_tcp (&diag, -1), ==, WB_PEER_STRANGER);
  g_assert_cmpint (diag, ==, -1);
  close (fds[0]);
  close (fds[1]);
}

static void
test_unix (void)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  g_assert_cmpint (wb_peer_look_up_unix (fds[0]), ==, WB_PEER_OWNER);
  /* The system remembers who it was. */
  close (fds[1]);
  g_assert_cmpint (wb_peer_look_up_unix (fds[0]), ==, WB_PEER_OWNER);
  close (fds[0]);
  g_assert_cmpint (wb_peer_look_up_unix (-1), ==, WB_PEER_STRANGER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/intake/peer/v4", Fixture, &v4, set_up, test_owner, tear_down);
  g_test_add ("/intake/peer/v6", Fixture, &v6, set_up, test_owner, tear_down);
  g_test_add ("/intake/peer/mapped", Fixture, &mapped, set_up, test_owner, tear_down);
  g_test_add ("/intake/peer/half-closed", Fixture, &v4, set_up, test_half_closed, tear_down);
  g_test_add ("/intake/peer/closed-v4", Fixture, &v4, set_up, test_closed, tear_down);
  g_test_add ("/intake/peer/closed-v6", Fixture, &v6, set_up, test_closed, tear_down);
  g_test_add ("/intake/peer/reset", Fixture, &v4, set_up, test_reset, tear_down);
  g_test_add_func ("/intake/peer/not-tcp", test_not_tcp);
  g_test_add_func ("/intake/peer/unix", test_unix);
  return g_test_run ();
}
