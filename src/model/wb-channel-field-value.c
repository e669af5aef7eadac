/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-field-value.h"

#include <string.h>

#define DEFAULT_WORD "default" /* D-Bus has no null: this says that a setting is not set */

static char *
join_words (const char *const *words, const char *separator, gboolean is_quoted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; *words != NULL; words++)
    {
      gboolean is_plain
          = !is_quoted || (**words != '\0' && strpbrk (*words, " \t\n\"'\\$`") == NULL);
      g_autofree char *quoted = is_plain ? NULL : g_shell_quote (*words);

      if (text->len > 0)
        g_string_append (text, separator);
      g_string_append (text, is_plain ? *words : quoted);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Lists from JSON are "av" or "as". */
static GStrv
dup_words (GVariant *value)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) word = g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT)
                                      ? g_variant_get_variant (child)
                                      : g_variant_ref (child);

      if (g_variant_is_of_type (word, G_VARIANT_TYPE_STRING))
        g_strv_builder_add (words, g_variant_get_string (word, NULL));
    }
  return g_strv_builder_end (words);
}

/*
 * wb_channel_field_value_to_text:
 * @value: (nullable): as the agent gave it
 *
 * Returns: (transfer full): empty where it is not set; of a switch or a choice its word
 */
char *
wb_channel_field_value_to_text (const WbChannelField *field, GVariant *value)
{
  g_auto (GStrv) words = NULL;

  if (value == NULL)
    return g_strdup ("");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_strdup (g_str_equal (g_variant_get_string (value, NULL), DEFAULT_WORD)
                         ? ""
                         : g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_strdup_printf ("%lld", (long long) g_variant_get_int64 (value));
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY)
      || g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    return g_strdup ("");
  words = dup_words (value);
  return field->form == WB_CHANNEL_FIELD_COMMAND
             ? join_words ((const char *const *) words, " ", TRUE)
             : join_words ((const char *const *) words, ", ", FALSE);
}

static GVariant *
make_list (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ",;\n", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (GStrv part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_strv_builder_add (words, *part);
  list = g_strv_builder_end (words);
  return g_variant_new_strv ((const char *const *) list, -1);
}

/* What has no colon belongs to the value before it: "Accept: text/plain; q=0.5". */
static GVariant *
make_pairs (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ";\n", -1);
  g_autoptr (GString) value = g_string_new (NULL);
  g_auto (GVariantDict) pairs = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *name = NULL;

  for (GStrv part = parts; *part != NULL; part++)
    {
      char *colon = strchr (*part, ':');

      if (colon == NULL && name == NULL && *g_strstrip (*part) != '\0')
        return g_variant_new_string (text); /* the agent says what is wrong with it */
      if (colon == NULL)
        {
          if (*g_strstrip (*part) != '\0')
            g_string_append_printf (value, "; %s", *part);
          continue;
        }
      if (name != NULL)
        g_variant_dict_insert (&pairs, name, "s", value->str);
      *colon = '\0';
      g_free (name);
      name = g_strdup (g_strstrip (*part));
      g_string_assign (value, g_strstrip (colon + 1));
    }
  if (name != NULL)
    g_variant_dict_insert (&pairs, name, "s", value->str);
  explicit_bzero (value->str, value->len);
  return g_variant_dict_end (&pairs);
}

static GVariant *
make_command (const char *text)
{
  g_auto (GStrv) words = NULL;

  if (!g_shell_parse_argv (text, NULL, &words, NULL))
    return g_variant_new_string (text);
  return g_variant_new_strv ((const char *const *) words, -1);
}

static GVariant *
make_number (const char *text)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return g_variant_new_string (text);
  return g_variant_new_int64 (number);
}

/*
 * wb_channel_field_value_from_text:
 *
 * What is not of the right form goes as it is: the agent refuses it.
 *
 * Returns: (transfer floating): for no text that the setting is not set
 */
GVariant *
wb_channel_field_value_from_text (const WbChannelField *field, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (*stripped == '\0')
    return g_variant_new_string (DEFAULT_WORD);
  if (g_str_equal (stripped, "true") || g_str_equal (stripped, "false"))
    if (field->form == WB_CHANNEL_FIELD_SWITCH || field->form == WB_CHANNEL_FIELD_CHOICE)
      return g_variant_new_boolean (g_str_equal (stripped, "true"));
  switch (field->form)
    {
    case WB_CHANNEL_FIELD_NUMBER:
      return make_number (stripped);
    case WB_CHANNEL_FIELD_LIST:
      return make_list (stripped);
    case WB_CHANNEL_FIELD_COMMAND:
      return make_command (stripped);
    case WB_CHANNEL_FIELD_PAIRS:
      return make_pairs (stripped);
    case WB_CHANNEL_FIELD_LINES:
      return g_variant_new_string (text);
    case WB_CHANNEL_FIELD_TEXT:
    case WB_CHANNEL_FIELD_SWITCH:
    case WB_CHANNEL_FIELD_CHOICE:
    default:
      return g_variant_new_string (stripped);
    }
}
