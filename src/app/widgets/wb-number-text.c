/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-number-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define EXACT_LIMIT 100.0 /* places after the point say nothing from here on */

/* wb_number_text_lookup: @number: (inout): as it was if there is no number of that name. */
gboolean
wb_number_text_lookup (GVariant *dictionary, const char *name, double *number)
{
  gint64 integer;

  if (g_variant_lookup (dictionary, name, "d", number))
    return TRUE;
  if (!g_variant_lookup (dictionary, name, "x", &integer))
    return FALSE;
  *number = (double) integer;
  return TRUE;
}

/* wb_number_text_format: (transfer full): "1,250", "87.5": in the way of the locale. */
char *
wb_number_text_format (double number)
{
  const double tenths = round (number * 10.0) / 10.0;

  if (fabs (number) >= EXACT_LIMIT || tenths == round (tenths))
    return g_strdup_printf ("%'.0f", round (number));
  return g_strdup_printf ("%'.1f", tenths);
}

/* wb_number_text_format_duration: (transfer full): "230 ms", "1.4 s", "12 min". */
char *
wb_number_text_format_duration (double milliseconds)
{
  g_autofree char *number = NULL;

  if (milliseconds < 1000.0)
    /* TRANSLATORS: milliseconds */
    return g_strdup_printf (_ ("%.0f ms"), milliseconds);
  if (milliseconds < 60.0 * 1000.0)
    {
      number = wb_number_text_format (milliseconds / 1000.0);
      /* TRANSLATORS: seconds */
      return g_strdup_printf (_ ("%s s"), number);
    }
  number = wb_number_text_format (milliseconds / 60000.0);
  /* TRANSLATORS: minutes */
  return g_strdup_printf (_ ("%s min"), number);
}
