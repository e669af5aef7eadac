/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "client/wb-row-array.h"

GArray *
wb_row_array_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (WbRow));
}

const WbRow *
wb_row_array_get (const GArray *rows, guint position)
{
  g_return_val_if_fail (position < rows->len, NULL);

  return &g_array_index (rows, WbRow, position);
}

/* wb_row_array_find_id: the position of @id, or WB_ROW_NONE; looks at every row. */
guint
wb_row_array_find_id (const GArray *rows, gint64 id)
{
  const WbRow *row = (const WbRow *) rows->data;

  for (guint i = 0; i < rows->len; i++)
    if (row[i].id == id)
      return i;
  return WB_ROW_NONE;
}

/* wb_row_array_find_place: where a row of @seq stands or would stand. */
guint
wb_row_array_find_place (const GArray *rows, gint64 seq)
{
  guint low = 0, high = rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (wb_row_array_get (rows, middle)->seq > seq)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
find_bounds (GHashTable *ids, gint64 *lowest, gint64 *highest)
{
  GHashTableIter iter;
  gpointer key;

  *lowest = G_MAXINT64;
  *highest = G_MININT64;
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 id = *(const gint64 *) key;

      *lowest = MIN (*lowest, id);
      *highest = MAX (*highest, id);
    }
}

/*
 * wb_row_array_find_ids:
 * @ids: keys are pointers to gint64
 *
 * One look at every row, most of which need no hashing.
 *
 * Returns: (transfer full) (element-type guint): the positions of those that are there, ascending
 */
GArray *
wb_row_array_find_ids (const GArray *rows, GHashTable *ids)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  const WbRow *row = (const WbRow *) rows->data;
  gint64 lowest, highest;

  find_bounds (ids, &lowest, &highest);
  for (guint i = 0; i < rows->len && positions->len < g_hash_table_size (ids); i++)
    if (row[i].id >= lowest && row[i].id <= highest && g_hash_table_contains (ids, &row[i].id))
      g_array_append_val (positions, i);
  return positions;
}

static gboolean
rows_equal (const WbRow *a, const WbRow *b)
{
  return a->id == b->id && a->seq == b->seq;
}

/* wb_row_array_compare: how many rows are the same at the beginning, and of the others at the end.
 */
void
wb_row_array_compare (const GArray *a, const GArray *b, guint *n_prefix, guint *n_suffix)
{
  const WbRow *row_a = (const WbRow *) a->data, *row_b = (const WbRow *) b->data;
  guint shorter = MIN (a->len, b->len);
  guint prefix = 0, suffix = 0;

  while (prefix < shorter && rows_equal (&row_a[prefix], &row_b[prefix]))
    prefix++;
  while (suffix < shorter - prefix
         && rows_equal (&row_a[a->len - 1 - suffix], &row_b[b->len - 1 - suffix]))
    suffix++;
  *n_prefix = prefix;
  *n_suffix = suffix;
}
