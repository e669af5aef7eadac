/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-row-table.h"

#include <glib/gi18n-lib.h>

#include "base/wb-time.h"
#include "cli/wb-output.h"

#define COLUMN_GAP 2

static char *
dup_text (const char *name, const char *text)
{
  gboolean is_time = g_str_equal (name, "at") || g_str_has_suffix (name, "_at");
  gint64 time_us;

  return is_time && wb_time_parse (text, &time_us) ? wb_output_dup_time (time_us)
                                                   : wb_output_dup_line (text);
}

/* wb_row_table_dup_cell: (transfer full): the member @name of @row, an a{sv}; empty without one.
 * Times, which "at" or "_at" ends the names of, are local. */
char *
wb_row_table_dup_cell (GVariant *row, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (row, name, NULL);

  if (value == NULL)
    return g_strdup ("");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return dup_text (name, g_variant_get_string (value, NULL));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **words = g_variant_get_strv (value, NULL);
      g_autofree char *joined = g_strjoinv (", ", (char **) words);

      return wb_output_dup_line (joined);
    }
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? _ ("yes") : _ ("no"));
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  return g_strdup_printf ("%g", g_variant_get_double (value));
}

static guint
get_width (GVariant *rows, const WbColumn *column)
{
  guint width = wb_output_count_columns (_ (column->head));

  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      g_autofree char *cell = wb_row_table_dup_cell (row, column->name);

      width = MAX (width, wb_output_count_columns (cell));
    }
  return width + COLUMN_GAP;
}

/* wb_row_table_print: headings and a line for each of @rows, an aa{sv}. */
void
wb_row_table_print (GVariant *rows, const WbColumn *columns, gsize n_columns)
{
  g_autofree guint *widths = g_new (guint, n_columns);

  for (gsize i = 0; i < n_columns; i++)
    widths[i] = get_width (rows, &columns[i]);
  for (gssize i = -1; i < (gssize) g_variant_n_children (rows); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      g_autoptr (GVariant) row = i >= 0 ? g_variant_get_child_value (rows, (gsize) i) : NULL;

      for (gsize column = 0; column < n_columns; column++)
        {
          g_autofree char *cell = row != NULL ? wb_row_table_dup_cell (row, columns[column].name)
                                              : g_strdup (_ (columns[column].head));

          wb_output_append_padded (line, cell, widths[column]);
        }
      g_print ("%s\n", g_strchomp (line->str));
    }
}

/* wb_row_table_print_json: {@name: @rows}. */
gboolean
wb_row_table_print_json (GVariant *rows, const char *name, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GVariant) whole = NULL;
  GVariantDict dictionary;

  g_variant_dict_init (&dictionary, NULL);
  g_variant_dict_insert_value (&dictionary, name, rows);
  whole = g_variant_ref_sink (g_variant_dict_end (&dictionary));
  if (!wb_output_append_dictionary (json, whole, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}
