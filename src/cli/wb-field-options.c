/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-field-options.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "base/wb-json-variant.h"
#include "base/wb-json-writer.h"
#include "cli/wb-arguments.h"
#include "cli/wb-command.h"
#include "cli/wb-secret-line.h"
#include "model/wb-limits.h"

static const WbJsonLimits file_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

/* wb_field_options_insert_text: @raw: (nullable): then nothing is inserted. */
gboolean
wb_field_options_insert_text (GVariantDict *fields,
                              const char *name,
                              const char *raw,
                              GError **error)
{
  g_autofree char *text = NULL;

  if (raw == NULL)
    return TRUE;
  text = wb_arguments_dup_utf8 (raw, error);
  if (text == NULL)
    return FALSE;
  g_variant_dict_insert (fields, name, "s", text);
  return TRUE;
}

/* wb_field_options_insert_value: a number where it is one, so that the agent can say what is wrong
 * with what is none. */
void
wb_field_options_insert_value (GVariantDict *fields, const char *name, const char *text)
{
  if (text == NULL)
    return;
  if (g_str_equal (text, "yes") || g_str_equal (text, "on"))
    g_variant_dict_insert (fields, name, "b", TRUE);
  else if (g_str_equal (text, "no") || g_str_equal (text, "off"))
    g_variant_dict_insert (fields, name, "b", FALSE);
  else
    g_variant_dict_insert_value (fields, name, wb_arguments_parse_value (text));
}

/* wb_field_options_make_list: (transfer floating): as: words between commas. */
GVariant *
wb_field_options_make_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_auto (GVariantBuilder) items = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (GStrv word = words; *word != NULL; word++)
    if (*g_strstrip (*word) != '\0')
      g_variant_builder_add (&items, "s", *word);
  return g_variant_builder_end (&items);
}

/*
 * wb_field_options_read_secret:
 * @text: of a credential: nothing, which removes it, or - for a line of standard input
 *
 * Returns: (transfer floating) (nullable)
 */
GVariant *
wb_field_options_read_secret (const char *key, const char *text, GError **error)
{
  g_autofree char *line = NULL;

  if (*text == '\0')
    return g_variant_new_string (text);
  if (!g_str_equal (text, "-"))
    {
      wb_command_refuse (error,
                         _ ("%s: others can see a command line; give - and write the value to "
                            "standard input"),
                         key);
      return NULL;
    }
  line = wb_secret_line_read (key, error);
  return line != NULL ? g_variant_new_string (line) : NULL;
}

/* wb_field_options_insert_at: puts @value at "webhook.headers.X-Key", into dictionaries inside each
 * other. */
void
wb_field_options_insert_at (GVariantDict *dictionary, const char *path, GVariant *value)
{
  const char *dot = strchr (path, '.');
  g_autofree char *head = dot != NULL ? g_strndup (path, (gsize) (dot - path)) : NULL;
  g_autoptr (GVariant) before = NULL;
  g_auto (GVariantDict) inner = G_VARIANT_DICT_INIT (NULL);

  if (dot == NULL)
    {
      g_variant_dict_insert_value (dictionary, path, value);
      return;
    }
  before = g_variant_dict_lookup_value (dictionary, head, G_VARIANT_TYPE_VARDICT);
  if (before != NULL)
    {
      g_variant_dict_clear (&inner);
      g_variant_dict_init (&inner, before);
    }
  wb_field_options_insert_at (&inner, dot + 1, value);
  g_variant_dict_insert_value (dictionary, head, g_variant_dict_end (&inner));
}

/* wb_field_options_split: NAME=VALUE of @option. */
gboolean
wb_field_options_split (const char *raw,
                        const char *option,
                        char **key,
                        char **text,
                        GError **error)
{
  g_autofree char *assignment = wb_arguments_dup_utf8 (raw, error);

  if (assignment != NULL && wb_arguments_split_assignment (assignment, key, text, error))
    return TRUE;
  g_prefix_error (error, "%s: ", option);
  return FALSE;
}

/* D-Bus has no null: the agent reads this word for it. */
static void
append_without_null (GString *json, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue name, member;
  g_autofree char *raw = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_NULL)
    raw = g_strdup ("\"default\"");
  else if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    raw = wb_json_value_dup_raw (value);
  if (raw != NULL)
    {
      g_string_append (json, raw);
      return;
    }
  g_string_append_c (json, '{');
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = wb_json_value_dup_string (name);

      wb_json_begin_member (json, key);
      append_without_null (json, member);
    }
  g_string_append_c (json, '}');
}

/* wb_field_options_read_file: (transfer floating) (nullable): a{sv}: the JSON object in a file; -
 * is standard input. */
GVariant *
wb_field_options_read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (WbJson) json = NULL;
  g_autoptr (WbJson) clean_json = NULL;
  gsize length;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, &length, error))
    return NULL;
  json = wb_json_parse (text, length, &file_limits, error);
  if (json == NULL)
    return NULL;
  append_without_null (clean, wb_json_get_root (json));
  clean_json = wb_json_parse (clean->str, clean->len, &file_limits, error);
  if (clean_json == NULL)
    return NULL;
  if (wb_json_value_get_kind (wb_json_get_root (clean_json)) == WB_JSON_OBJECT)
    return wb_json_value_to_variant (wb_json_get_root (clean_json));
  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("%s: expected a JSON object"), path);
  return NULL;
}
