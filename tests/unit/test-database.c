/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-database.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/wb-error.h"
#include "folder-fixture.h"

#define FRAME_HEADER_SIZE 24
#define LOG_HEADER_SIZE 32

typedef struct
{
  char *folder;
  char *path;
  WbDatabase *database;
} Fixture;

/* Holds the writer inside a job, so that what is queued meanwhile waits. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean is_entered;
  gboolean is_open;
} Gate;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = folder_fixture_new ();
  fixture->path = g_build_filename (fixture->folder, "wakebell.db", NULL);
  fixture->database = wb_database_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_database_close (fixture->database);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->database);
  g_free (fixture->path);
  folder_fixture_free (fixture->folder);
}

static gboolean
gate_job (WbConnection *connection G_GNUC_UNUSED, gpointer data, GError **error G_GNUC_UNUSED)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->is_entered = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->is_open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return TRUE;
}

static void
wait_for_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->is_entered)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
close_gate (WbDatabase *database, Gate *gate)
{
  *gate = (Gate){ 0 };
  wb_database_write_async (database, gate_job, gate, NULL, 0, NULL, NULL);
  g_main_context_iteration (NULL, FALSE); /* a turn, at whose end it is handed over */
  wait_for_gate (gate);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->is_open = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

/* @data is a number; the job makes a row of it. 0 fails at once, negative ones after they did. */
static gboolean
insert_job (WbConnection *connection, gpointer data, GError **error)
{
  int number = GPOINTER_TO_INT (data);
  g_autofree char *sql
      = g_strdup_printf ("INSERT INTO attachments (event_id, position, name, media_type, data)"
                         " VALUES (%d, 0, '', '', x'')",
                         number);

  if (number != 0 && !wb_connection_execute (connection, sql, error))
    return FALSE;
  if (number <= 0)
    g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT, "refused %d", number);
  return number > 0;
}

static gboolean
count_job (WbConnection *connection, gpointer data, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT count(*) FROM attachments", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *(gint64 *) data = wb_statement_get_int64 (select, 0);
  return TRUE;
}

static gint64
count_rows (WbDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count = -1;

  wb_database_read_async (database, count_job, &count, NULL, NULL, folder_fixture_keep_result_cb,
                          &result);
  wb_database_finish (database, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return count;
}

static void
insert_and_wait (WbDatabase *database, int number, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wb_database_write_async (database, insert_job, GINT_TO_POINTER (number), NULL, 0,
                           folder_fixture_keep_result_cb, &result);
  wb_database_finish (database, folder_fixture_wait (&result), error);
}

/* Each commit ends in a frame of the log that says how large the database is. */
static guint
count_commits (Fixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *log = NULL;
  gsize length = 0;
  guint32 page_size, pages;
  guint commits = 0;

  g_assert_true (g_file_get_contents (path, &log, &length, NULL));
  g_assert_cmpuint (length, >=, LOG_HEADER_SIZE);
  memcpy (&page_size, log + 8, sizeof page_size);
  for (gsize at = LOG_HEADER_SIZE; at + FRAME_HEADER_SIZE <= length;
       at += FRAME_HEADER_SIZE + GUINT32_FROM_BE (page_size))
    {
      memcpy (&pages, log + at + 4, sizeof pages);
      commits += pages != 0;
    }
  return commits;
}

static void
test_batch (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  Gate gate;
  guint before = count_commits (fixture);
  g_autoptr (GAsyncResult) last = NULL;

  close_gate (fixture->database, &gate);
  for (int i = 1; i < 200; i++)
    wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (i), NULL, 0, NULL,
                             NULL);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (200), NULL, 0,
                           folder_fixture_keep_result_cb, &last);
  g_assert_cmpuint (wb_database_count_waiting (fixture->database), ==, 201);
  g_main_context_iteration (NULL, FALSE); /* the turn is over: all of them are handed over */
  open_gate (&gate);
  folder_fixture_wait (&last);

  /* The gate's own commit changes nothing and leaves no frame. */
  g_assert_cmpuint (count_commits (fixture), ==, before + 1);
  g_assert_cmpint (count_rows (fixture->database), ==, 200);
  g_assert_cmpuint (wb_database_count_waiting (fixture->database), ==, 0);
}

/* Of a long turn, the writer begins with the first jobs before the main context has seen the last.
 */
