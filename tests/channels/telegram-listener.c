/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * Listens to a bot as the agent does: telegram-listener API-URL TOKEN CHAT... Each press is a line
 * of standard output, and is answered; the end of standard input stops it.
 *
 *   {"data": "ack:7", "chat_id": "5", "from_name": "Ada"}
 *   {"answered": true}
 *   {"stopped": "..."}
 */
#include <glib-unix.h>
#include <stdio.h>

#include "base/wb-json-writer.h"
#include "channels/wb-telegram-listener.h"

static void
print_line (GString *json)
{
  puts (g_string_append_c (json, '}')->str);
  fflush (stdout);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GString) json = g_string_new ("{");

  wb_json_add_boolean (
      json, "answered",
      wb_telegram_listener_answer_finish (WB_TELEGRAM_LISTENER (source), result, NULL));
  print_line (json);
}

static void
pressed_cb (WbTelegramListener *listener,
            const char *query_id,
            const char *data,
            const char *chat_id,
            const char *from_name)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *text = g_strnfill (300, 'x');

  wb_json_add_string (json, "data", data);
  wb_json_add_string (json, "chat_id", chat_id);
  wb_json_add_string (json, "from_name", from_name);
  print_line (json);
  wb_telegram_listener_answer_async (listener, query_id, text, NULL, answered_cb, NULL);
}

static void
stopped_cb (WbTelegramListener *listener, const char *reason)
{
  g_autoptr (GString) json = g_string_new ("{");

  g_assert_false (wb_telegram_listener_is_running (listener));
  wb_json_add_string (json, "stopped", reason);
  print_line (json);
}

static gboolean
input_cb (int fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (WbHttpClient) client = wb_http_client_new ();
  g_autoptr (WbTelegramListener) listener = wb_telegram_listener_new (client);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc < 3)
    return 2;
  g_signal_connect (listener, "pressed", G_CALLBACK (pressed_cb), NULL);
  g_signal_connect (listener, "stopped", G_CALLBACK (stopped_cb), NULL);
  wb_telegram_listener_start (listener, argv[1], argv[2], (const char *const *) argv + 3, FALSE);
  g_unix_fd_add (0, G_IO_IN | G_IO_HUP, input_cb, loop);
  g_main_loop_run (loop);
  wb_telegram_listener_stop (listener);
  return 0;
}
