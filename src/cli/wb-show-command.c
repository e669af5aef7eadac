/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-show-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-http-get.h"
#include "cli/wb-output.h"
#include "model/wb-limits.h"
#include "model/wb-notification.h"

static void
print_optional (const char *label, const char *value)
{
  if (value != NULL)
    wb_output_print_line (label, value);
}

static void
print_time (const char *label, gint64 time_us)
{
  g_autofree char *time = NULL;

  if (time_us == 0)
    return;
  time = wb_output_dup_time (time_us);
  wb_output_print_line (label, time);
}

static void
print_words (const char *label, GStrv words)
{
  g_autofree char *joined = NULL;

  if (words == NULL)
    return;
  joined = g_strjoinv (", ", words);
  wb_output_print_line (label, joined);
}

/* "3 of 10", or one of the two; -1: not told. */
static void
print_progress (const char *label, gint64 reached, gint64 total)
{
  g_autofree char *text = NULL;

  if (reached >= 0 && total >= 0)
    text = g_strdup_printf (_ ("%lld of %lld"), (long long) reached, (long long) total);
  else if (reached >= 0)
    text = g_strdup_printf ("%lld", (long long) reached);
  else if (total >= 0)
    text = g_strdup_printf (_ ("%lld in all"), (long long) total);
  print_optional (label, text);
}

/* A value as people write it: "12.50" is 12.5, and a string stands without quotation marks. */
static char *
dup_value_text (WbJsonValue value)
{
  g_autoptr (GString) text = NULL;
  gint64 whole;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    return wb_json_value_dup_string (value);
  if (wb_json_value_get_kind (value) != WB_JSON_NUMBER || wb_json_value_get_int64 (value, &whole))
    return wb_json_value_dup_raw (value);

  text = g_string_new (NULL);
  wb_json_append_double (text, wb_json_value_get_double (value));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static WbJson *
parse_stored (const char *json)
{
  const WbJsonLimits limits = {
    .length_bytes = strlen (json),
    .string_bytes = strlen (json),
    .depth = 2 * WB_LIMIT_CONTEXT_DEPTH,
    .values = WB_LIMIT_BODY_VALUES,
  };

  return wb_json_parse (json, strlen (json), &limits, NULL);
}

/* A number as it is stored. */
static void
print_number (const char *label, const char *json, const char *unit)
{
  g_autoptr (WbJson) document = json != NULL ? parse_stored (json) : NULL;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (document == NULL)
    return;
  number = dup_value_text (wb_json_get_root (document));
  text = g_strconcat (number, unit, NULL);
  wb_output_print_line (label, text);
}

/* A line for each member of the object @json. */
static void
print_members (const char *label, const char *json)
{
  g_autoptr (WbJson) document = json != NULL ? parse_stored (json) : NULL;
  WbJsonIter iter;
  WbJsonValue name, value;

  if (document == NULL || wb_json_value_get_kind (wb_json_get_root (document)) != WB_JSON_OBJECT)
    return;
  wb_json_iter_init (&iter, wb_json_get_root (document));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *name_text = wb_json_value_dup_string (name);
      g_autofree char *value_text = dup_value_text (value);
      g_autofree char *text = g_strconcat (name_text, " = ", value_text, NULL);

      wb_output_print_line (label, text);
      label = "";
    }
}

static void
print_head (const WbEvent *event, const char *state)
{
  g_autofree char *title = wb_output_dup_line (event->title);
  g_autofree char *message = wb_text_dup_escaped (event->message);

  g_print ("%s%s%s\n", wb_output_begin_bold (), title, wb_output_end_style ());
  g_print ("%s%s%s · %s", wb_output_begin_severity (event->severity),
           wb_severity_to_string (event->severity), wb_output_end_style (), event->type->name);
  g_print (state != NULL ? " · %s\n\n" : "\n\n", state);
  if (*message != '\0')
    g_print ("%s\n\n", message);
}