static void
test_long_turn (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) last = NULL;
  Gate gate = { 0 };

  wb_database_write_async (fixture->database, gate_job, &gate, NULL, 0, NULL, NULL);
  for (int i = 1; i < 100; i++)
    wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (i), NULL, 0, NULL,
                             NULL);
  wait_for_gate (&gate);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (100), NULL, 0,
                           folder_fixture_keep_result_cb, &last);
  open_gate (&gate);
  folder_fixture_wait (&last);
  g_assert_cmpint (count_rows (fixture->database), ==, 100);
}

#define STORED -1

/* Jobs of one commit, and what each of them is answered: a code of WbError, or STORED. */
static void
check_answers (Fixture *fixture, gboolean are_bare, const int (*jobs)[2], gsize n_jobs)
{
  g_autofree GAsyncResult **results = g_new0 (GAsyncResult *, n_jobs);
  Gate gate;

  close_gate (fixture->database, &gate);
  for (gsize i = 0; i < n_jobs; i++)
    (are_bare ? wb_database_write_bare_async : wb_database_write_async) (
        fixture->database, insert_job, GINT_TO_POINTER (jobs[i][0]), NULL, 0,
        folder_fixture_keep_result_cb, &results[i]);
  open_gate (&gate);

  for (gsize i = 0; i < n_jobs; i++)
    {
      g_autoptr (GAsyncResult) result = folder_fixture_wait (&results[i]);
      g_autoptr (GError) error = NULL;

      wb_database_finish (fixture->database, result, &error);
      if (jobs[i][1] == STORED)
        g_assert_no_error (error);
      else
        g_assert_error (error, WB_ERROR, jobs[i][1]);
    }
}

static void
test_failing_job (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const int jobs[][2] = {
    { 1, STORED }, { -2, WB_ERROR_CONFLICT }, { 3, STORED }, { -4, WB_ERROR_CONFLICT },
    { 5, STORED },
  };

  check_answers (fixture, FALSE, jobs, G_N_ELEMENTS (jobs));
  g_assert_cmpint (count_rows (fixture->database), ==, 3);
}

/* One that fails half-way after all takes its commit along, and from then on itself only. */
static void
test_bare_job (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const int refused[][2] = { { 1, STORED }, { 0, WB_ERROR_CONFLICT }, { 2, STORED } };
  static const int lost[][2]
      = { { 3, WB_ERROR_UNAVAILABLE }, { -1, WB_ERROR_CONFLICT }, { 4, WB_ERROR_UNAVAILABLE } };
  static const int again[][2] = { { 3, STORED }, { -1, WB_ERROR_CONFLICT }, { 4, STORED } };

  check_answers (fixture, TRUE, refused, G_N_ELEMENTS (refused));
  g_assert_cmpint (count_rows (fixture->database), ==, 2);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*half-way: refused -1*");
  check_answers (fixture, TRUE, lost, G_N_ELEMENTS (lost));
  g_test_assert_expected_messages ();
  g_assert_cmpint (count_rows (fixture->database), ==, 2);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*stored again*");
  check_answers (fixture, TRUE, again, G_N_ELEMENTS (again));
  g_test_assert_expected_messages ();
  g_assert_cmpint (count_rows (fixture->database), ==, 4);
}

static void
test_busy (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  Gate gate;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) last = NULL;
  g_autoptr (GError) error = NULL;

  close_gate (fixture->database, &gate);
  for (int i = 1; i < WB_DATABASE_QUEUE_JOBS; i++)
    wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (i), NULL, 0,
                             i == WB_DATABASE_QUEUE_JOBS - 1 ? folder_fixture_keep_result_cb : NULL,
                             &last);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (1), NULL, 0,
                           folder_fixture_keep_result_cb, &refused);
  wb_database_finish (fixture->database, folder_fixture_wait (&refused), &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_BUSY);

  open_gate (&gate);
  folder_fixture_wait (&last);
  g_assert_cmpint (count_rows (fixture->database), ==, WB_DATABASE_QUEUE_JOBS - 1);
  insert_and_wait (fixture->database, 1000000, NULL);
  g_assert_cmpint (count_rows (fixture->database), ==, WB_DATABASE_QUEUE_JOBS);
}

