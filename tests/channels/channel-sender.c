/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * Sends by the real channels: each line of standard input is a request, each line of standard
 * output what came of it.
 *
 *   {"config": {"kind": "webhook", "settings": {...}}, "secrets": {"url": "..."},
 *    "messages": [{"action": "notify", "title": "...", "facts": [["Model", "qwen"]],
 *                  "losses": [2.1, 1.3], "event": {...}, "receipt": {...},
 *                  "attachments": [{"name": "a.csv", "media_type": "text/csv", "data":
 * "BASE64"}]}]}
 *   {"results": [{"outcome": "done", "reason": null, "answer": "ok", "receipt": {...},
 *                 "new_settings": null, "retry_after": 0, "confirm_after": 0}], "stall": 0.001}
 *
 * Times are seconds; "stall" is for how long the main loop stood still at the most.
 * WAKEBELL_TEST_CA names the certificates to trust instead of the system's.
 */
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "channels/wb-channels.h"

#define REQUEST_BYTES (64 * 1024 * 1024)
#define TICK_MS 10

static const WbJsonLimits limits = {
  .length_bytes = REQUEST_BYTES,
  .string_bytes = REQUEST_BYTES,
  .depth = 32,
  .values = 1024 * 1024,
};

static const char *const outcomes[] = {
  [WB_SEND_PENDING] = "pending", [WB_SEND_DONE] = "done",
  [WB_SEND_RETRY] = "retry",     [WB_SEND_RATE_LIMITED] = "rate_limited",
  [WB_SEND_OFFLINE] = "offline", [WB_SEND_REFUSED] = "refused",
  [WB_SEND_BROKEN] = "broken",   [WB_SEND_GONE] = "gone",
};

/* Notices when the main loop stands still. */
typedef struct
{
  gint64 last_us;
  gint64 longest_us;
} Pulse;

/* --- reading --- */

static char *
dup_text (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return wb_json_value_lookup (object, name, &value) ? wb_json_value_dup_string (value) : NULL;
}

/* Text, or JSON for what is no text. */
static char *
dup_text_or_raw (WbJsonValue value)
{
  return wb_json_value_get_kind (value) == WB_JSON_STRING ? wb_json_value_dup_string (value)
                                                          : wb_json_value_dup_raw (value);
}

static void
read_text (WbJsonValue object, const char *name, char **text)
{
  char *given = dup_text (object, name);

  if (given == NULL)
    return;
  g_free (*text);
  *text = given;
}

static gboolean
read_flag (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return wb_json_value_lookup (object, name, &value) && wb_json_value_get_boolean (value);
}

static gint64
read_number (WbJsonValue object, const char *name, gint64 otherwise)
{
  WbJsonValue value;
  gint64 number = otherwise;

  if (wb_json_value_lookup (object, name, &value))
    wb_json_value_get_int64 (value, &number);
  return number;
}

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
read_levels (WbMessage *message, WbJsonValue object)
{
  g_autofree char *severity = dup_text (object, "severity");
  g_autofree char *priority = dup_text (object, "priority");

  message->priority = WB_PRIORITY_MEDIUM;
  if (severity != NULL && !wb_severity_from_string (severity, &message->severity))
    g_error ("unknown severity: %s", severity);
  if (priority != NULL && !wb_priority_from_string (priority, &message->priority))
    g_error ("unknown priority: %s", priority);
}

static WbDeliveryAction
read_action (WbJsonValue object)
{
  g_autofree char *word = dup_text (object, "action");

  for (guint i = 0; word != NULL && i < WB_N_DELIVERY_ACTIONS; i++)
    if (g_str_equal (word, wb_delivery_action_to_string (i)))
      return i;
  if (word != NULL)
    g_error ("unknown action: %s", word);
  return WB_DELIVERY_NOTIFY;
}

static void
read_event (WbMessage *message, WbJsonValue value)
{
  g_autofree char *json = wb_json_value_dup_raw (value);
  g_autoptr (GError) error = NULL;

  message->event = wb_event_new_from_json (json, &error);
  if (message->event == NULL)
    g_error ("event: %s", error->message);
}

