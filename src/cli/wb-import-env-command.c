/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "cli/wb-import-env-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/wb-json-variant.h"
#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-env-report.h"
#include "cli/wb-env-variables.h"
#include "cli/wb-output.h"

static const WbJsonLimits limits = { 2 * WB_ENV_FILE_BYTES, 2 * WB_ENV_FILE_BYTES, 16, 65536 };

typedef struct
{
  gboolean is_dry;
  gboolean is_yes;
  gboolean is_json;
} Wishes;

/* What the agent makes of it. */
typedef struct
{
  GHashTable *known; /* owned, char *: names of channels that there are */
  GString *results;  /* owned: the items of an array of JSON */
  gboolean is_json;
  gboolean has_failed;
  gboolean has_secrets; /* that the keyring took */
} Import;

static void
import_clear (Import *self)
{
  g_hash_table_unref (self->known);
  g_string_free (self->results, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

/* --- reading --- */

/* One byte more than can be parsed, so that what is too long is seen to be. */
static GByteArray *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_str_equal (path, "-") ? "/dev/stdin" : path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize length;

  if (stream == NULL)
    return NULL;
  g_byte_array_set_size (text, WB_ENV_FILE_BYTES + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text->data, text->len, &length, NULL,
                                error))
    return NULL;
  text->len = (guint) length;
  return g_steal_pointer (&text);
}

static gboolean
is_json (const GByteArray *text)
{
  for (guint i = 0; i < text->len; i++)
    if (!g_ascii_isspace (text->data[i]))
      return text->data[i] == '{';
  return FALSE;
}

static WbEnvSettings *
parse_json (const GByteArray *text, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse ((const char *) text->data, text->len, &limits, error);

  return json != NULL ? wb_env_variables_read_json (wb_json_get_root (json)) : NULL;
}

static WbEnvSettings *
parse_lines (const GByteArray *text)
{
  g_autoptr (WbEnvFile) file = wb_env_file_parse ((const char *) text->data, text->len);

  return wb_env_variables_read (file);
}

static WbEnvSettings *
read_settings (const char *path, GError **error)
{
  g_autoptr (GByteArray) text = read_file (path, error);
  WbEnvSettings *settings;

  if (text == NULL)
    return NULL;
  settings = is_json (text) ? parse_json (text, error) : parse_lines (text);
  explicit_bzero (text->data, text->len);
  return settings;
}

/* --- handing over --- */

static GVariant *
make_variant (const char *json)
{
  g_autoptr (WbJson) parsed = wb_json_parse (json, strlen (json), &limits, NULL);

  return wb_json_value_to_variant (wb_json_get_root (parsed));
}

static gboolean
list_known (Import *self, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Channels1", "List", g_variant_new ("()"), "(aa{sv})", error);
  g_autoptr (GVariant) channels = NULL;

  if (reply == NULL)
    return FALSE;
  channels = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      char *name;

      if (g_variant_lookup (channel, "name", "s", &name))
        g_hash_table_add (self->known, name);
    }
  return TRUE;
}

/* @problem: (nullable). */
static void
tell (Import *self, const char *what, const char *result, const char *problem)
{
  g_autofree char *line = problem != NULL ? wb_output_dup_line (problem) : NULL;

  self->has_failed = self->has_failed || problem != NULL;
  wb_json_begin_item (self->results);
  g_string_append_c (self->results, '{');
  wb_json_add_string (self->results, "name", what);
  wb_json_add_string (self->results, "result", problem == NULL ? result : "failed");
  wb_json_add_string (self->results, "reason", problem);
  g_string_append_c (self->results, '}');
  if (self->is_json)
    return;
  if (problem == NULL)
    g_print ("%s: %s\n", what, _ (result));
  else
    g_printerr ("%s: %s\n", what, line);
}

static gboolean
has_secret (const WbEnvChannel *channel)
{
  for (guint i = 0; i < channel->settings->len; i++)
    {
      const WbEnvSetting *given = g_ptr_array_index (channel->settings, i);

      if (given->setting->is_credential)
        return TRUE;
    }
  return FALSE;
}

/* What the keyring did not take is nowhere but in the file. */
static char *
dup_warning (GVariant *reply)
{
  g_autoptr (GVariant) channel = g_variant_get_child_value (reply, 0);
  g_autofree const char **warnings = NULL;

  return g_variant_lookup (channel, "warnings", "^a&s", &warnings) && warnings[0] != NULL
             ? g_strdup (warnings[0])
             : NULL;
}

