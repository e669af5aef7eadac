/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-publish-commands.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-channel-names.h"
#include "cli/wb-delivery-wait.h"
#include "cli/wb-event-options.h"
#include "cli/wb-output.h"

#define MAX_OPTIONS 8

/* How a command of training reads: the type that it publishes, and its own options. */
typedef struct
{
  const char *command;
  const char *type;
  const char *required[MAX_OPTIONS];
  const char *shown[MAX_OPTIONS];
} Training;

static const Training trainings[] = {
  {
      .command = "start",
      .type = "training_started",
      .required = { "model", "run-id" },
      .shown = { "model", "run-id", "epochs", "batch-size", "expect-within" },
  },
  {
      .command = "complete",
      .type = "training_completed",
      .required = { "model", "run-id" },
      .shown = { "model", "run-id", "duration", "loss", "metrics" },
  },
  {
      .command = "error",
      .type = "training_failed",
      .required = { "model", "run-id", "error" },
      .shown = { "model", "run-id", "error", "severity" },
  },
  {
      .command = "cost-alert",
      .type = "cost_threshold_exceeded",
      .required = { "cost", "threshold" },
      .shown = { "cost", "threshold", "model", "run-id" },
  },
  {
      .command = "evaluation",
      .type = "evaluation_completed",
      .required = { "model", "run-id", "metrics" },
      .shown = { "model", "run-id", "metrics" },
  },
};

/* Whether the event may be on disk although there is no answer that says so. */
static gboolean
is_unknown_result (const GError *error)
{
  return g_error_matches (error, WB_ERROR, WB_ERROR_UNAVAILABLE)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY);
}

static GVariant *
call_publish (GVariant *event, GError **error)
{
  return wb_agent_call ("Events1", "Publish", g_variant_new ("(@a{sv})", event), "(xs)", error);
}

/* The id in the event makes a second try safe: what is kept already is not kept twice. */
static GVariant *
call_publish_twice (GVariant *event, const char *id, GError **error)
{
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  GVariant *reply = call_publish (event, &first);

  if (reply != NULL)
    return reply;
  if (!is_unknown_result (first))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return NULL;
    }

  reply = call_publish (event, &second);
  if (reply == NULL)
    g_set_error (error, second->domain, second->code,
                 _ ("%s\nWhether the event is kept is not known. Send it again with --id %s: it is "
                    "not taken twice."),
                 second->message, id);
  return reply;
}

/* How the result is told, and when. */
typedef struct
{
  gboolean is_json;
  int wait; /* seconds for its deliveries, 0: do not wait */
} Telling;

static void
print_result (GVariant *reply, GVariant *deliveries, GStrv unknown, gboolean is_json)
{
  gint64 number;
  const char *outcome;

  g_variant_get (reply, "(x&s)", &number, &outcome);
  if (is_json)
    {
      g_autoptr (GString) json = g_string_new ("{");

      wb_json_add_int64 (json, "id", number);
      wb_json_add_string (json, "outcome", outcome);
      if (deliveries != NULL)
        wb_delivery_wait_append_json (deliveries, unknown, json);
      g_string_append_c (json, '}');
      wb_output_print_json (json->str);
    }
  else
    {
      g_autofree char *line = wb_output_dup_line (outcome);

      g_print (_ ("event %lld: %s\n"), (long long) number, line);
      if (deliveries != NULL)
        wb_delivery_wait_print (deliveries, unknown);
    }
}

/* wb_publish_commands_publish: (transfer full): the (xs) that Publish of Events1 answers. */
GVariant *
wb_publish_commands_publish (WbEventOptions *options, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (GVariant) event = NULL;

  event = g_variant_ref_sink (wb_event_options_end (options, &id));
  return call_publish_twice (event, id, error);
}