/* Files that come with the event; one without data is one that was not read. */
static void
read_attachments (WbEvent *event, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue file;

  event->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &file))
    {
      g_autofree char *name = dup_text (file, "name");
      g_autofree char *media_type = dup_text (file, "media_type");
      g_autofree char *base64 = dup_text (file, "data");
      g_autoptr (GBytes) data = NULL;
      gsize size;

      if (base64 != NULL)
        {
          guchar *bytes = g_base64_decode (base64, &size);

          data = g_bytes_new_take (bytes, size);
        }
      g_ptr_array_add (event->attachments, wb_attachment_new (name, media_type, data));
    }
}

static WbMessage *
read_message (WbJsonValue object)
{
  WbMessage *message = wb_message_new (read_action (object), "test-1", "Title");
  WbJsonValue value;

  read_text (object, "key", &message->key);
  read_text (object, "thread_key", &message->thread_key);
  read_text (object, "title", &message->title);
  read_text (object, "body", &message->body);
  read_levels (message, object);
  message->notification_id = read_number (object, "notification_id", 0);
  message->count = (guint) read_number (object, "count", 1);
  message->time_us = read_number (object, "time_us", g_get_real_time ());
  message->is_resolved = read_flag (object, "is_resolved");
  message->is_acknowledged = read_flag (object, "is_acknowledged");
  message->is_silent = read_flag (object, "is_silent");
  if (wb_json_value_lookup (object, "facts", &value))
    read_facts (message, value);
  if (wb_json_value_lookup (object, "losses", &value))
    read_losses (message, value);
  if (wb_json_value_lookup (object, "event", &value))
    read_event (message, value);
  if (message->event != NULL && wb_json_value_lookup (object, "attachments", &value))
    read_attachments (message->event, value);
  if (wb_json_value_lookup (object, "receipt", &value))
    message->receipt = wb_json_value_dup_raw (value);
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

      wb_sending_take_secret (sending, member, dup_text_or_raw (value));
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

/* --- sending --- */

static void
add_seconds (GString *json, const char *name, gint64 time_us)
{
  wb_json_begin_member (json, name);
  wb_json_append_double (json, (double) time_us / G_USEC_PER_SEC);
}

static void
print_results (const WbSending *sending, const Pulse *pulse)
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
      wb_json_add_raw (json, "new_settings",
                       result->new_settings != NULL ? result->new_settings : "null");
      add_seconds (json, "retry_after", result->retry_after_us);
      add_seconds (json, "confirm_after", result->confirm_us);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
  add_seconds (json, "stall", pulse->longest_us);
  puts (g_string_append_c (json, '}')->str);
  fflush (stdout);
}

static gboolean
tick_cb (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now_us = g_get_monotonic_time ();

  pulse->longest_us = MAX (pulse->longest_us, now_us - pulse->last_us);
  pulse->last_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  wb_channel_send_finish (WB_CHANNEL (source), result);
  *(gboolean *) user_data = TRUE;
}

static WbChannel *
find_channel (GPtrArray *channels, WbChannelKind kind)
{
  for (guint i = 0; i < channels->len; i++)
    if (wb_channel_get_kind (channels->pdata[i]) == kind)
      return channels->pdata[i];
  g_error ("no channel of this kind");
}

static void
serve (GPtrArray *channels, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = wb_json_parse (line, strlen (line), &limits, &error);
  g_autoptr (WbSending) sending = NULL;
  Pulse pulse = { g_get_monotonic_time (), 0 };
  gboolean is_done = FALSE;
  guint tick;

  if (json == NULL)
    g_error ("%s", error->message);
  sending = read_request (wb_json_get_root (json));
  tick = g_timeout_add (TICK_MS, tick_cb, &pulse);
  wb_channel_send_async (find_channel (channels, sending->config->kind), sending, NULL, sent_cb,
                         &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  /* What is left of a reply is let go by now, too. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tick_cb (&pulse);
  g_source_remove (tick);
  print_results (sending, &pulse);
}

static void
trust (const char *authority)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (authority, &error);

  if (database == NULL)
    g_error ("%s", error->message);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
}

int
main (void)
{
  const char *authority = g_getenv ("WAKEBELL_TEST_CA");
  g_autoptr (GPtrArray) channels = NULL;
  char *line = NULL;
  size_t size = 0;

  if (authority != NULL)
    trust (authority);
  channels = wb_channels_new ();
  while (getline (&line, &size, stdin) > 0)
    serve (channels, line);
  free (line);
  return 0;
}
