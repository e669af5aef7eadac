/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-preferences-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"

/* Which preferences are lists, so that one word is a list too. */
static const char *const list_keys[] = { "cost_thresholds", "quiet_hours.days", NULL };

static char *
dup_text (GVariant *value, GError **error)
{
  g_autoptr (GString) json = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return wb_output_dup_line (g_variant_get_string (value, NULL));
  json = g_string_new (NULL);
  return wb_json_append_variant (json, value, error) ? g_strdup (json->str) : NULL;
}

/* (transfer full): the items with commas between them, as they may be given to set. */
static char *
dup_list (GVariant *list, GError **error)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      g_autoptr (GVariant) item = g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT)
                                      ? g_variant_get_variant (child)
                                      : g_variant_ref (child);
      char *text = dup_text (item, error);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (words, text);
    }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (",", (GStrv) words->pdata);
}

/* One line "key = value" for each that is no dictionary. */
static gboolean
print_all (const char *prefix, GVariant *preferences, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, preferences);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;
      g_autofree char *key = g_strconcat (prefix, name, NULL);
      g_autofree char *text = NULL;

      if (g_variant_is_of_type (owned, G_VARIANT_TYPE_VARDICT))
        {
          g_autofree char *inner = g_strconcat (key, ".", NULL);

          if (!print_all (inner, owned, error))
            return FALSE;
          continue;
        }
      text = g_variant_is_of_type (owned, G_VARIANT_TYPE_ARRAY) ? dup_list (owned, error)
                                                                : dup_text (owned, error);
      if (text == NULL)
        return FALSE;
      g_print ("%s = %s\n", key, text);
    }
  return TRUE;
}

static gboolean
show (gboolean is_json, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Alerts1", "GetPreferences", g_variant_new ("()"), "(a{sv})", error);
  g_autoptr (GVariant) preferences = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  if (reply == NULL)
    return FALSE;

  preferences = g_variant_get_child_value (reply, 0);
  if (!is_json)
    return print_all ("", preferences, error);
  if (!wb_json_append_variant (json, preferences, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

/* On and off are words for what is one of the two. */
static GVariant *
parse_scalar (const char *key, const char *text)
{
  if (g_str_has_prefix (key, "channels.") || g_str_has_suffix (key, ".enabled"))
    {
      if (g_str_equal (text, "on") || g_str_equal (text, "yes"))
        return g_variant_new_boolean (TRUE);
      if (g_str_equal (text, "off") || g_str_equal (text, "no"))
        return g_variant_new_boolean (FALSE);
    }
  return wb_arguments_parse_value (text);
}

static GVariant *
parse_value (const char *key, const char *text)
{
  g_auto (GStrv) words = NULL;
  GVariantBuilder items;

  if (!g_strv_contains (list_keys, key))
    return parse_scalar (key, text);

  words = g_strsplit (text, ",", -1);
  g_variant_builder_init (&items, G_VARIANT_TYPE ("av"));
  for (GStrv word = words; *word != NULL; word++)
    if (*g_strstrip (*word) != '\0')
      g_variant_builder_add (&items, "v", wb_arguments_parse_value (*word));
  return g_variant_builder_end (&items);
}

/* {"a": {"b": value}} for the key "a.b". */
static GVariant *
make_change (const char *key, GVariant *value)
{
  const char *dot = strchr (key, '.');
  g_autofree char *group = dot != NULL ? g_strndup (key, (gsize) (dot - key)) : g_strdup (key);
  g_auto (GVariantDict) outer = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) inner = G_VARIANT_DICT_INIT (NULL);

  if (dot != NULL)
    {
      g_variant_dict_insert_value (&inner, dot + 1, value);
      value = g_variant_dict_end (&inner);
    }
  g_variant_dict_insert_value (&outer, group, value);
  return g_variant_dict_end (&outer);
}

static gboolean
set (const char *raw_key, const char *raw_text, GError **error)
{
  g_autofree char *key = wb_arguments_dup_utf8 (raw_key, error);
  g_autofree char *text = key != NULL ? wb_arguments_dup_utf8 (raw_text, error) : NULL;
  g_autoptr (GVariant) reply = NULL;

  if (text == NULL)
    return FALSE;
  reply = wb_agent_call ("Alerts1", "SetPreferences",
                         g_variant_new ("(@a{sv})", make_change (key, parse_value (key, text))),
                         "()", error);
  if (reply == NULL)
    return FALSE;

  g_print (_ ("%s is set\n"), key);
  return TRUE;
}

gboolean
wb_preferences_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  guint n_words;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;

  n_words = g_strv_length (words);
  if (n_words == 0)
    return show (is_json, error);
  if (!g_str_equal (words[0], "set"))
    return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[0]);
  if (n_words != 3)
    return wb_command_refuse (error, _ ("set takes a key and a value"));
  return set (words[1], words[2], error);
}