static void
print_event (const WbEvent *event)
{
  print_optional (_ ("Model:"), event->model_name);
  print_optional (_ ("Run:"), event->run_id);
  print_progress (_ ("Epoch:"), event->epoch, event->total_epochs);
  print_progress (_ ("Batch:"), event->batch, event->total_batches);
  print_number (_ ("Duration:"), event->duration, _ (" s"));
  print_number (_ ("Cost:"), event->cost, "");
  print_members (_ ("Metrics:"), event->metrics);
  print_optional (_ ("Provider:"), event->provider);
  print_optional (_ ("Key:"), event->key_id);
  print_words (_ ("Tags:"), event->tags);
  print_optional (_ ("Link:"), event->url);
  print_members (_ ("Context:"), event->context);
  print_optional (_ ("Source:"), event->source);
  wb_output_print_line (_ ("Category:"), wb_category_to_string (event->type->category));
  wb_output_print_line (_ ("Priority:"), wb_priority_to_string (event->priority));
  print_words (_ ("Channels:"), event->channels);
  print_optional (_ ("Merges by:"), event->dedup_key);
  print_time (_ ("Occurred:"), event->occurred_us);
  print_time (_ ("Not before:"), event->deliver_at_us);
}

static const char *
get_state (const WbNotification *notification)
{
  if (notification->resolved_us != 0)
    return _ ("resolved");
  if (notification->acknowledged_us != 0)
    return _ ("acknowledged");
  return notification->read_us != 0 ? _ ("read") : _ ("unread");
}

static gboolean
print_notification (GVariant *variant, GError **error)
{
  g_autoptr (WbNotification) notification = wb_notification_new_from_variant (variant, error);

  if (notification == NULL)
    return FALSE;

  print_head (notification->event, get_state (notification));
  print_event (notification->event);
  print_time (_ ("Created:"), notification->created_us);
  if (notification->count > 1)
    {
      g_autofree char *count = g_strdup_printf ("%u", notification->count);

      wb_output_print_line (_ ("Events merged:"), count);
      print_time (_ ("Updated:"), notification->updated_us);
    }
  print_time (_ ("Read:"), notification->read_us);
  print_time (_ ("Acknowledged:"), notification->acknowledged_us);
  print_time (_ ("Resolved:"), notification->resolved_us);
  print_optional (_ ("Reason:"), notification->reason);
  return TRUE;
}

static gboolean
print_notification_json (GVariant *variant, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, variant, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

static gboolean
show_notification (gint64 id, gboolean is_json, GError **error)
{
  g_auto (GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ax"));
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) notification = NULL;

  g_variant_builder_add (&ids, "x", id);
  reply = wb_agent_call ("Notifications1", "Get", g_variant_new ("(ax)", &ids), "(aa{sv})", error);
  if (reply == NULL)
    return FALSE;

  list = g_variant_get_child_value (reply, 0);
  if (g_variant_n_children (list) == 0)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, _ ("there is no notification %lld"),
                   (long long) id);
      return FALSE;
    }
  notification = g_variant_get_child_value (list, 0);
  return is_json ? print_notification_json (notification, error)
                 : print_notification (notification, error);
}

/* The history is not on the bus: the agent tells it over HTTP. */
static gboolean
show_event (gint64 id, gboolean is_json, GError **error)
{
  g_autofree char *socket_path = wb_agent_call_dup_socket_path (error);
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;
  g_autoptr (WbEvent) event = NULL;

  if (socket_path == NULL)
    return FALSE;
  path = g_strdup_printf ("/api/v1/events/%" G_GINT64_FORMAT, id);
  json = wb_http_get (socket_path, path, error);
  if (json == NULL)
    {
      g_prefix_error (error, _ ("event %lld: "), (long long) id);
      return FALSE;
    }
  if (is_json)
    {
      wb_output_print_json (json);
      return TRUE;
    }

  event = wb_event_new_from_json (json, error);
  if (event == NULL)
    return FALSE;
  print_head (event, NULL);
  print_event (event);
  return TRUE;
}

gboolean
wb_show_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE;
  gboolean is_event = FALSE;
  const GOptionEntry entries[] = {
    { "event", 0, 0, G_OPTION_ARG_NONE, &is_event,
      N_ ("ID is that of an event, as 'wakebell send' prints it"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) words = NULL;
  gint64 id;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if (words[0] == NULL || words[1] != NULL)
    return wb_command_refuse (error, _ ("expected the number of one notification"));
  if (!wb_arguments_parse_id (words[0], &id, &local))
    return wb_command_refuse (error, "%s", local->message);

  return is_event ? show_event (id, is_json, error) : show_notification (id, is_json, error);
}
