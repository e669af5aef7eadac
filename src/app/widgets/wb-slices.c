/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-slices.h"

/* What was made has to be laid out and drawn in the same turn, which takes as long again. */
#define SLICE_US (8 * 1000)

typedef struct
{
  guint *source; /* lent: where the caller keeps the id */
  WbSliceStep step;
  gpointer user_data; /* lent */
} Slices;

static gboolean
do_slice (WbSliceStep step, gpointer user_data)
{
  gint64 end_us = g_get_monotonic_time () + SLICE_US;

  while (step (user_data))
    if (g_get_monotonic_time () >= end_us)
      return TRUE;
  return FALSE;
}

static gboolean
slice_cb (gpointer user_data)
{
  const Slices slices = *(const Slices *) user_data; /* a step may end all of this */

  if (do_slice (slices.step, slices.user_data))
    return G_SOURCE_CONTINUE;
  *slices.source = 0;
  return G_SOURCE_REMOVE;
}

/*
 * wb_slices_run: does the first slice at once, so that what fits into one is there without a wait.
 * @source: of whoever calls, to begin with 0, and to be removed with it: is 0 again once all is
 *   done. While it is not, what there is to do may change, and the steps go on with that.
 */
void
wb_slices_run (guint *source, WbSliceStep step, gpointer user_data)
{
  g_return_if_fail (source != NULL);

  if (do_slice (step, user_data))
    wb_slices_run_soon (source, step, user_data);
  else
    g_clear_handle_id (source, g_source_remove);
}

/* wb_slices_run_soon: as wb_slices_run(), and nothing before the next turn of the main loop. */
void
wb_slices_run_soon (guint *source, WbSliceStep step, gpointer user_data)
{
  Slices *slices;

  g_return_if_fail (source != NULL);

  if (*source != 0)
    return;
  slices = g_new (Slices, 1);
  *slices = (Slices){ source, step, user_data };
  *source = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, slice_cb, slices, g_free);
}
