/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A prepared statement that its connection keeps; the cleanup makes it ready for its next use. */
typedef sqlite3_stmt WbStatement;

void wb_statement_bind_int64 (WbStatement *self, int parameter, gint64 number);
void wb_statement_bind_double (WbStatement *self, int parameter, double number);
void wb_statement_bind_time (WbStatement *self, int parameter, gint64 time_us);
void wb_statement_bind_text (WbStatement *self, int parameter, const char *text);
void wb_statement_bind_blob (WbStatement *self, int parameter, gconstpointer data, gsize size);

gboolean wb_statement_run (WbStatement *self, GError **error);
gboolean wb_statement_next (WbStatement *self, GError **error);

gint64 wb_statement_get_int64 (WbStatement *self, int column);
double wb_statement_get_double (WbStatement *self, int column);
const char *wb_statement_get_text (WbStatement *self, int column);
GBytes *wb_statement_dup_blob (WbStatement *self, int column);

void wb_statement_reset (WbStatement *self);
void wb_statement_set_error (sqlite3 *handle, int code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbStatement, wb_statement_reset)

G_END_DECLS
