/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "store/wb-migrations.h"

#define BUSY_TIMEOUT_MS 5000
#define CACHE_KIB 2048

struct _WbConnection
{
  sqlite3 *handle;        /* owned */
  GHashTable *statements; /* owned: SQL text -> sqlite3_stmt */
  WbTally *tally;         /* owned */
  WbNotes notes;          /* of the open transaction */
  char *log_path;         /* owned: of the write-ahead log */
  ino_t log_inode;
  guint log_pages;
};

static int
log_grew_cb (void *data, sqlite3 *handle, const char *name, int pages)
{
  WbConnection *self = data;

  (void) handle;
  (void) name;
  self->log_pages = (guint) pages;
  return SQLITE_OK;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static WbConnection *
open_connection (const char *path, GError **error)
{
  g_autoptr (WbConnection) self = g_new0 (WbConnection, 1);
  int code;

  self->statements
      = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize_statement);
  self->tally = wb_tally_new ();
  self->log_path = g_strconcat (path, "-wal", NULL);

  code = sqlite3_open_v2 (path, &self->handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
                              | SQLITE_OPEN_NOFOLLOW,
                          NULL);
  if (code != SQLITE_OK)
    {
      wb_statement_set_error (self->handle, code, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return g_steal_pointer (&self);
}

static void
remember_log (WbConnection *self)
{
  struct stat status;

  if (stat (self->log_path, &status) == 0)
    self->log_inode = status.st_ino;
}

/* Made before SQLite would: it gives the log the mode that it finds on the file. */
static void
make_private_file (const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/*
 * wb_connection_open_writer:
 *
 * Opens or makes the database and brings it to the schema of this version. The write-ahead log is
 * synced at every commit (synchronous=FULL): with NORMAL a power cut loses commits that were
 * answered. It is folded back into the file on request only, so that no commit waits for that.
 */
WbConnection *
wb_connection_open_writer (const char *path, GError **error)
{
  g_autoptr (WbConnection) self = NULL;
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA journal_mode = WAL;"
                                              "PRAGMA synchronous = FULL;"
                                              "PRAGMA foreign_keys = ON;"
                                              "PRAGMA cell_size_check = ON;"
                                              "PRAGMA mmap_size = 0;"
                                              "PRAGMA cache_size = -%d;"
                                              "PRAGMA wal_autocheckpoint = 0;",
                                              CACHE_KIB);

  make_private_file (path);
  self = open_connection (path, error);
  if (self == NULL || !wb_migrations_check (self, error)
      || !wb_connection_execute (self, pragmas, error) || !wb_migrations_run (self, error))
    return NULL;

  sqlite3_wal_hook (self->handle, log_grew_cb, self);
  remember_log (self);
  return g_steal_pointer (&self);
}

/* wb_connection_open_reader: the database was opened by the writer before. */
WbConnection *
wb_connection_open_reader (const char *path, GError **error)
{
  g_autoptr (WbConnection) self = open_connection (path, error);
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA query_only = ON;"
                                              "PRAGMA cell_size_check = ON;"
                                              "PRAGMA mmap_size = 0;"
                                              "PRAGMA cache_size = -%d;",
                                              CACHE_KIB);

  if (self == NULL || !wb_connection_execute (self, pragmas, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
wb_connection_close (WbConnection *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_clear_pointer (&self->tally, wb_tally_free);
  g_free (self->log_path);
  g_free (self);
}

/*
 * wb_connection_prepare:
 * @sql: a string literal: statements are kept by its address
 *
 * Returns: (transfer none): a statement that is ready to be bound; hold it in a g_autoptr, which
 * resets it
 */
WbStatement *
wb_connection_prepare (WbConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    return statement;

  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      wb_statement_set_error (self->handle, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);
  return statement;
}

/* wb_connection_run: runs one statement without parameters, a string literal, which is kept. */
gboolean
wb_connection_run (WbConnection *self, const char *sql, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (self, sql, error);

  return statement != NULL && wb_statement_run (statement, error);
}

/* wb_connection_execute: runs any number of statements without parameters. */
gboolean
wb_connection_execute (WbConnection *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  wb_statement_set_error (self->handle, code, error);
  return FALSE;
}

/* wb_connection_is_in_transaction: some errors, such as a full disk, end one as a whole. */
gboolean
wb_connection_is_in_transaction (WbConnection *self)
{
  return sqlite3_get_autocommit (self->handle) == 0;
}

/* wb_connection_count_changes: rows that the last statement changed. */
guint
wb_connection_count_changes (WbConnection *self)
{
  return (guint) sqlite3_changes (self->handle);
}

/* wb_connection_count_all_changes: rows that all statements of the connection changed so far. */
gint64
wb_connection_count_all_changes (WbConnection *self)
{
  return sqlite3_total_changes64 (self->handle);
}

/* wb_connection_get_tally: (transfer none): what the transaction has counted and not written yet.
 */
WbTally *
wb_connection_get_tally (WbConnection *self)
{
  return self->tally;
}

/* wb_connection_get_notes: (transfer none): who changes what they say changes them too. */
WbNotes *
wb_connection_get_notes (WbConnection *self)
{
  if (!wb_connection_is_in_transaction (self))
    wb_connection_clear_notes (self);
  return &self->notes;
}

/* wb_connection_clear_notes: something else may be true: a transaction begins, or goes back. */
void
wb_connection_clear_notes (WbConnection *self)
{
  self->notes = (WbNotes){ 0 };
}

/* wb_connection_get_log_pages: how long the write-ahead log was after the last commit. */
guint
wb_connection_get_log_pages (WbConnection *self)
{
  return self->log_pages;
}

/* wb_connection_checkpoint: @mode is SQLITE_CHECKPOINT_PASSIVE or _TRUNCATE; a failure only waits.
 */
void
wb_connection_checkpoint (WbConnection *self, int mode)
{
  int code = sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, NULL, NULL);

  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
    g_debug ("checkpoint: %s", sqlite3_errstr (code));
}

/*
 * wb_connection_check_file:
 *
 * Whether what was just committed stands in files that a restart will find: SQLite goes on happily
 * in a database that was deleted or replaced under it.
 */
gboolean
wb_connection_check_file (WbConnection *self, GError **error)
{
  int has_moved = 0;
  struct stat status;

  sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  if (has_moved == 0 && stat (self->log_path, &status) == 0)
    {
      if (self->log_inode == 0)
        self->log_inode = status.st_ino;
      if (self->log_inode == status.st_ino)
        return TRUE;
    }
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
               "database: the file was moved or deleted while it was in use");
  return FALSE;
}

/* wb_connection_check_pages: reads all of the file, which takes its time. @is_sound: (out) */
gboolean
wb_connection_check_pages (WbConnection *self, gboolean *is_sound, GError **error)
{
  g_autoptr (WbStatement) check = wb_connection_prepare (self, "PRAGMA quick_check(1)", error);

  if (check == NULL)
    return FALSE;
  *is_sound
      = wb_statement_next (check, NULL) && g_str_equal (wb_statement_get_text (check, 0), "ok");
  return TRUE;
}
