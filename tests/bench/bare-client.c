/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
/*
 * What libsoup can do by itself: posts a file again and again, a connection each as the channels
 * do, and forgets the answers. Prints how many a second there were.
 *
 *   bare-client PORT FILE COUNT AT-ONCE
 */
#include <libsoup/soup.h>
#include <stdlib.h>

typedef struct
{
  SoupSession *session; /* owned */
  GMainLoop *loop;      /* owned */
  char *url;            /* owned */
  GBytes *body;         /* owned */
  guint n_begun;
  guint n_done;
  guint count;
} Client;

static void post (Client *client);

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Client *client = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (answer == NULL)
    g_error ("%s", error->message);
  if (++client->n_done == client->count)
    g_main_loop_quit (client->loop);
  else if (client->n_begun < client->count)
    post (client);
}

static void
post (Client *client)
{
  g_autoptr (SoupMessage) message = soup_message_new ("POST", client->url);

  client->n_begun++;
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_set_request_body_from_bytes (message, "application/json", client->body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");
  soup_session_send_and_read_async (client->session, message, G_PRIORITY_DEFAULT, NULL, posted_cb,
                                    client);
}

int
main (int argc, char **argv)
{
  Client client = { 0 };
  guint at_once;
  gint64 start_us;
  char *data;
  gsize length;

  if (argc != 5 || !g_file_get_contents (argv[2], &data, &length, NULL))
    return 2;
  at_once = (guint) atoi (argv[4]);
  client.count = (guint) atoi (argv[3]);
  client.url = g_strdup_printf ("http://127.0.0.1:%s/", argv[1]);
  client.body = g_bytes_new_take (data, length);
  client.session
      = soup_session_new_with_options ("max-conns", at_once, "max-conns-per-host", at_once, NULL);
  soup_session_set_proxy_resolver (client.session, NULL);
  client.loop = g_main_loop_new (NULL, FALSE);

  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < at_once && i < client.count; i++)
    post (&client);
  g_main_loop_run (client.loop);
  g_print ("%.0f\n",
           client.count / ((double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC));

  g_object_unref (client.session);
  g_main_loop_unref (client.loop);
  g_bytes_unref (client.body);
  g_free (client.url);
  return 0;
}
