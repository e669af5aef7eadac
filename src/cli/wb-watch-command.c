/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-watch-command.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-http-get.h"
#include "cli/wb-output.h"
#include "model/wb-event.h"

#define STREAM_PATH "/api/v1/events/stream"
#define DATA "data: "
#define SEVERITY_COLUMNS 10

typedef struct
{
  GMainLoop *loop;         /* owned */
  GDataInputStream *input; /* owned */
  GStrv types;             /* owned, nullable: any */
  char *run_id;            /* owned, nullable: any */
  WbSeverity min_severity;
  gboolean is_json;
  GError *error; /* owned, nullable: why it ended by itself */
} Watch;

static void
watch_clear (Watch *watch)
{
  g_clear_pointer (&watch->loop, g_main_loop_unref);
  g_clear_object (&watch->input);
  g_strfreev (watch->types);
  g_free (watch->run_id);
  g_clear_error (&watch->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

/* An unknown word that someone sent as a type is kept in the context. */
static gboolean
has_type (const WbEvent *event, const char *word)
{
  const WbEventType *type = wb_catalogue_lookup (word);
  g_autoptr (WbJson) context = NULL;
  g_autofree char *own = NULL;
  WbJsonValue member;

  if (type != NULL)
    return event->type == type;
  context = wb_event_parse_context (event);
  if (event->type != wb_catalogue_get_custom () || context == NULL
      || !wb_json_value_lookup (wb_json_get_root (context), "type", &member)
      || wb_json_value_get_kind (member) != WB_JSON_STRING)
    return FALSE;
  own = wb_json_value_dup_string (member);
  return g_ascii_strcasecmp (own, word) == 0;
}

static gboolean
is_wanted (const Watch *watch, const WbEvent *event)
{
  gboolean is_type = watch->types == NULL;

  for (guint i = 0; !is_type && watch->types[i] != NULL; i++)
    is_type = has_type (event, watch->types[i]);
  return is_type && event->severity >= watch->min_severity
         && (watch->run_id == NULL || g_strcmp0 (watch->run_id, event->run_id) == 0);
}

static void
print_event (const WbEvent *event)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *title = wb_output_dup_line (event->title);
  g_autofree char *run = event->run_id != NULL ? wb_output_dup_line (event->run_id) : NULL;
  g_autoptr (GString) line = g_string_new (time);

  g_string_append_printf (line, "  %s", wb_output_begin_severity (event->severity));
  wb_output_append_padded (line, wb_severity_to_string (event->severity), SEVERITY_COLUMNS);
  g_string_append_printf (line, "%s%s  [%s%s%s]", wb_output_end_style (), title, event->type->name,
                          run != NULL ? " " : "", run != NULL ? run : "");
  g_print ("%s\n", line->str);
}

static gboolean
is_reader_gone (void)
{
  GPollFD place = { .fd = STDOUT_FILENO };

  return g_poll (&place, 1, 0) > 0 && (place.revents & G_IO_ERR) != 0;
}

static void
take_event (Watch *watch, const char *json)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (json, NULL);

  if (event == NULL || !is_wanted (watch, event))
    return;
  if (watch->is_json)
    wb_output_print_json (json);
  else
    print_event (event);
  if (fflush (stdout) == 0 && !ferror (stdout))
    return;

  /* That nobody reads any more is an end like any; a full disk is none. */
  if (!is_reader_gone ())
    g_set_error (&watch->error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 _ ("standard output cannot be written to"));
  g_main_loop_quit (watch->loop);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                     result, NULL, &error);

  if (line == NULL)
    {
      g_set_error (&watch->error, WB_ERROR, WB_ERROR_UNREACHABLE, _ ("the agent has ended"));
      g_main_loop_quit (watch->loop);
      return;
    }
  if (g_str_has_prefix (line, DATA))
    take_event (watch, line + strlen (DATA));
  g_data_input_stream_read_line_async (watch->input, G_PRIORITY_DEFAULT, NULL, read_cb, watch);
}

static gboolean
signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* Whoever read what is printed has gone. */
static gboolean
reader_gone_cb (int descriptor G_GNUC_UNUSED,
                GIOCondition condition G_GNUC_UNUSED,
                gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
follow (Watch *watch, GError **error)
{
  g_autofree char *socket_path = wb_agent_call_dup_socket_path (error);
  g_autoptr (GIOStream) stream = NULL;

  if (socket_path == NULL)
    return FALSE;
  stream = wb_http_get_open (socket_path, STREAM_PATH, &watch->input, error);
  if (stream == NULL)
    return FALSE;

  watch->loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGINT, signal_cb, watch->loop);
  g_unix_signal_add (SIGTERM, signal_cb, watch->loop);
  g_unix_signal_add (SIGHUP, signal_cb, watch->loop);
  g_unix_fd_add (STDOUT_FILENO, G_IO_ERR, reader_gone_cb, watch->loop);
  g_data_input_stream_read_line_async (watch->input, G_PRIORITY_DEFAULT, NULL, read_cb, watch);
  g_main_loop_run (watch->loop);
  if (watch->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&watch->error));
      return FALSE;
    }
  /* What a reader that went away did not take is no failure. */
  return freopen ("/dev/null", "w", stdout) != NULL;
}

static gboolean
read_filters (Watch *watch, GStrv types, const char *severity, GError **error)
{
  if (types != NULL)
    {
      g_autofree char *list = g_strjoinv (",", types);

      watch->types = g_strsplit (list, ",", -1);
    }
  if (severity != NULL && !wb_severity_from_string (severity, &watch->min_severity))
    return wb_command_refuse (error, _ ("--min-severity: unknown word \"%s\""), severity);
  return TRUE;
}

/* wb_watch_command_run: until it is interrupted, nobody reads on, or the agent ends. */
gboolean
wb_watch_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Watch) watch = { 0 };
  g_auto (GStrv) types = NULL;
  g_autofree char *severity = NULL;
  const GOptionEntry entries[] = {
    { "type", 0, 0, G_OPTION_ARG_STRING_ARRAY, &types, N_ ("Only these types; may be repeated"),
      N_ ("TYPE,…") },
    { "run", 0, 0, G_OPTION_ARG_STRING, &watch.run_id, N_ ("Only events of this run"), N_ ("ID") },
    { "min-severity", 0, 0, G_OPTION_ARG_STRING, &severity,
      N_ ("Only info, success, warning, error or critical, and what is graver"), N_ ("WORD") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &watch.is_json, N_ ("Print a JSON document in each line"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  return wb_command_parse_entries (command, entries, argc, argv, NULL, error)
         && read_filters (&watch, types, severity, error) && follow (&watch, error);
}
