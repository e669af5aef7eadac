/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-statement.h"

#include <math.h>

#include "base/wb-error.h"

void
wb_statement_bind_int64 (WbStatement *self, int parameter, gint64 number)
{
  sqlite3_bind_int64 (self, parameter, number);
}

/* wb_statement_bind_double: NAN becomes NULL. */
void
wb_statement_bind_double (WbStatement *self, int parameter, double number)
{
  sqlite3_bind_double (self, parameter, number);
}

/* wb_statement_bind_time: 0, which stands for "not yet", becomes NULL. */
void
wb_statement_bind_time (WbStatement *self, int parameter, gint64 time_us)
{
  if (time_us != 0)
    sqlite3_bind_int64 (self, parameter, time_us);
  else
    sqlite3_bind_null (self, parameter);
}

/* wb_statement_bind_text: @text may be %NULL; it must live until the statement is reset. */
void
wb_statement_bind_text (WbStatement *self, int parameter, const char *text)
{
  sqlite3_bind_text (self, parameter, text, -1, SQLITE_STATIC);
}

void
wb_statement_bind_blob (WbStatement *self, int parameter, gconstpointer data, gsize size)
{
  sqlite3_bind_blob64 (self, parameter, data, size, SQLITE_STATIC);
}

/* wb_statement_run: runs a statement that gives no rows. */
gboolean
wb_statement_run (WbStatement *self, GError **error)
{
  int code = sqlite3_step (self);

  g_return_val_if_fail (code != SQLITE_ROW, FALSE);

  if (code == SQLITE_DONE)
    return TRUE;
  wb_statement_set_error (sqlite3_db_handle (self), code, error);
  return FALSE;
}

/* wb_statement_next: %FALSE without an error at the end. */
gboolean
wb_statement_next (WbStatement *self, GError **error)
{
  int code = sqlite3_step (self);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    wb_statement_set_error (sqlite3_db_handle (self), code, error);
  return code == SQLITE_ROW;
}

/* wb_statement_get_int64: NULL reads as 0. */
gint64
wb_statement_get_int64 (WbStatement *self, int column)
{
  return sqlite3_column_int64 (self, column);
}

/* wb_statement_get_double: NULL reads as NAN. */
double
wb_statement_get_double (WbStatement *self, int column)
{
  return sqlite3_column_type (self, column) != SQLITE_NULL ? sqlite3_column_double (self, column)
                                                           : NAN;
}

/* wb_statement_get_text: (nullable): lent until the statement moves on. */
const char *
wb_statement_get_text (WbStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self, column);
}

/* wb_statement_dup_blob: (transfer full). */
GBytes *
wb_statement_dup_blob (WbStatement *self, int column)
{
  gconstpointer data = sqlite3_column_blob (self, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self, column));
}

void
wb_statement_reset (WbStatement *self)
{
  sqlite3_reset (self);
  sqlite3_clear_bindings (self);
}

/* wb_statement_set_error: makes a WbError of what SQLite says; its message holds no data. */
void
wb_statement_set_error (sqlite3 *handle, int code, GError **error)
{
  WbError kind = (code & 0xff) == SQLITE_FULL ? WB_ERROR_STORAGE_FULL : WB_ERROR_UNAVAILABLE;

  g_set_error (error, WB_ERROR, kind, "database: %s (%d)",
               handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code), code);
}
