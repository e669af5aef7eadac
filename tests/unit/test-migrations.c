/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-migrations.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "folder-fixture.h"
#include "store/wb-database.h"
#include "store/wb-notification-store.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = folder_fixture_new ();
  fixture->path = g_build_filename (fixture->folder, "wakebell.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_free (fixture->path);
  folder_fixture_free (fixture->folder);
}

/* Makes a file as another program would, without any of our code. */
static void
make_file (Fixture *fixture, const char *const *scripts)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  for (; *scripts != NULL; scripts++)
    g_assert_cmpint (sqlite3_exec (handle, *scripts, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static char *
read_script (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "schema", name, NULL);
  g_autoptr (GError) error = NULL;
  char *script;

  g_file_get_contents (path, &script, NULL, &error);
  g_assert_no_error (error);
  return script;
}

/* A database as version 1 left it, with one notification of two events. */
static void
test_version_1 (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *schema = read_script ("0001-initial.sql");
  const char *const scripts[] = {
    "PRAGMA journal_mode = WAL;",
    schema,
    "PRAGMA application_id = 1463896901; PRAGMA user_version = 1;",
    "INSERT INTO events VALUES (1, 10, 'out_of_memory', 'r', 1, 1, '{\"title\":\"first\"}'),"
    " (2, 20, 'out_of_memory', 'r', 2, 1, '{\"type\":\"out_of_memory\",\"severity\":\"error\","
    "\"title\":\"second\",\"message\":\"m\"}');"
    "INSERT INTO attachments VALUES (1, 0, 'a.txt', 'text/plain', x'00ff');"
    "INSERT INTO notifications VALUES (1, 2, 3, 0, 2, 10, 20, NULL, NULL, NULL, 'k', NULL, NULL);"
    "INSERT INTO idempotency_keys VALUES ('key', 1, x'00', 10);",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (WbDatabase) database = NULL;
  g_autoptr (WbConnection) reader = NULL;
  g_autoptr (WbNotification) notification = NULL;

  make_file (fixture, scripts);
  database = wb_database_open (fixture->path, &error);
  g_assert_no_error (error);

  reader = wb_connection_open_reader (fixture->path, &error);
  g_assert_no_error (error);
  notification = wb_notification_store_get (reader, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (notification->event->title, ==, "second");
  g_assert_cmpuint (notification->count, ==, 2);
  wb_database_close (database);
}

static void
assert_refused (Fixture *fixture, const char *pattern)
{
  g_autofree char *before = NULL, *after = NULL;
  gsize before_length, after_length;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));
  g_assert_null (wb_database_open (fixture->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_assert_true (g_pattern_match_simple (pattern, error->message));
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_newer_schema (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scripts[] = {
    "PRAGMA journal_mode = WAL;"
    "CREATE TABLE later (a); INSERT INTO later VALUES (1);"
    "PRAGMA application_id = 1463896901; PRAGMA user_version = 1000;",
    NULL,
  };

  make_file (fixture, scripts);
  assert_refused (fixture, "database: its schema is version 1000, made by a newer Wakebell*");
}

static void
test_foreign_file (Fixture *fixture, gconstpointer data)
{
  const char *const scripts[] = { data, NULL };

  make_file (fixture, scripts);
  assert_refused (fixture, "database: not one of Wakebell");
}

static void
test_not_a_database (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (8192, 'x');

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  assert_refused (fixture, "database: file is not a database*");
}

/* Half a schema is none: what fails is undone, and the file stays what it was. */
static void
test_failing_script (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const scripts[] = {
    "CREATE TABLE notifications (a); PRAGMA application_id = 1463896901;",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  sqlite3 *handle;

  make_file (fixture, scripts);
  g_assert_null (wb_database_open (fixture->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_assert_true (g_str_has_prefix (error->message, "schema 1: "));

  g_assert_cmpint (sqlite3_open (fixture->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "SELECT * FROM events", NULL, NULL, NULL), !=, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "SELECT a FROM notifications", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (handle);
}

static void
test_open_folder (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbDatabase) database = NULL;
  struct stat status;

  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*was open to others*");
  database = wb_database_open (fixture->path, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpint (stat (fixture->folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  wb_database_close (database);
}

/* Folders that are not there are made, for this user only. */
static void
test_new_folder (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "share", "wakebell", NULL);
  g_autofree char *path = g_build_filename (folder, "wakebell.db", NULL);
  g_autoptr (WbDatabase) database = wb_database_open (path, NULL);
  struct stat status;

  g_assert_nonnull (database);
  g_assert_cmpint (stat (folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  g_assert_cmpstr (wb_database_get_path (database), ==, path);
  wb_database_close (database);
}

/* A link where the file or the folder should be leads to what is somebody else's. */
static void
test_links (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *through = g_build_filename (link, "wakebell.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("/tmp", link), ==, 0);
  g_assert_null (wb_database_open (through, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  g_assert_cmpint (symlink ("target.db", fixture->path), ==, 0);
  g_assert_null (wb_database_open (fixture->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/migrations/version-1", Fixture, NULL, set_up, test_version_1, tear_down);
  g_test_add ("/store/migrations/newer-schema", Fixture, NULL, set_up, test_newer_schema,
              tear_down);
  g_test_add ("/store/migrations/foreign-unmarked", Fixture, "CREATE TABLE other (a);", set_up,
              test_foreign_file, tear_down);
  g_test_add ("/store/migrations/foreign-marked", Fixture,
              "PRAGMA application_id = 7; CREATE TABLE other (a);", set_up, test_foreign_file,
              tear_down);
  g_test_add ("/store/migrations/foreign-versioned", Fixture,
              "PRAGMA user_version = 1; CREATE TABLE other (a);", set_up, test_foreign_file,
              tear_down);
  g_test_add ("/store/migrations/not-a-database", Fixture, NULL, set_up, test_not_a_database,
              tear_down);
  g_test_add ("/store/migrations/failing-script", Fixture, NULL, set_up, test_failing_script,
              tear_down);
  g_test_add ("/store/migrations/open-folder", Fixture, NULL, set_up, test_open_folder, tear_down);
  g_test_add ("/store/migrations/new-folder", Fixture, NULL, set_up, test_new_folder, tear_down);
  g_test_add ("/store/migrations/links", Fixture, NULL, set_up, test_links, tear_down);
  return g_test_run ();
}
