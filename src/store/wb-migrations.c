/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-migrations.h"

#include <gio/gio.h>

#include "base/wb-error.h"
#include "wb-store-resources.h"

/* Row N brings version N to N + 1. */
static const char *const scripts[WB_SCHEMA_VERSION] = {
  "/io/github/wakebell/Wakebell/schema/0001-initial.sql",
  "/io/github/wakebell/Wakebell/schema/0002-decisions.sql",
  "/io/github/wakebell/Wakebell/schema/0003-metrics.sql",
  "/io/github/wakebell/Wakebell/schema/0004-keys.sql",
  "/io/github/wakebell/Wakebell/schema/0005-runs.sql",
  "/io/github/wakebell/Wakebell/schema/0006-views.sql",
  "/io/github/wakebell/Wakebell/schema/0007-deliveries.sql",
  "/io/github/wakebell/Wakebell/schema/0008-statistics.sql",
  "/io/github/wakebell/Wakebell/schema/0009-threads.sql",
  "/io/github/wakebell/Wakebell/schema/0010-urgent.sql",
  "/io/github/wakebell/Wakebell/schema/0011-merged.sql",
};

static gboolean
read_number (WbConnection *connection, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL || !wb_statement_next (statement, error))
    return FALSE;
  *number = wb_statement_get_int64 (statement, 0);
  return TRUE;
}

static gboolean
run_script (WbConnection *connection, const char *path, GError **error)
{
  g_autoptr (GBytes) script = g_resource_lookup_data (wb_store_get_resource (), path,
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  /* Resources end in a NUL that does not count. */
  return script != NULL
         && wb_connection_execute (connection, g_bytes_get_data (script, NULL), error);
}

static gboolean
run_steps (WbConnection *connection, gint64 version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %d;",
                                           WB_SCHEMA_VERSION, WB_APPLICATION_ID);

  for (gint64 i = version; i < WB_SCHEMA_VERSION; i++)
    if (!run_script (connection, scripts[i], error))
      {
        g_prefix_error (error, "schema %" G_GINT64_FORMAT ": ", i + 1);
        return FALSE;
      }
  return wb_connection_execute (connection, mark, error);
}

/*
 * wb_migrations_check:
 *
 * Refuses a database of a newer version or of another program, and leaves it as it is.
 */
gboolean
wb_migrations_check (WbConnection *connection, GError **error)
{
  gint64 application, version, tables;

  if (!read_number (connection, "PRAGMA application_id", &application, error)
      || !read_number (connection, "PRAGMA user_version", &version, error)
      || !read_number (connection, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  /* A file without any mark is taken only when nothing is in it. */
  if (application != WB_APPLICATION_ID && (application != 0 || version != 0 || tables != 0))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "database: not one of Wakebell");
      return FALSE;
    }
  if (version > WB_SCHEMA_VERSION)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
                   "database: its schema is version %" G_GINT64_FORMAT
                   ", made by a newer Wakebell; this one knows up to %d",
                   version, WB_SCHEMA_VERSION);
      return FALSE;
    }
  return TRUE;
}

/*
 * wb_migrations_run:
 *
 * Brings a checked database to WB_SCHEMA_VERSION in one transaction; one that fails half-way is
 * rolled back.
 */
gboolean
wb_migrations_run (WbConnection *connection, GError **error)
{
  gint64 version;

  if (!read_number (connection, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == WB_SCHEMA_VERSION)
    return TRUE;

  if (!wb_connection_execute (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (run_steps (connection, version, error) && wb_connection_execute (connection, "COMMIT", error))
    return TRUE;

  wb_connection_execute (connection, "ROLLBACK", NULL);
  return FALSE;
}