static gboolean
publish (WbEventOptions *options, const Telling *telling, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) deliveries = NULL;
  g_auto (GStrv) unknown = NULL;
  gint64 id;

  if (!wb_event_options_read_message (options, STDIN_FILENO, error))
    return FALSE;

  reply = wb_publish_commands_publish (options, error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(x&s)", &id, NULL);
  if (telling->wait != 0)
    {
      deliveries = wb_delivery_wait_run (id, (guint) telling->wait, error);
      if (deliveries == NULL)
        return FALSE;
    }
  unknown = wb_channel_names_find_unknown (wb_event_options_get_channels (options));
  print_result (reply, deliveries, unknown, telling->is_json);
  if (deliveries != NULL && (*unknown != NULL || !wb_delivery_wait_has_arrived (deliveries)))
    {
      g_set_error (error, WB_COMMAND_EXIT, WB_EXIT_FAILED,
                   _ ("event %lld is kept, but not every channel has it; 'wakebell deliveries' "
                      "shows what becomes of it"),
                   (long long) id);
      return FALSE;
    }
  return TRUE;
}

/* The options of an event, and those of every command that publishes one. */
static gboolean
parse (const WbCommand *command,
       WbEventOptions *options,
       const char *const *shown,
       int argc,
       char **argv,
       Telling *telling,
       GStrv *words,
       GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &telling->is_json, N_ ("Print the result as JSON"), NULL },
    { "wait", 0, 0, G_OPTION_ARG_INT, &telling->wait,
      N_ ("Wait until every channel has it, or gave up; fail if one has not"), N_ ("SECONDS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = wb_command_create_context (command, NULL);

  wb_event_options_add_to_context (options, context, shown);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (shown != NULL)
    g_option_context_set_description (context,
                                      _ ("The options of 'wakebell send' are taken as well.\n"));
  telling->wait = -1;
  if (!wb_command_parse (context, argc, argv, words, error))
    return FALSE;
  if (telling->wait == -1)
    telling->wait = 0;
  else if (telling->wait < 1 || telling->wait > WB_DELIVERY_WAIT_MAX_SECONDS)
    return wb_command_refuse (error, _ ("--wait: expected 1 to %d seconds"),
                              WB_DELIVERY_WAIT_MAX_SECONDS);
  return TRUE;
}

/* notify-send takes title and message as plain words: so do we, for what no option gave. */
static gboolean
take_words (WbEventOptions *options, GStrv words, GError **error)
{
  static const char *const names[] = { "title", "message" };
  guint next = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && words[next] != NULL; i++)
    if (!wb_event_options_has (options, names[i])
        && !wb_event_options_set (options, names[i], words[next++], error))
      return FALSE;

  if (words[next] != NULL)
    return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[next]);
  return TRUE;
}

gboolean
wb_publish_commands_run_send (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_autoptr (WbEventOptions) options = wb_event_options_new (NULL);
  g_auto (GStrv) words = NULL;
  Telling telling = { 0 };

  if (!parse (command, options, NULL, argc, argv, &telling, &words, error)
      || !take_words (options, words, error))
    return FALSE;
  if (!wb_event_options_has (options, "title") && !wb_event_options_has (options, "message")
      && !wb_event_options_has (options, "type"))
    return wb_command_refuse (error, _ ("a title, a message or a type is missing"));

  return publish (options, &telling, error);
}

static const Training *
find_training (const char *command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (trainings); i++)
    if (g_str_equal (trainings[i].command, command))
      return &trainings[i];
  g_assert_not_reached ();
}

/* wb_publish_commands_run_training: start, complete, error, cost-alert and evaluation. */
gboolean
wb_publish_commands_run_training (const WbCommand *command, int argc, char **argv, GError **error)
{
  const Training *training = find_training (command->name);
  g_autoptr (WbEventOptions) options = wb_event_options_new (training->type);
  Telling telling = { 0 };

  if (!parse (command, options, training->shown, argc, argv, &telling, NULL, error))
    return FALSE;
  for (gsize i = 0; training->required[i] != NULL; i++)
    if (!wb_event_options_has (options, training->required[i]))
      return wb_command_refuse (error, _ ("--%s is missing"), training->required[i]);

  return publish (options, &telling, error);
}
