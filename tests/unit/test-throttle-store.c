/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-throttle-store.h"

#include <string.h>

#include "engine/wb-throttle.h"
#include "folder-fixture.h"
#include "store/wb-database.h"

#define NOW_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder;
  char *path;
  WbConnection *connection;
} Fixture;

static void
open_file (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->connection = wb_connection_open_writer (fixture->path, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = folder_fixture_new ();
  fixture->path = g_build_filename (fixture->folder, "wakebell.db", NULL);
  database = wb_database_open (fixture->path, &error);
  g_assert_no_error (error);
  wb_database_close (database);
  open_file (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_connection_close (fixture->connection);
  g_free (fixture->path);
  folder_fixture_free (fixture->folder);
}

static GBytes *
get (Fixture *fixture, const char *scope, const char *subject)
{
  g_autoptr (GError) error = NULL;
  GBytes *state = NULL;

  wb_throttle_store_get (fixture->connection, scope, subject, &state, &error);
  g_assert_no_error (error);
  return state;
}

static void
put (Fixture *fixture, const char *scope, const char *subject, const char *text, gint64 now_us)
{
  g_autoptr (GBytes) state = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  wb_throttle_store_put (fixture->connection, scope, subject, state, now_us, &error);
  g_assert_no_error (error);
}

static void
assert_state (Fixture *fixture, const char *scope, const char *subject, const char *text)
{
  g_autoptr (GBytes) state = get (fixture, scope, subject);

  if (text == NULL)
    {
      g_assert_null (state);
      return;
    }
  g_assert_nonnull (state);
  g_assert_cmpmem (g_bytes_get_data (state, NULL), g_bytes_get_size (state), text, strlen (text));
}

static void
test_get_and_put (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  assert_state (fixture, "config 1", "{}", NULL);
  put (fixture, "config 1", "{}", "one", NOW_US);
  put (fixture, "config 2", "{}", "two", NOW_US);
  put (fixture, "config 1", "{\"run_id\":\"r\"}", "three", NOW_US);
  put (fixture, "config 1", "{}", "four", NOW_US + 1);
  put (fixture, "config 3", "{}", "", NOW_US);
  assert_state (fixture, "config 1", "{}", "four");
  assert_state (fixture, "config 2", "{}", "two");
  assert_state (fixture, "config 1", "{\"run_id\":\"r\"}", "three");
  assert_state (fixture, "config 3", "{}", "");
  assert_state (fixture, "config 2", "{\"run_id\":\"r\"}", NULL);
}

/* A restart changes nothing: S1-61, S0-53. */
static void
test_restart (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const WbThrottleLimits limits = { .cooldown_s = 900 };
  g_auto (WbThrottleState) state = { 0 };
  g_auto (WbThrottleState) again = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) kept = NULL;
  WbThrottleAnswer answer;

  wb_throttle_admit (&state, NOW_US, WB_SEVERITY_WARNING, 1);
  wb_throttle_suppress (&state, WB_SEVERITY_WARNING, 2);
  bytes = wb_throttle_state_to_bytes (&state);
  g_assert_true (
      wb_throttle_store_put (fixture->connection, "type quota_warning", "{}", bytes, NOW_US, NULL));
  wb_connection_close (fixture->connection);
  open_file (fixture);

  kept = get (fixture, "type quota_warning", "{}");
  g_assert_true (wb_throttle_state_init_from_bytes (&again, kept));
  g_assert_cmpuint (again.suppressed, ==, 1);
  answer = wb_throttle_ask (&again, &limits, WB_SEVERITY_WARNING, NOW_US + G_TIME_SPAN_MINUTE);
  g_assert_cmpint (answer.reason, ==, WB_THROTTLE_COOLDOWN);
  g_assert_cmpint (answer.until_us, ==, NOW_US + 15 * G_TIME_SPAN_MINUTE);
}

static void
test_idle (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint deleted = 99;

  put (fixture, "type custom", "a", "a", NOW_US - 3);
  put (fixture, "type custom", "b", "b", NOW_US - 2);
  put (fixture, "type custom", "c", "c", NOW_US - 1);
  put (fixture, "type custom", "d", "d", NOW_US);
  g_assert_true (wb_throttle_store_delete_idle (fixture->connection, NOW_US, 2, &deleted, NULL));
  g_assert_cmpuint (deleted, ==, 2);
  assert_state (fixture, "type custom", "b", NULL);
  assert_state (fixture, "type custom", "c", "c");
  g_assert_true (wb_throttle_store_delete_idle (fixture->connection, NOW_US, 2, &deleted, NULL));
  g_assert_cmpuint (deleted, ==, 1);
  assert_state (fixture, "type custom", "c", NULL);
  assert_state (fixture, "type custom", "d", "d");
  g_assert_true (wb_throttle_store_delete_idle (fixture->connection, NOW_US, 2, &deleted, NULL));
  g_assert_cmpuint (deleted, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/throttle-store/get-and-put", Fixture, NULL, set_up, test_get_and_put,
              tear_down);
  g_test_add ("/store/throttle-store/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/store/throttle-store/idle", Fixture, NULL, set_up, test_idle, tear_down);
  return g_test_run ();
}