static void
test_busy_bytes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  Gate gate;
  g_autoptr (GAsyncResult) taken = NULL, refused = NULL, next = NULL;
  g_autoptr (GError) error = NULL;

  close_gate (fixture->database, &gate);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (1), NULL,
                           WB_DATABASE_QUEUE_BYTES, folder_fixture_keep_result_cb, &taken);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (2), NULL, 1,
                           folder_fixture_keep_result_cb, &refused);
  wb_database_finish (fixture->database, folder_fixture_wait (&refused), &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_BUSY);

  open_gate (&gate);
  folder_fixture_wait (&taken);
  wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (3), NULL, 1,
                           folder_fixture_keep_result_cb, &next);
  folder_fixture_wait (&next);
  g_assert_cmpint (count_rows (fixture->database), ==, 2);
}

/* Who only reads cannot write. */
static void
test_reader (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  insert_and_wait (fixture->database, 1, NULL);
  g_assert_cmpint (count_rows (fixture->database), ==, 1);
  wb_database_read_async (fixture->database, insert_job, GINT_TO_POINTER (2), NULL, NULL,
                          folder_fixture_keep_result_cb, &result);
  wb_database_finish (fixture->database, folder_fixture_wait (&result), &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_assert_cmpint (count_rows (fixture->database), ==, 1);
}

static void
test_cancelled_read (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count = -1;

  g_cancellable_cancel (cancellable);
  wb_database_read_async (fixture->database, count_job, &count, NULL, cancellable,
                          folder_fixture_keep_result_cb, &result);
  g_assert_null (wb_database_finish (fixture->database, folder_fixture_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count, ==, -1);
}

/* Leaves room for nothing, as a full disk does. */
static gboolean
fill_job (WbConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
  return wb_connection_execute (connection, "PRAGMA max_page_count = 1", error);
}

static gboolean
free_job (WbConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
  return wb_connection_execute (connection, "PRAGMA max_page_count = 1000000", error);
}

static gboolean
insert_much_job (WbConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
  return wb_connection_execute (
      connection, "INSERT INTO attachments VALUES (7, 7, '', '', zeroblob (100000))", error);
}

/* SQLite ends the whole transaction there: what is answered is still what is kept. */
static void
test_full (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  WbDatabaseJob jobs[] = { fill_job, insert_job, insert_much_job, insert_job, insert_job };
  GAsyncResult *results[G_N_ELEMENTS (jobs)] = { NULL };
  g_autoptr (GAsyncResult) freed = NULL;
  gint64 answered = 0;
  Gate gate;

  close_gate (fixture->database, &gate);
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    wb_database_write_async (fixture->database, jobs[i], GINT_TO_POINTER ((int) i), NULL, 0,
                             folder_fixture_keep_result_cb, &results[i]);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*database or disk is full*");
  open_gate (&gate);
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr (GAsyncResult) result = folder_fixture_wait (&results[i]);
      g_autoptr (GError) error = NULL;

      wb_database_finish (fixture->database, result, &error);
      if (error != NULL)
        g_assert_error (error, WB_ERROR, WB_ERROR_STORAGE_FULL);
      else if (jobs[i] == insert_job)
        answered++;
    }
  g_test_assert_expected_messages ();
  g_assert_cmpint (count_rows (fixture->database), ==, answered);

  wb_database_write_async (fixture->database, free_job, NULL, NULL, 0,
                           folder_fixture_keep_result_cb, &freed);
  folder_fixture_wait (&freed);
  insert_and_wait (fixture->database, 8, NULL);
  g_assert_cmpint (count_rows (fixture->database), ==, answered + 1);
}

/* What was taken in is on disk after the end, and its senders are told. */
static void
test_close_drains (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) last = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 1; i <= 1000; i++)
    wb_database_write_async (fixture->database, insert_job, GINT_TO_POINTER (i), NULL, 0,
                             i == 1000 ? folder_fixture_keep_result_cb : NULL, &last);
  wb_database_close (fixture->database);
  wb_database_finish (fixture->database, folder_fixture_wait (&last), &error);
  g_assert_no_error (error);
  g_object_unref (fixture->database);

  fixture->database = wb_database_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (fixture->database), ==, 1000);
}

static void
test_second_agent (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_database_open (fixture->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_BUSY);
  insert_and_wait (fixture->database, 1, NULL);
  g_assert_cmpint (count_rows (fixture->database), ==, 1);
}

static void
assert_mode (const char *folder, const char *name, guint mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat status;

  g_test_message ("%s", name);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, mode);
}

