/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One column of a table: which member of a row it shows, and its heading, not yet translated. */
typedef struct
{
  const char *name;
  const char *head;
} WbColumn;

char *wb_row_table_dup_cell (GVariant *row, const char *name);
void wb_row_table_print (GVariant *rows, const WbColumn *columns, gsize n_columns);
gboolean wb_row_table_print_json (GVariant *rows, const char *name, GError **error);

G_END_DECLS
