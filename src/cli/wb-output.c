/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-output.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/wb-json-writer.h"
#include "base/wb-text.h"

#define LABEL_COLUMNS 16

#define MINUTE_S 60
#define HOUR_S (60 * MINUTE_S)
#define DAY_S (24 * HOUR_S)

/*
 * wb_output_dup_line: (transfer full): @text, which comes from outside, as one harmless line:
 * nothing in it can act on the terminal, or look like a line of ours.
 */
char *
wb_output_dup_line (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return g_strdelimit (wb_text_dup_escaped (text), "\n", ' ');
}

/* wb_output_dup_time: (transfer full): the local date and time. */
char *
wb_output_dup_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

/* wb_output_dup_when: (transfer full): how long ago within a day, else the local date. */
char *
wb_output_dup_when (gint64 time_us, gint64 now_us)
{
  gint64 age_s = (now_us - time_us) / G_USEC_PER_SEC;
  g_autofree char *time = NULL;

  if (age_s >= 0 && age_s < MINUTE_S)
    return g_strdup (_ ("just now"));
  if (age_s >= 0 && age_s < HOUR_S)
    return g_strdup_printf (_ ("%d min ago"), (int) (age_s / MINUTE_S));
  if (age_s >= 0 && age_s < DAY_S)
    return g_strdup_printf (_ ("%d h ago"), (int) (age_s / HOUR_S));

  time = wb_output_dup_time (time_us);
  return g_strndup (time, strlen ("2026-01-31"));
}

/* wb_output_count_columns: how many cells of a terminal @text takes. */
guint
wb_output_count_columns (const char *text)
{
  guint columns = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        columns += g_unichar_iswide (c) ? 2 : 1;
    }
  return columns;
}

/* wb_output_append_padded: @text, with spaces up to @columns. */
void
wb_output_append_padded (GString *line, const char *text, guint columns)
{
  g_return_if_fail (text != NULL);

  g_string_append (line, text);
  for (guint i = wb_output_count_columns (text); i < columns; i++)
    g_string_append_c (line, ' ');
}

/* wb_output_print_line: one of several lines "Label:  value"; @value may come from outside. */
void
wb_output_print_line (const char *label, const char *value)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *harmless = NULL;

  g_return_if_fail (label != NULL && value != NULL);

  wb_output_append_padded (line, label, LABEL_COLUMNS);
  harmless = wb_output_dup_line (value);
  g_print ("%s%s\n", line->str, harmless);
}

/* wb_output_is_terminal: whether a person reads what is printed. */
gboolean
wb_output_is_terminal (void)
{
  return isatty (STDOUT_FILENO);
}

static gboolean
has_colours (void)
{
  const char *no_color = g_getenv ("NO_COLOR");

  return wb_output_is_terminal () && (no_color == NULL || *no_color == '\0')
         && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

const char *
wb_output_begin_bold (void)
{
  return has_colours () ? "\033[1m" : "";
}

const char *
wb_output_begin_severity (WbSeverity severity)
{
  static const char *const colours[] = {
    [WB_SEVERITY_INFO] = "\033[34m",       [WB_SEVERITY_SUCCESS] = "\033[32m",
    [WB_SEVERITY_WARNING] = "\033[33m",    [WB_SEVERITY_ERROR] = "\033[31m",
    [WB_SEVERITY_CRITICAL] = "\033[1;31m",
  };

  g_return_val_if_fail ((guint) severity < WB_N_SEVERITIES, "");

  return has_colours () ? colours[severity] : "";
}

const char *
wb_output_end_style (void)
{
  return has_colours () ? "\033[0m" : "";
}

static gboolean
append_member (GString *json, const char *name, GVariant *value, GError **error)
{
  if (g_str_has_suffix (name, "_at") && g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    {
      wb_json_add_time (json, name, g_variant_get_int64 (value));
      return TRUE;
    }
  if (g_str_has_suffix (name, "_until") && g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    {
      wb_json_add_time (json, name, g_variant_get_int64 (value) * G_USEC_PER_SEC);
      return TRUE;
    }
  if (g_str_equal (name, "event") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      wb_json_add_raw (json, name, g_variant_get_string (value, NULL));
      return TRUE;
    }
  wb_json_begin_member (json, name);
  return wb_json_append_variant (json, value, error);
}

/*
 * wb_output_append_dictionary:
 * @dictionary: (type a{sv}): what the agent tells about itself or a notification
 *
 * Adds an object with the same keys. Times are RFC 3339 as everywhere in our JSON; the event of a
 * notification, JSON already, is passed on to the letter.
 */
gboolean
wb_output_append_dictionary (GString *json, GVariant *dictionary, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_val_if_fail (g_variant_is_of_type (dictionary, G_VARIANT_TYPE_VARDICT), FALSE);

  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  g_variant_iter_init (&iter, dictionary);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!append_member (json, name, owned, error))
        return FALSE;
    }
  g_string_append_c (json, '}');
  return TRUE;
}

/*
 * JSON must escape only C0. DEL and C1 act on terminals too, and marks of direction make a text
 * read as another; all of them stand inside strings, where the escape means the same.
 */
static gboolean
is_harmful (gunichar c)
{
  return (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200e || c == 0x200f
         || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* wb_output_print_json: one line with the document @json, which is UTF-8 in any locale. */
void
wb_output_print_json (const char *json)
{
  const char *run = json;

  g_return_if_fail (json != NULL);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_harmful (c))
        continue;

      fwrite (run, 1, (size_t) (p - run), stdout);
      printf ("\\u%04x", c);
      run = g_utf8_next_char (p);
    }
  puts (run);
}
