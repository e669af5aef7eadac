/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-cost-thresholds.h"

static gboolean
contains (const GArray *numbers, double number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, double, i) == number)
      return TRUE;
  return FALSE;
}

/*
 * wb_cost_thresholds_list_crossed:
 * @thresholds: (element-type double): ascending
 * @alerted: (element-type double): those that were told of already
 *
 * One is crossed when the cost is higher than it. Where several are at once, only the highest, the
 * last one here, is worth telling: the others say less about the same money; none of them is told
 * of later, when the cost grows on.
 *
 * Returns: (transfer full) (element-type double): those that are crossed now, ascending
 */
GArray *
wb_cost_thresholds_list_crossed (const GArray *thresholds, const GArray *alerted, double cost)
{
  GArray *crossed = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < thresholds->len; i++)
    {
      double threshold = g_array_index (thresholds, double, i);

      if (cost > threshold && !contains (alerted, threshold))
        g_array_append_val (crossed, threshold);
    }
  return crossed;
}