/* Nobody else reads what is kept, whatever the umask says. */
static void
test_modes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  insert_and_wait (fixture->database, 1, NULL);
  g_assert_cmpint (count_rows (fixture->database), ==, 1);
  assert_mode (fixture->folder, ".", 0700);
  assert_mode (fixture->folder, "wakebell.db", 0600);
  assert_mode (fixture->folder, "wakebell.db-wal", 0600);
  assert_mode (fixture->folder, "wakebell.db-shm", 0600);
  assert_mode (fixture->folder, "wakebell.db.lock", 0600);
}

static void
lose_file (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A write that no restart would find is not answered as kept; the next ones go to a new file. */
static void
check_lost_file (Fixture *fixture, const char *suffix)
{
  g_autoptr (GError) error = NULL;
  gint64 kept;

  insert_and_wait (fixture->database, 1, NULL);
  lose_file (fixture, suffix);

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*moved or deleted*");
  insert_and_wait (fixture->database, 2, &error);
  g_test_assert_expected_messages ();
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_clear_error (&error);

  insert_and_wait (fixture->database, 3, &error);
  g_assert_no_error (error);
  kept = count_rows (fixture->database);
  g_assert_cmpint (kept, >=, 1);
  assert_mode (fixture->folder, "wakebell.db", 0600);

  /* And a restart finds it. */
  wb_database_close (fixture->database);
  g_object_unref (fixture->database);
  fixture->database = wb_database_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (fixture->database), ==, kept);
}

static void
test_lost_database (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  check_lost_file (fixture, "");
}

static void
test_lost_log (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  check_lost_file (fixture, "-wal");
}

/* As a backup does that puts files back under a running agent. */
static void
test_replaced_log (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;

  insert_and_wait (fixture->database, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (log), ==, 0);
  g_assert_true (g_file_set_contents (log, "", 0, NULL));
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*moved or deleted*");
  insert_and_wait (fixture->database, 2, &error);
  g_test_assert_expected_messages ();
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
}

static void
count_finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_finished = user_data;

  wb_database_finish (WB_DATABASE (source), result, NULL);
  (*n_finished)++;
}

/* What came after it is done before it, and nobody counts it as waiting. */
static void
test_idle_job (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Gate gate;

  close_gate (fixture->database, &gate);
  wb_database_write_idle_async (fixture->database, insert_job, GINT_TO_POINTER (1), NULL,
                                folder_fixture_keep_result_cb, &result);
  g_assert_cmpuint (wb_database_count_waiting (fixture->database), ==, 1);
  open_gate (&gate);
  insert_and_wait (fixture->database, 2, &error);
  g_assert_no_error (error);
  g_assert_null (result);
  g_assert_cmpint (count_rows (fixture->database), ==, 1);

  wb_database_finish (fixture->database, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_rows (fixture->database), ==, 2);
}

/* Jobs that keep coming one by one do not put it off for ever. */
static void
test_idle_job_among_others (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint n_finished = 0;

  wb_database_write_idle_async (fixture->database, insert_job, GINT_TO_POINTER (1), NULL,
                                count_finished_cb, &n_finished);
  for (int i = 2; n_finished == 0; i++)
    insert_and_wait (fixture->database, i, NULL);
}

/* One that still waits when the agent ends is not done. */
static void
test_idle_job_at_the_end (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Gate gate;

  close_gate (fixture->database, &gate);
  wb_database_write_idle_async (fixture->database, insert_job, GINT_TO_POINTER (1), NULL,
                                folder_fixture_keep_result_cb, &result);
  open_gate (&gate);
  wb_database_close (fixture->database);
  wb_database_finish (fixture->database, folder_fixture_wait (&result), &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/database/batch", test_batch },
    { "/store/database/long-turn", test_long_turn },
    { "/store/database/failing-job", test_failing_job },
    { "/store/database/bare-job", test_bare_job },
    { "/store/database/busy", test_busy },
    { "/store/database/busy-bytes", test_busy_bytes },
    { "/store/database/reader", test_reader },
    { "/store/database/cancelled-read", test_cancelled_read },
    { "/store/database/full", test_full },
    { "/store/database/close-drains", test_close_drains },
    { "/store/database/second-agent", test_second_agent },
    { "/store/database/modes", test_modes },
    { "/store/database/lost-database", test_lost_database },
    { "/store/database/lost-log", test_lost_log },
    { "/store/database/replaced-log", test_replaced_log },
    { "/store/database/idle-job", test_idle_job },
    { "/store/database/idle-job-among-others", test_idle_job_among_others },
    { "/store/database/idle-job-at-the-end", test_idle_job_at_the_end },
  };

  umask (022);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
