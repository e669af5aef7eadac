/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* WbFactTable: a heading and rows of name and value; it hides while it has none. */
#define WB_TYPE_FACT_TABLE (wb_fact_table_get_type ())
G_DECLARE_FINAL_TYPE (WbFactTable, wb_fact_table, WB, FACT_TABLE, GtkBox)

void wb_fact_table_clear (WbFactTable *self);
void wb_fact_table_add (WbFactTable *self, const char *name, const char *value);
void wb_fact_table_add_time (WbFactTable *self, const char *name, gint64 time_us);
void wb_fact_table_add_json (WbFactTable *self, const char *json);

G_END_DECLS
