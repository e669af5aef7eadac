/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-field.h"

#include "base/wb-error.h"
#include "base/wb-text.h"
#include "base/wb-time.h"

#define NAME_CHARACTERS 128 /* of a field that an error shows */

G_GNUC_PRINTF (3, 4)
gboolean
wb_field_refuse (GError **error, const char *name, const char *format, ...)
{
  g_autofree char *line = wb_text_dup_single_line (name);
  g_autofree char *field = wb_text_truncate (line, NAME_CHARACTERS);
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "%s: %s", field, what);
  return FALSE;
}

/*
 * wb_field_read_string:
 * @limit: characters
 *
 * Reads a string with something to see in it; an empty one counts as not given: @text stays as it
 * is.
 */
gboolean
wb_field_read_string (const char *name, WbJsonValue value, glong limit, char **text, GError **error)
{
  g_autofree char *string = NULL;

  if (wb_json_value_get_kind (value) != WB_JSON_STRING)
    return wb_field_refuse (error, name, "expected a string");

  string = wb_json_value_dup_string (value);
  if (!wb_text_fits (string, limit))
    return wb_field_refuse (error, name, "expected at most %ld characters", limit);
  if (wb_text_is_visible (string))
    *text = g_steal_pointer (&string);
  return TRUE;
}

gboolean
wb_field_read_count (const char *name, WbJsonValue value, gint64 *count, GError **error)
{
  gint64 number;

  if (!wb_json_value_get_int64 (value, &number) || number < 0)
    return wb_field_refuse (error, name, "expected an integer, 0 or more");
  *count = number;
  return TRUE;
}

gboolean
wb_field_read_number (const char *name, WbJsonValue value, char **text, GError **error)
{
  if (wb_json_value_get_kind (value) != WB_JSON_NUMBER || wb_json_value_get_double (value) < 0.0)
    return wb_field_refuse (error, name, "expected a number, 0 or more");
  *text = wb_json_value_dup_raw (value);
  return TRUE;
}

gboolean
wb_field_read_time (const char *name, WbJsonValue value, gint64 *time_us, GError **error)
{
  g_autofree char *text = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    text = wb_json_value_dup_string (value);
  if (text == NULL || !wb_time_parse (text, time_us))
    return wb_field_refuse (error, name,
                            "expected a date and time of RFC 3339, such as 2026-01-02T03:04:05Z");
  return TRUE;
}

gboolean
wb_field_read_words (const char *name,
                     WbJsonValue value,
                     guint limit,
                     glong limit_characters,
                     GStrv *words,
                     GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  WbJsonIter iter;
  WbJsonValue item;
  guint n = 0;

  if (wb_json_value_get_kind (value) != WB_JSON_ARRAY)
    return wb_field_refuse (error, name, "expected an array of strings");
  if (wb_json_value_count_items (value) > limit)
    return wb_field_refuse (error, name, "expected at most %u", limit);

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", name, n++);
      g_autofree char *word = NULL;

      if (!wb_field_read_string (place, item, limit_characters, &word, error))
        return FALSE;
      if (word == NULL)
        return wb_field_refuse (error, place, "expected a word, not an empty string");
      g_strv_builder_add (builder, word);
    }
  if (n > 0)
    *words = g_strv_builder_end (builder);
  return TRUE;
}
