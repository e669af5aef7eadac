/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-alerts-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-alert-dry-run.h"
#include "cli/wb-alert-options.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"

/* --- reading --- */

static gboolean
print_json (GVariant *config, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, config, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

static gboolean
list (const WbAlertOptions *options, GError **error)
{
  static const WbColumn columns[] = {
    { "id", N_ ("ID") },
    { "alert_type", N_ ("TYPE") },
    { "active", N_ ("ACTIVE") },
    { "severity", N_ ("SEVERITY") },
    { "channels", N_ ("CHANNELS") },
    { "cooldown_minutes", N_ ("COOLDOWN") },
    { "max_alerts_per_hour", N_ ("AN HOUR") },
    { "name", N_ ("NAME") },
  };
  g_auto (GVariantDict) wishes = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) configs = NULL;

  g_variant_dict_insert (&wishes, "include_defaults", "b", options->has_defaults);
  reply
      = wb_agent_call ("Alerts1", "ListConfigs",
                       g_variant_new ("(@a{sv})", g_variant_dict_end (&wishes)), "(aa{sv})", error);
  if (reply == NULL)
    return FALSE;
  configs = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (configs, "configs", error);
  wb_row_table_print (configs, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

static gboolean
parse_id (const char *word, gint64 *id, GError **error)
{
  return g_ascii_string_to_signed (word, 10, 1, G_MAXINT64, id, NULL)
         || wb_command_refuse (error,
                               _ ("expected the number of an alert config, as 'wakebell "
                                  "alerts' shows it, not \"%s\""),
                               word);
}

/* A dictionary in one line. */
static char *
dup_text (GVariant *config, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (config, name, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GString) json = g_string_new (NULL);

  if (value == NULL)
    return wb_row_table_dup_cell (config, name);
  return wb_json_append_variant (json, value, NULL) ? wb_output_dup_line (json->str) : NULL;
}

static void
print_config (GVariant *config)
{
  static const struct
  {
    const char *name;
    const char *label;
  } lines[] = {
    { "id", N_ ("Alert config:") },
    { "name", N_ ("Name:") },
    { "description", N_ ("Description:") },
    { "alert_type", N_ ("Type:") },
    { "active", N_ ("Active:") },
    { "severity", N_ ("Severity:") },
    { "channels", N_ ("Channels:") },
    { "channel_config", N_ ("Their settings:") },
    { "conditions", N_ ("Conditions:") },
    { "cooldown_minutes", N_ ("Cooldown (min):") },
    { "max_alerts_per_hour", N_ ("Max. an hour:") },
    { "group_similar", N_ ("Similar in one:") },
    { "created_at", N_ ("Made:") },
    { "updated_at", N_ ("Changed:") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = dup_text (config, lines[i].name);

      if (text != NULL && *text != '\0')
        wb_output_print_line (_ (lines[i].label), text);
    }
}

static gboolean
show (gint64 id, const WbAlertOptions *options, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Alerts1", "GetConfig", g_variant_new ("(x)", id), "(a{sv})", error);
  g_autoptr (GVariant) config = NULL;

  if (reply == NULL)
    return FALSE;
  config = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return print_json (config, error);
  print_config (config);
  return TRUE;
}

/* --- changing --- */

/* @reply: (transfer full) (nullable); @id: unless it says one. */
static gboolean
report (GVariant *reply, const char *what, gint64 id)
{
  g_autoptr (GVariant) owned = reply;
  g_autoptr (GVariant) config = NULL;
  g_autofree const char **warnings = NULL;

  if (owned == NULL)
    return FALSE;
  if (g_variant_is_of_type (owned, G_VARIANT_TYPE ("(a{sv})")))
    {
      config = g_variant_get_child_value (owned, 0);
      g_variant_lookup (config, "id", "x", &id);
      g_variant_lookup (config, "warnings", "^a&s", &warnings);
    }
  else if (g_variant_is_of_type (owned, G_VARIANT_TYPE ("(x)")))
    g_variant_get (owned, "(x)", &id);

  g_print ("%s: %" G_GINT64_FORMAT "\n", what, id);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    wb_command_print_error (warnings[i]);
  return TRUE;
}

static gboolean
add (const WbAlertOptions *options, GError **error)
{
  GVariant *fields = wb_alert_options_read_fields (options, error);

  return fields != NULL
         && report (wb_agent_call ("Alerts1", "CreateConfig", g_variant_new ("(@a{sv})", fields),
                                   "(a{sv})", error),
                    _ ("Alert config added"), 0);
}

static gboolean
edit (gint64 id, const WbAlertOptions *options, GError **error)
{
  GVariant *fields = wb_alert_options_read_fields (options, error);

  return fields != NULL
         && report (wb_agent_call ("Alerts1", "UpdateConfig",
                                   g_variant_new ("(x@a{sv})", id, fields), "(a{sv})", error),
                    _ ("Alert config changed"), id);
}

static gboolean
set_active (gint64 id, gboolean is_active, GError **error)
{
  return report (
      wb_agent_call ("Alerts1", "SetActive", g_variant_new ("(xb)", id, is_active), "()", error),
      is_active ? _ ("Alert config enabled") : _ ("Alert config disabled"), id);
}

static gboolean
remove_config (gint64 id, GError **error)
{
  return report (wb_agent_call ("Alerts1", "DeleteConfig", g_variant_new ("(x)", id), "()", error),
                 _ ("Alert config removed"), id);
}

static gboolean
customise (const char *type, GError **error)
{
  return report (wb_agent_call ("Alerts1", "Customise", g_variant_new ("(s)", type), "(x)", error),
                 _ ("Alert config added"), 0);
}

static gboolean
test (const char *raw_type, GError **error)
{
  g_autofree char *type = wb_arguments_dup_utf8 (raw_type, error);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autofree const char **channels = NULL;
  g_autofree char *line = NULL;
  const char *outcome = "";
  gint64 id = 0;

  if (type == NULL)
    return FALSE;
  reply = wb_agent_call ("Alerts1", "Test", g_variant_new ("(s)", type), "(a{sv})", error);
  if (reply == NULL)
    return FALSE;

  result = g_variant_get_child_value (reply, 0);
  g_variant_lookup (result, "id", "x", &id);
  g_variant_lookup (result, "outcome", "&s", &outcome);
  if (g_variant_lookup (result, "channels", "^a&s", &channels))
    line = g_strjoinv (", ", (char **) channels);
  g_print (_ ("event %lld: %s\n"), (long long) id, outcome);
  if (line != NULL)
    g_print (_ ("to %s\n"), *line != '\0' ? line : _ ("none"));
  return TRUE;
}

/* --- the command line --- */

static gboolean
run_with_id (const char *verb, const char *word, const WbAlertOptions *options, GError **error)
{
  gint64 id;

  if (!parse_id (word, &id, error))
    return FALSE;
  if (g_str_equal (verb, "show"))
    return show (id, options, error);
  if (g_str_equal (verb, "edit"))
    return edit (id, options, error);
  if (g_str_equal (verb, "remove"))
    return remove_config (id, error);
  return set_active (id, g_str_equal (verb, "enable"), error);
}

static gboolean
run_words (GStrv words, const WbAlertOptions *options, GError **error)
{
  static const char *const id_verbs[] = { "show", "edit", "enable", "disable", "remove", NULL };
  guint n_words = g_strv_length (words);

  if (n_words == 0 || (n_words == 1 && g_str_equal (words[0], "list")))
    return list (options, error);
  if (n_words == 1 && g_str_equal (words[0], "add"))
    return add (options, error);
  if (n_words == 2 && g_strv_contains (id_verbs, words[0]))
    return run_with_id (words[0], words[1], options, error);
  if (n_words == 2 && g_str_equal (words[0], "customise"))
    return customise (words[1], error);
  if (n_words == 2 && g_str_equal (words[0], "dry-run"))
    return wb_alert_dry_run (words[1], options->is_json, error);
  if (n_words == 2 && g_str_equal (words[0], "test"))
    return test (words[1], error);
  if (n_words == 1 && g_strv_contains (id_verbs, words[0]))
    return wb_command_refuse (error, _ ("%s takes the number of an alert config"), words[0]);
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[n_words - 1]);
}

/* Only what writes takes fields. */
static gboolean
is_writing (int argc, char **argv)
{
  return argc > 1 && (g_str_equal (argv[1], "add") || g_str_equal (argv[1], "edit"));
}

gboolean
wb_alerts_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (WbAlertOptions) options = { 0 };
  const GOptionEntry reading[] = {
    { "defaults", 0, 0, G_OPTION_ARG_NONE, &options.has_defaults,
      N_ ("list: also what holds for types without a config"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format off */
  const GOptionEntry writing[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
      N_ ("Read the fields from FILE, as JSON; - is standard input"), N_ ("FILE") },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &options.name, N_ ("What people call it"), N_ ("TEXT") },
    { "description", 0, 0, G_OPTION_ARG_FILENAME, &options.description, N_ ("What it is for"),
      N_ ("TEXT") },
    { "type", 0, 0, G_OPTION_ARG_FILENAME, &options.type,
      N_ ("Which events, such as high_latency; * is every type"), N_ ("WORD") },
    { "severity", 0, 0, G_OPTION_ARG_FILENAME, &options.severity,
      N_ ("Instead of the event's; default leaves that"), N_ ("WORD") },
    { "active", 0, 0, G_OPTION_ARG_STRING, &options.active, N_ ("Whether it decides anything"),
      N_ ("YES|NO") },
    { "channel", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.channels,
      N_ ("Where it goes; may be repeated"), N_ ("NAME") },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.settings,
      N_ ("A setting of a channel, such as slack.channel=#ops; a VALUE of - is read from standard "
          "input"), N_ ("KIND.NAME=VALUE") },
    { "cooldown", 0, 0, G_OPTION_ARG_STRING, &options.cooldown,
      N_ ("Between two of one kind (15)"), N_ ("MINUTES") },
    { "max-per-hour", 0, 0, G_OPTION_ARG_STRING, &options.max_per_hour,
      N_ ("In any hour (10); 0 is any number"), N_ ("NUMBER") },
    { "group", 0, 0, G_OPTION_ARG_STRING, &options.group,
      N_ ("Whether those held back count on the one that came through (yes)"), N_ ("YES|NO") },
    { "condition", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.conditions,
      N_ ("What must hold, such as latency_ms=5000; may be repeated, and replaces those before"),
      N_ ("NAME=VALUE") },
    { "no-conditions", 0, 0, G_OPTION_ARG_NONE, &options.has_no_conditions,
      N_ ("Nothing must hold"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_auto (GStrv) words = NULL;

  return wb_command_parse_entries (command, is_writing (argc, argv) ? writing : reading, argc, argv,
                                   &words, error)
         && run_words (words, &options, error);
}
