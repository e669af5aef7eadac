/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the centre holds of each of its notifications: 16 bytes, as D-Bus sends them. */
typedef struct
{
  gint64 id;
  gint64 seq;
} WbRow;

#define WB_ROW_NONE G_MAXUINT

/* Functions on a GArray of WbRow that stands in the order of the list: highest seq first. */
GArray *wb_row_array_new (void);
const WbRow *wb_row_array_get (const GArray *rows, guint position);
guint wb_row_array_find_id (const GArray *rows, gint64 id);
guint wb_row_array_find_place (const GArray *rows, gint64 seq);
GArray *wb_row_array_find_ids (const GArray *rows, GHashTable *ids);
void wb_row_array_compare (const GArray *a, const GArray *b, guint *n_prefix, guint *n_suffix);

G_END_DECLS
