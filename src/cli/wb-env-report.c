/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-env-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "cli/wb-output.h"

#define NAME_COLUMNS 18
#define SHOWN_BYTES (1024 * 1024) /* more than a value can have */

/* --- for people --- */

/* A text without its quotes; anything else as JSON has it. */
static char *
dup_shown (const WbEnvSetting *given)
{
  const WbJsonLimits limits = { SHOWN_BYTES, SHOWN_BYTES, 2, SHOWN_BYTES };
  g_autoptr (WbJson) json = NULL;
  g_autofree char *text = NULL;
  WbJsonValue root;

  if (given->setting->is_credential)
    return g_strdup (_ ("(secret)"));
  json = wb_json_parse (given->json, strlen (given->json), &limits, NULL);
  root = wb_json_get_root (json);
  text = wb_json_value_get_kind (root) == WB_JSON_STRING ? wb_json_value_dup_string (root)
                                                         : wb_json_value_dup_raw (root);
  return wb_output_dup_line (text);
}

static void
print_row (const char *name, const char *value)
{
  g_autoptr (GString) line = g_string_new ("  ");

  wb_output_append_padded (line, name, NAME_COLUMNS);
  g_print ("%s%s\n", line->str, value);
}

static void
print_channel (const WbEnvChannel *channel)
{
  g_print ("%s:\n", channel->name);
  if (channel->is_enabled >= 0)
    print_row ("enabled", channel->is_enabled ? "true" : "false");
  for (guint i = 0; i < channel->settings->len; i++)
    {
      const WbEnvSetting *given = g_ptr_array_index (channel->settings, i);
      g_autofree char *value = dup_shown (given);

      print_row (wb_channel_setting_get_member (given->setting), value);
    }
}

static void
print_preferences (const WbEnvSettings *settings)
{
  g_autofree char *preferences = wb_env_settings_dup_preferences (settings);

  if (preferences == NULL && settings->has_sound < 0)
    return;
  g_print (_ ("Preferences:\n"));
  if (preferences != NULL)
    g_print ("  %s\n", preferences);
  if (settings->has_sound >= 0)
    print_row ("sound", settings->has_sound ? "true" : "false");
}

static void
print_notes (const char *title, const GPtrArray *notes)
{
  if (notes->len > 0)
    g_print ("%s\n", title);
  for (guint i = 0; i < notes->len; i++)
    {
      const WbEnvNote *note = g_ptr_array_index (notes, i);
      g_autofree char *place
          = note->line > 0 ? g_strdup_printf (_ ("line %u: "), note->line) : g_strdup ("");
      g_autofree char *text = note->name != NULL
                                  ? g_strconcat (note->name, ": ", note->reason, NULL)
                                  : g_strdup (note->reason);
      g_autofree char *line = wb_output_dup_line (text);

      g_print ("  %s%s\n", place, line);
    }
}

void
wb_env_report_print (const WbEnvSettings *settings)
{
  for (guint i = 0; i < settings->channels->len; i++)
    print_channel (g_ptr_array_index (settings->channels, i));
  print_preferences (settings);
  print_notes (_ ("Of no effect:"), settings->notes);
  print_notes (_ ("Not taken:"), settings->not_taken);
}

/* --- for programs --- */

static void
append_channel (const WbEnvChannel *channel, GString *json)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_string (json, "name", channel->name);
  wb_json_add_string (json, "kind", wb_channel_kind_to_string (channel->kind));
  if (channel->is_enabled >= 0)
    wb_json_add_boolean (json, "enabled", channel->is_enabled);
  wb_json_begin_member (json, "settings");
  g_string_append_c (json, '{');
  for (guint i = 0; i < channel->settings->len; i++)
    {
      const WbEnvSetting *given = g_ptr_array_index (channel->settings, i);
      const char *member = wb_channel_setting_get_member (given->setting);
      g_autofree char *set = g_strconcat (member, "_set", NULL);

      if (given->setting->is_credential)
        wb_json_add_boolean (json, set, TRUE);
      else
        wb_json_add_raw (json, member, given->json);
    }
  g_string_append (json, "}}");
}

static void
append_notes (const char *name, const GPtrArray *notes, GString *json)
{
  wb_json_begin_member (json, name);
  g_string_append_c (json, '[');
  for (guint i = 0; i < notes->len; i++)
    {
      const WbEnvNote *note = g_ptr_array_index (notes, i);

      wb_json_begin_item (json);
      g_string_append_c (json, '{');
      if (note->line > 0)
        wb_json_add_int64 (json, "line", note->line);
      wb_json_add_string (json, "name", note->name);
      wb_json_add_string (json, "reason", note->reason);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

/* wb_env_report_to_json: (transfer full): instead of a credential whether there is one, as
 * Channels1 gives channels. */
char *
wb_env_report_to_json (const WbEnvSettings *settings)
{
  g_autofree char *preferences = wb_env_settings_dup_preferences (settings);
  GString *json = g_string_new ("{");

  wb_json_begin_member (json, "channels");
  g_string_append_c (json, '[');
  for (guint i = 0; i < settings->channels->len; i++)
    append_channel (g_ptr_array_index (settings->channels, i), json);
  g_string_append_c (json, ']');
  wb_json_add_raw (json, "preferences", preferences);
  if (settings->has_sound >= 0)
    wb_json_add_boolean (json, "sound", settings->has_sound);
  append_notes ("of_no_effect", settings->notes, json);
  append_notes ("not_taken", settings->not_taken, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}
