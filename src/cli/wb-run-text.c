/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-run-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BAR_COLUMNS 10
#define LEVELS 8

/* wb_run_text_dup_bar: (transfer full): @fraction: 0 to 1. */
char *
wb_run_text_dup_bar (double fraction)
{
  GString *bar = g_string_new (NULL);
  guint full = (guint) (fraction * BAR_COLUMNS + 1e-9);

  for (guint i = 0; i < BAR_COLUMNS; i++)
    g_string_append (bar, i < full ? "█" : "░");
  /* Whole only when it is: 99.9 % is not done. */
  g_string_append_printf (bar, " %u%%", (guint) (fraction * 100 + 1e-9));
  return g_string_free (bar, FALSE);
}

/* wb_run_text_dup_span: (transfer full): such as "2 h 05 min". */
char *
wb_run_text_dup_span (gint64 seconds)
{
  long long hours = seconds / 3600, minutes = seconds / 60 % 60;

  if (hours >= 24)
    return g_strdup_printf (_ ("%lld d %lld h"), hours / 24, hours % 24);
  if (hours > 0)
    return g_strdup_printf (_ ("%lld h %02lld min"), hours, minutes);
  if (minutes > 0)
    return g_strdup_printf (_ ("%lld min %02lld s"), minutes, (long long) seconds % 60);
  return g_strdup_printf (_ ("%lld s"), (long long) seconds);
}

/* wb_run_text_dup_number: (transfer full): to five digits. */
char *
wb_run_text_dup_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.5g", number));
}

/* wb_run_text_dup_money: (transfer full): with cents where there are some; what is less than one is
 * not nothing. */
char *
wb_run_text_dup_money (double amount)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *cents
      = g_strdup (g_ascii_formatd (text, sizeof text, amount < 0.01 ? "%.2g" : "%.2f", amount));

  if (g_str_has_suffix (cents, ".00"))
    cents[strlen (cents) - 3] = '\0';
  return g_strconcat ("$", cents, NULL);
}

static double
get_mean (const double *values, gsize start, gsize end)
{
  double sum = 0.0;

  for (gsize i = start; i < end; i++)
    sum += values[i] / (double) (end - start);
  return sum;
}

/* wb_run_text_dup_sparkline: (transfer full): @values from the lowest to the highest of them, in at
 * most @columns cells. */
char *
wb_run_text_dup_sparkline (const double *values, gsize n_values, guint columns)
{
  static const char *const levels[LEVELS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  gsize n_cells = MIN (n_values, columns);
  g_autofree double *cells = g_new (double, n_cells + 1);
  double low = G_MAXDOUBLE, high = -G_MAXDOUBLE;
  GString *line = g_string_new (NULL);

  for (gsize i = 0; i < n_cells; i++)
    {
      cells[i] = get_mean (values, i * n_values / n_cells, (i + 1) * n_values / n_cells);
      low = MIN (low, cells[i]);
      high = MAX (high, cells[i]);
    }
  for (gsize i = 0; i < n_cells; i++)
    {
      /* Halves, since the difference of the greatest numbers is none. */
      double share = high > low ? (cells[i] / 2 - low / 2) / (high / 2 - low / 2) : 0.0;

      g_string_append (line, levels[MIN ((guint) (share * LEVELS), LEVELS - 1)]);
    }
  return g_string_free (line, FALSE);
}
