/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-arguments.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define DIGITS "0123456789"
#define QUOTED_CHARACTERS 64 /* of what was written, when an error repeats it */

/*
 * wb_arguments_dup_utf8:
 *
 * Takes UTF-8 in any locale: jobs of cron run in the C locale, and their texts are UTF-8 all the
 * same. What is no UTF-8 is read in the encoding of the locale.
 *
 * Returns: (transfer full)
 */
char *
wb_arguments_dup_utf8 (const char *raw, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (raw != NULL, NULL);

  if (g_utf8_validate (raw, -1, NULL))
    return g_strdup (raw);

  text = g_locale_to_utf8 (raw, -1, NULL, NULL, NULL);
  if (text == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("expected UTF-8 text"));
  return g_steal_pointer (&text);
}

/* Where a decimal number that begins at @text ends; %NULL: none begins there. */
static const char *
skip_number (const char *text, gboolean *is_whole)
{
  gsize whole, fraction = 0;

  text += *text == '-';
  whole = strspn (text, DIGITS);
  text += whole;
  *is_whole = *text == '\0';
  if (*text == '.')
    {
      fraction = strspn (text + 1, DIGITS);
      text += 1 + fraction;
    }
  if (whole + fraction == 0)
    return NULL;

  if (*text == 'e' || *text == 'E')
    {
      text += 1;
      text += *text == '-' || *text == '+';
      if (strspn (text, DIGITS) == 0)
        return NULL;
      text += strspn (text, DIGITS);
    }
  return text;
}

static GVariant *
read_number (const char *text)
{
  gboolean is_whole;
  const char *end = skip_number (text, &is_whole);
  gint64 whole;
  double number;

  if (end == NULL || *end != '\0')
    return NULL;
  if (is_whole && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &whole, NULL))
    return g_variant_new_int64 (whole);

  number = g_ascii_strtod (text, NULL);
  return isfinite (number) ? g_variant_new_double (number) : NULL;
}

static gboolean
is_negative (GVariant *number)
{
  if (g_variant_is_of_type (number, G_VARIANT_TYPE_INT64))
    return g_variant_get_int64 (number) < 0;
  return g_variant_get_double (number) < 0;
}

static void
set_expected (GError **error, const char *expected, const char *text)
{
  g_autofree char *quoted = wb_text_truncate (text, QUOTED_CHARACTERS);

  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("expected %s, not \"%s\""), expected,
               quoted);
}

/*
 * wb_arguments_parse_number:
 *
 * Returns: (transfer floating): an int64, or a double; infinite and "nan" are no numbers
 */
GVariant *
wb_arguments_parse_number (const char *text, GError **error)
{
  GVariant *number;

  g_return_val_if_fail (text != NULL, NULL);

  number = read_number (text);
  if (number == NULL)
    set_expected (error, _ ("a number"), text);
  return number;
}

/* wb_arguments_parse_amount: (transfer floating): a number that is 0 or more. */
GVariant *
wb_arguments_parse_amount (const char *text, GError **error)
{
  g_autoptr (GVariant) number = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  number = read_number (text);
  if (number != NULL && !is_negative (number))
    return g_steal_pointer (&number);

  set_expected (error, _ ("a number that is 0 or more"), text);
  return NULL;
}

/* wb_arguments_parse_count: (transfer floating): a whole number that is 0 or more. */
GVariant *
wb_arguments_parse_count (const char *text, GError **error)
{
  g_autoptr (GVariant) number = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  number = read_number (text);
  if (number != NULL && g_variant_is_of_type (number, G_VARIANT_TYPE_INT64)
      && !is_negative (number))
    return g_steal_pointer (&number);

  set_expected (error, _ ("a whole number that is 0 or more"), text);
  return NULL;
}

/* Whether @number is written as @text, to the letter: "1.10" and "007" are versions and names. */
static gboolean
is_written_as (GVariant *number, const char *text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  return wb_json_append_variant (json, number, NULL) && g_str_equal (json->str, text);
}

/*
 * wb_arguments_parse_value:
 *
 * Returns: (transfer floating): a boolean or a number where @text is exactly how one is written,
 * else a string
 */
GVariant *
wb_arguments_parse_value (const char *text)
{
  g_autoptr (GVariant) number = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    return g_variant_new_boolean (*text == 't');

  number = read_number (text);
  if (number != NULL && is_written_as (number, text))
    return g_steal_pointer (&number);
  return g_variant_new_string (text);
}

gboolean
wb_arguments_parse_id (const char *text, gint64 *id, GError **error)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;

  set_expected (error, _ ("the number of a notification, as 'wakebell list' shows it"), text);
  return FALSE;
}

/* wb_arguments_parse_ids: (transfer floating): what Notifications1 takes as "ax". */
GVariant *
wb_arguments_parse_ids (GStrv words, GError **error)
{
  g_auto (GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ax"));

  g_return_val_if_fail (words != NULL, NULL);

  if (g_strv_length (words) > WB_LIMIT_CHANGE_IDS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE, _ ("expected at most %d numbers"),
                   WB_LIMIT_CHANGE_IDS);
      return NULL;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      gint64 id;

      if (!wb_arguments_parse_id (words[i], &id, error))
        return NULL;
      g_variant_builder_add (&ids, "x", id);
    }
  return g_variant_builder_end (&ids);
}

/*
 * wb_arguments_split_assignment:
 * @text: "name=value"
 * @name: (out) (transfer full): without white space around it
 * @value: (out) (transfer full): likewise
 */
gboolean
wb_arguments_split_assignment (const char *text, char **name, char **value, GError **error)
{
  g_autofree char *left = NULL;
  const char *equals;

  g_return_val_if_fail (text != NULL, FALSE);

  equals = strchr (text, '=');
  if (equals != NULL)
    left = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  if (left == NULL || *left == '\0')
    {
      set_expected (error, _ ("NAME=VALUE"), text);
      return FALSE;
    }
  *name = g_steal_pointer (&left);
  *value = g_strstrip (g_strdup (equals + 1));
  return TRUE;
}
