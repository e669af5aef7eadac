/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * Sends mails by the real channel: each line of standard input is a request, each line of standard
 * output what came of it.
 *
 *   {"config": {"kind": "email", "settings": {...}}, "secrets": {"password": "..."},
 *    "messages": [{"title": "...", "facts": [["Model", "qwen"]], "losses": [2.1, 1.3],
 *                  "event": {...}, "attachments": [["a.csv", "text/csv", "BASE64"]]}]}
 *   {"results": [{"outcome": "done", "reason": null, "answer": null, "receipt": {...}}]}
 *
 * WAKEBELL_TEST_CA names the certificates to trust; SIGUSR1 cancels what is under way.
 */
#include <gio/gio.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "channels/wb-email-channel.h"

#define REQUEST_BYTES (64 * 1024 * 1024)

static const WbJsonLimits limits = {
  .length_bytes = REQUEST_BYTES,
  .string_bytes = REQUEST_BYTES,
  .depth = 32,
  .values = 10 * 1024 * 1024,
};

static const char *const outcomes[] = {
  [WB_SEND_PENDING] = "pending", [WB_SEND_DONE] = "done",       [WB_SEND_RETRY] = "retry",
  [WB_SEND_OFFLINE] = "offline", [WB_SEND_REFUSED] = "refused", [WB_SEND_BROKEN] = "broken",
};

/* --- Reading --- */

static void
read_facts (WbMessage *message, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue fact;

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &fact))
    {
      WbJsonIter pair;
      WbJsonValue label, text;

      wb_json_iter_init (&pair, fact);
      if (wb_json_iter_next (&pair, NULL, &label) && wb_json_iter_next (&pair, NULL, &text))
        {
          g_autofree char *first = wb_json_value_dup_string (label);
          g_autofree char *second = wb_json_value_dup_string (text);

          wb_message_add_fact (message, first, second);
        }
    }
}

static void
read_losses (WbMessage *message, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      double loss = wb_json_value_get_double (item);

      g_array_append_val (message->losses, loss);
    }
}

static void
read_attachments (WbEvent *event, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue item;

  if (event->attachments == NULL)
    event->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      char *words[3] = { NULL };
      WbJsonIter parts;
      WbJsonValue part;
      guchar *data;
      gsize size;

      wb_json_iter_init (&parts, item);
      for (guint i = 0; i < 3 && wb_json_iter_next (&parts, NULL, &part); i++)
        words[i] = wb_json_value_dup_string (part);
      data = g_base64_decode (words[2], &size);
      g_ptr_array_add (event->attachments,
                       wb_attachment_new (words[0], words[1], g_bytes_new_take (data, size)));
      for (guint i = 0; i < 3; i++)
        g_free (words[i]);
    }
}

static void
read_text (WbJsonValue object, const char *name, char **text)
{
  WbJsonValue value;

  if (!wb_json_value_lookup (object, name, &value))
    return;
  g_free (*text);
  *text = wb_json_value_dup_string (value);
}

static gboolean
read_flag (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return wb_json_value_lookup (object, name, &value) && wb_json_value_get_boolean (value);
}

static void
read_levels (WbMessage *message, WbJsonValue object)
{
  g_autofree char *severity = NULL;
  g_autofree char *priority = NULL;
  WbJsonValue value;

  read_text (object, "severity", &severity);
  read_text (object, "priority", &priority);
  message->priority = WB_PRIORITY_MEDIUM;
  if (severity != NULL)
    wb_severity_from_string (severity, &message->severity);
  if (priority != NULL)
    wb_priority_from_string (priority, &message->priority);
  if (wb_json_value_lookup (object, "time_us", &value))
    wb_json_value_get_int64 (value, &message->time_us);
}

static WbMessage *
read_message (WbJsonValue object)
{
  WbMessage *message = wb_message_new (WB_DELIVERY_NOTIFY, "test-1", "Title");
  WbJsonValue value;

  read_text (object, "key", &message->key);
  read_text (object, "thread_key", &message->thread_key);
  read_text (object, "title", &message->title);
  read_text (object, "body", &message->body);
  read_levels (message, object);
  message->is_resolved = read_flag (object, "is_resolved");
  message->is_acknowledged = read_flag (object, "is_acknowledged");
  if (wb_json_value_lookup (object, "facts", &value))
    read_facts (message, value);
  if (wb_json_value_lookup (object, "losses", &value))
    read_losses (message, value);
  if (wb_json_value_lookup (object, "event", &value))
    {
      g_autofree char *json = wb_json_value_dup_raw (value);

      message->event = wb_event_new_from_json (json, NULL);
    }
  if (message->event != NULL && wb_json_value_lookup (object, "attachments", &value))
    read_attachments (message->event, value);
  return message;
}

static void
read_secrets (WbSending *sending, WbJsonValue object)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);

      wb_sending_take_secret (sending, member, wb_json_value_dup_string (value));
    }
}

static WbSending *
read_request (WbJsonValue request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbChannelConfig) config = NULL;
  WbSending *sending;
  WbJsonIter iter;
  WbJsonValue value;
  WbJsonValue item;

  if (!wb_json_value_lookup (request, "config", &value))
    g_error ("a request needs a config");
  config = wb_channel_config_new_from_json (value, NULL, &error);
  if (config == NULL)
    g_error ("%s", error->message);
  sending = wb_sending_new (config);
  if (wb_json_value_lookup (request, "secrets", &value))
    read_secrets (sending, value);
  if (!wb_json_value_lookup (request, "messages", &value))
    g_error ("a request needs messages");
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autoptr (WbMessage) message = read_message (item);

      wb_sending_add (sending, message);
    }
  return sending;
}

/* --- Sending --- */

static void
print_results (const WbSending *sending)
{
  g_autoptr (GString) json = g_string_new ("{\"results\":[");

  for (guint i = 0; i < sending->items->len; i++)
    {
      const WbSendResult *result = &wb_sending_get_item (sending, i)->result;

      g_string_append (json, i > 0 ? ",{" : "{");
      wb_json_add_string (json, "outcome", outcomes[result->outcome]);
      wb_json_add_string (json, "reason", result->reason);
      wb_json_add_string (json, "answer", result->answer);
      wb_json_add_raw (json, "receipt", result->receipt != NULL ? result->receipt : "null");
      g_string_append_c (json, '}');
    }
  puts (g_string_append (json, "]}")->str);
  fflush (stdout);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  wb_channel_send_finish (WB_CHANNEL (source), result);
  *(gboolean *) user_data = TRUE;
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_CONTINUE;
}

static void
serve (WbChannel *channel, const char *line, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = wb_json_parse (line, strlen (line), &limits, &error);
  g_autoptr (WbSending) sending = NULL;
  gboolean is_done = FALSE;

  if (json == NULL)
    g_error ("%s", error->message);
  sending = read_request (wb_json_get_root (json));
  g_cancellable_reset (cancellable);
  wb_channel_send_async (channel, sending, cancellable, sent_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  print_results (sending);
}

int
main (void)
{
  g_autoptr (WbChannel) channel
      = wb_email_channel_new_with_authority (g_getenv ("WAKEBELL_TEST_CA"));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint source = g_unix_signal_add (SIGUSR1, cancel_cb, cancellable);
  char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    serve (channel, line, cancellable);
  g_source_remove (source);
  free (line);
  return 0;
}
