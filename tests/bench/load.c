/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
/*
 * Closed-loop load over HTTP: so many clients, each of which waits for its answer before it asks
 * again. Prints what came of it as one line of JSON. Where the body has ten number signs stands the
 * number of the request, so that each is another one.
 *
 *   load [OPTIONS] PORT|SOCKET-PATH
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_BYTES (64 * 1024)
#define EVENTS_AT_ONCE 64
#define NUMBER_PLACE "##########"
#define SOURCES 250 /* addresses of clients, 127.0.1.x: one alone has too few ports */

typedef struct
{
  int fd;
  guint number;
  char answer[ANSWER_BYTES];
  gsize length;
  gint64 asked_us;
} Client;

typedef struct
{
  union
  {
    struct sockaddr any;
    struct sockaddr_in tcp;
    struct sockaddr_un local;
  } address;
  socklen_t address_size;
  GString *request;
  char *number; /* its place in the request, nullable */
  guint n_asked;
  int epoll_fd;
  GArray *times_us; /* gint64 */
  guint64 failed;   /* answers of another kind than 2xx, and connections that broke */
  gboolean is_over;
} Load;

static int n_clients = 1;
static double seconds = 3.0;
static gboolean has_connection_each = FALSE;
static char *path = NULL;
static char *body_file = NULL;

static const GOptionEntry entries[] = {
  { "clients", 'c', 0, G_OPTION_ARG_INT, &n_clients, "How many at once", "N" },
  { "seconds", 's', 0, G_OPTION_ARG_DOUBLE, &seconds, "For how long", "S" },
  { "connect", 0, 0, G_OPTION_ARG_NONE, &has_connection_each, "A connection for each request",
    NULL },
  { "path", 'p', 0, G_OPTION_ARG_STRING, &path, "What to post to", "PATH" },
  { "body", 'b', 0, G_OPTION_ARG_FILENAME, &body_file, "What to post", "FILE" },
  G_OPTION_ENTRY_NULL,
};

static void
set_address (Load *load, const char *target)
{
  guint64 port;

  if (g_ascii_string_to_unsigned (target, 10, 1, G_MAXUINT16, &port, NULL))
    {
      load->address.tcp = (struct sockaddr_in){ .sin_family = AF_INET,
                                                .sin_port = htons ((guint16) port),
                                                .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
      load->address_size = sizeof load->address.tcp;
      return;
    }
  load->address.local.sun_family = AF_UNIX;
  if (g_strlcpy (load->address.local.sun_path, target, sizeof load->address.local.sun_path)
      >= sizeof load->address.local.sun_path)
    g_error ("%s: too long for a socket", target);
  load->address_size = sizeof load->address.local;
}

static void
use_source (int fd, guint number)
{
  struct sockaddr_in source
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (0x7f000102u + number % SOURCES) };
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind (fd, (struct sockaddr *) &source, sizeof source) != 0)
    g_error ("bind: %s", g_strerror (errno));
}

static void
open_connection (Load *load, Client *client)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };

  client->fd = socket (load->address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (load->address.any.sa_family == AF_INET)
    use_source (client->fd, client->number);
  if (connect (client->fd, &load->address.any, load->address_size) != 0)
    g_error ("connect: %s", g_strerror (errno));
  fcntl (client->fd, F_SETFL, O_NONBLOCK);
  epoll_ctl (load->epoll_fd, EPOLL_CTL_ADD, client->fd, &event);
}

static void
ask (Load *load, Client *client)
{
  const char *data = load->request->str;
  gsize rest = load->request->len;

  if (load->number != NULL)
    for (guint i = strlen (NUMBER_PLACE), number = load->n_asked++; i-- > 0; number /= 10)
      load->number[i] = (char) ('0' + number % 10);
  client->length = 0;
  client->asked_us = g_get_monotonic_time ();
  while (rest > 0)
    {
      gssize sent = send (client->fd, data, rest, MSG_NOSIGNAL);

      if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return; /* reading tells that it broke */
      data += MAX (sent, 0);
      rest -= (gsize) MAX (sent, 0);
    }
}