static void
hand_over_channel (Import *self, const WbEnvChannel *channel)
{
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean is_known = g_hash_table_contains (self->known, channel->name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *warning = NULL;
  GVariant *fields;

  /* Whether it is on says nothing about a channel that nobody set up. */
  if (!is_known && channel->settings->len == 0)
    return;
  wb_env_channel_append_json (channel, json);
  fields = make_variant (json->str);
  explicit_bzero (json->str, json->len);
  reply = is_known ? wb_agent_call ("Channels1", "Update",
                                    g_variant_new ("(s@a{sv})", channel->name, fields), "(a{sv})",
                                    &error)
                   : wb_agent_call ("Channels1", "Add", g_variant_new ("(@a{sv})", fields),
                                    "(a{sv})", &error);
  if (reply == NULL)
    {
      tell (self, channel->name, NULL, error->message);
      return;
    }
  warning = dup_warning (reply);
  self->has_secrets = self->has_secrets || (warning == NULL && has_secret (channel));
  tell (self, channel->name, is_known ? N_ ("changed") : N_ ("added"), warning);
}

static void
hand_over_preferences (Import *self, const WbEnvSettings *settings)
{
  g_autofree char *json = wb_env_settings_dup_preferences (settings);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  if (json == NULL)
    return;
  reply = wb_agent_call ("Alerts1", "SetPreferences",
                         g_variant_new ("(@a{sv})", make_variant (json)), "()", &error);
  tell (self, "preferences", N_ ("changed"), reply == NULL ? error->message : NULL);
}

/* The one that is no preference of the agent, but of this desktop. */
static void
set_sound (Import *self, gboolean has_sound)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema
      = source != NULL ? g_settings_schema_source_lookup (source, WB_APP_ID, TRUE) : NULL;
  g_autoptr (GSettings) settings = schema != NULL ? g_settings_new (WB_APP_ID) : NULL;
  gboolean is_set = settings != NULL && g_settings_set_boolean (settings, "sound", has_sound);

  if (is_set)
    g_settings_sync ();
  tell (self, "sound", N_ ("changed"),
        is_set ? NULL : _ ("the settings of the desktop cannot be changed"));
}

/* --- the command --- */

static gboolean
ask (GError **error)
{
  char line[8] = "";

  if (!isatty (STDIN_FILENO))
    return wb_command_refuse (error,
                              _ ("nobody is there to ask: look with --dry-run, and say --yes"));
  g_print ("%s", _ ("Take this over? [y/N] "));
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) != NULL && g_ascii_tolower (line[0]) == 'y')
    return TRUE;
  g_set_error_literal (error, WB_COMMAND_EXIT, WB_EXIT_FAILED, _ ("nothing was changed"));
  return FALSE;
}

static void
print_end (const Import *self, const char *path)
{
  g_autofree char *name = wb_output_dup_line (path);

  if (self->has_secrets && !self->has_failed)
    g_print (_ ("The credentials are in the keyring now: delete %s, and never put it into a"
                " repository.\n"),
             name);
}

static gboolean
hand_over (const WbEnvSettings *settings, const char *path, const Wishes *wishes, GError **error)
{
  g_auto (Import) import = { .known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                             .results = g_string_new ("["),
                             .is_json = wishes->is_json };

  if (!list_known (&import, error) || (!wishes->is_yes && !ask (error)))
    return FALSE;
  for (guint i = 0; i < settings->channels->len; i++)
    hand_over_channel (&import, g_ptr_array_index (settings->channels, i));
  hand_over_preferences (&import, settings);
  if (settings->has_sound >= 0)
    set_sound (&import, settings->has_sound);
  if (wishes->is_json)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree char *found = wb_env_report_to_json (settings);

      g_string_append_len (json, found, (gssize) strlen (found) - 1);
      wb_json_begin_member (json, "results");
      g_string_append_printf (json, "%s]}", import.results->str);
      wb_output_print_json (json->str);
    }
  else
    print_end (&import, path);
  if (import.has_failed)
    g_set_error_literal (error, WB_COMMAND_EXIT, WB_EXIT_FAILED, "");
  return !import.has_failed;
}

static gboolean
is_nothing (const WbEnvSettings *settings)
{
  g_autofree char *preferences = wb_env_settings_dup_preferences (settings);

  return settings->channels->len == 0 && preferences == NULL && settings->has_sound < 0;
}

static gboolean
run (const char *path, const Wishes *wishes, GError **error)
{
  g_autoptr (WbEnvSettings) settings = read_settings (path, error);

  if (settings == NULL)
    return FALSE;
  if (!wishes->is_json)
    wb_env_report_print (settings);
  if (wishes->is_dry || is_nothing (settings))
    {
      g_autofree char *json = wb_env_report_to_json (settings);

      if (wishes->is_json)
        wb_output_print_json (json);
      else if (is_nothing (settings))
        g_print (_ ("There is nothing to take over.\n"));
      return TRUE;
    }
  return hand_over (settings, path, wishes, error);
}

gboolean
wb_import_env_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  Wishes wishes = { 0 };
  const GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &wishes.is_dry,
      N_ ("Only show what the file holds; change nothing"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &wishes.is_yes, N_ ("Do not ask"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wishes.is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if (words == NULL || g_strv_length (words) != 1)
    return wb_command_refuse (error, _ ("import-env takes one file; - is standard input"));
  if (wishes.is_json && !wishes.is_yes && !wishes.is_dry)
    return wb_command_refuse (error, _ ("--json does not ask: say --yes, or --dry-run"));
  return run (words[0], &wishes, error);
}