/* Whether all of an answer is there. */
static gboolean
is_complete (Client *client)
{
  const char *end, *length;

  client->answer[client->length] = '\0';
  end = strstr (client->answer, "\r\n\r\n");
  if (end == NULL)
    return FALSE;
  length = strcasestr (client->answer, "\r\nContent-Length:");
  if (length == NULL || length > end)
    return TRUE;
  return client->length >= (gsize) (end + 4 - client->answer)
                               + strtoul (length + strlen ("\r\nContent-Length:"), NULL, 10);
}

static void
close_connection (Load *load, Client *client)
{
  close (client->fd);
  client->fd = -1;
  if (!load->is_over)
    open_connection (load, client);
}

static void
take_answer (Load *load, Client *client)
{
  gint64 time_us = g_get_monotonic_time () - client->asked_us;

  if (client->answer[9] == '2')
    g_array_append_val (load->times_us, time_us);
  else
    load->failed++;
  if (has_connection_each)
    close_connection (load, client);
  if (!load->is_over)
    ask (load, client);
}

static void
read_more (Load *load, Client *client)
{
  gssize length = recv (client->fd, client->answer + client->length,
                        sizeof client->answer - 1 - client->length, 0);

  if (length < 0 && errno == EAGAIN)
    return;
  if (length <= 0)
    {
      load->failed++;
      close_connection (load, client);
      if (!load->is_over)
        ask (load, client);
      return;
    }
  client->length += (gsize) length;
  if (is_complete (client))
    take_answer (load, client);
}

static double
run (Load *load, Client *clients)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 end_us = start_us + (gint64) (seconds * G_USEC_PER_SEC);
  struct epoll_event events[EVENTS_AT_ONCE];

  for (int i = 0; i < n_clients; i++)
    ask (load, &clients[i]);
  while (g_get_monotonic_time () < end_us)
    {
      int n_events = epoll_wait (load->epoll_fd, events, EVENTS_AT_ONCE, 100);

      for (int i = 0; i < n_events; i++)
        read_more (load, events[i].data.ptr);
    }
  load->is_over = TRUE;
  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
get_percentile_ms (GArray *times_us, double share)
{
  if (times_us->len == 0)
    return 0.0;
  return (double) g_array_index (times_us, gint64, (guint) (share * (times_us->len - 1))) / 1000.0;
}

static GString *
make_request (void)
{
  g_autofree char *body = NULL;
  GString *request = g_string_new (NULL);
  gsize length;

  if (body_file == NULL || !g_file_get_contents (body_file, &body, &length, NULL))
    g_error ("--body: a file that can be read is needed");
  g_string_printf (request,
                   "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   "%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                   path != NULL ? path : "/api/v1/events",
                   has_connection_each ? "Connection: close\r\n" : "", length);
  return g_string_append_len (request, body, (gssize) length);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("PORT|SOCKET-PATH");
  g_autofree Client *clients = NULL;
  Load load = { 0 };
  double time;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 2 || n_clients < 1)
    return 2;

  set_address (&load, argv[1]);
  load.request = make_request ();
  load.number = strstr (load.request->str, NUMBER_PLACE);
  load.epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  load.times_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  clients = g_new0 (Client, n_clients);
  for (int i = 0; i < n_clients; i++)
    {
      clients[i].number = (guint) i;
      open_connection (&load, &clients[i]);
    }

  time = run (&load, clients);
  g_array_sort (load.times_us, compare_times);
  g_print ("{\"requests\":%u,\"failed\":%" G_GUINT64_FORMAT ",\"per_second\":%.0f,"
           "\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n",
           load.times_us->len, load.failed, load.times_us->len / time,
           get_percentile_ms (load.times_us, 0.5), get_percentile_ms (load.times_us, 0.99));
  g_array_unref (load.times_us);
  g_string_free (load.request, TRUE);
  return 0;
}
