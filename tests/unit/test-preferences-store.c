/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-preferences-store.h"

#include <string.h>

#include "folder-fixture.h"
#include "store/wb-database.h"
#include "store/wb-policy-store.h"

typedef struct
{
  char *folder;
  WbConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = NULL;
  g_autoptr (WbDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = folder_fixture_new ();
  path = g_build_filename (fixture->folder, "wakebell.db", NULL);
  database = wb_database_open (path, &error);
  g_assert_no_error (error);
  wb_database_close (database);
  fixture->connection = wb_connection_open_writer (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_connection_close (fixture->connection);
  folder_fixture_free (fixture->folder);
}

static WbPreferences *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  WbPreferences *preferences = wb_preferences_store_load (fixture->connection, &error);

  g_assert_no_error (error);
  return preferences;
}

/* Returns: whether anything changed; the revision of the rules says the same. */
static gboolean
change (Fixture *fixture, const char *json)
{
  static const WbJsonLimits limits = { 4096, 4096, 8, 256 };
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);
  g_autoptr (WbPreferences) before = load (fixture);
  g_autoptr (WbPreferences) after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_changed = FALSE;
  gint64 old_revision, revision;

  after = wb_preferences_new_from_json (wb_json_get_root (document), before, &error);
  g_assert_no_error (error);
  g_assert_true (wb_policy_store_get_revision (fixture->connection, &old_revision, NULL));
  wb_preferences_store_save (fixture->connection, before, after, &is_changed, &error);
  g_assert_no_error (error);
  g_assert_true (wb_policy_store_get_revision (fixture->connection, &revision, NULL));
  g_assert_cmpint (is_changed, ==, revision != old_revision);
  return is_changed;
}

static void
assert_rows (Fixture *fixture, const char *names)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      fixture->connection,
      "SELECT group_concat(name) FROM (SELECT name FROM notification_preferences ORDER BY name)",
      NULL);

  g_assert_true (wb_statement_next (select, NULL));
  g_assert_cmpstr (wb_statement_get_text (select, 0), ==, names);
}

static void
assert_value (Fixture *fixture, const char *name, const char *value)
{
  g_autoptr (WbPreferences) preferences = load (fixture);
  g_autofree char *kept = wb_preferences_dup_value (preferences, name);

  g_assert_cmpstr (kept, ==, value);
}

/* Only what somebody set is kept; a repeat writes nothing. */
static void
test_save (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  assert_value (fixture, "cost_thresholds", "[5,10,20]");
  g_assert_false (change (fixture, "{}"));
  g_assert_false (change (fixture, "{\"cost_thresholds\":[5,10,20]}"));
  assert_rows (fixture, NULL);

  g_assert_true (change (fixture, "{\"cost_thresholds\":[1],\"quota\":{\"warning\":50}}"));
  g_assert_false (change (fixture, "{\"cost_thresholds\":[1],\"quota\":{\"warning\":50}}"));
  assert_rows (fixture, "cost_thresholds,quota");
  assert_value (fixture, "quota", "{\"warning\":50,\"critical\":90}");

  g_assert_true (change (fixture, "{\"cost_thresholds\":[5,10,20]}"));
  assert_value (fixture, "cost_thresholds", "[5,10,20]");
}

/* What another version wrote, or nobody should have, does not take the rest with it. */
static void
test_unreadable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (change (fixture, "{\"popup_min_severity\":\"error\"}"));
  g_assert_true (
      wb_connection_execute (fixture->connection,
                             "INSERT INTO notification_preferences VALUES ('colour', '\"red\"'),"
                             " ('quota', '{\"warning\":99}'), ('retention', '{\"days\":'),"
                             " ('channels', 'true},\"digest\":{\"mode\":\"daily\"')",
                             NULL));
  assert_value (fixture, "popup_min_severity", "\"error\"");
  assert_value (fixture, "quota", "{\"warning\":75,\"critical\":90}");
  assert_value (fixture, "retention", "{\"days\":90,\"notifications\":200000}");

  g_assert_true (change (fixture, "{\"retention\":{\"days\":7}}"));
  assert_value (fixture, "retention", "{\"days\":7,\"notifications\":200000}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/preferences-store/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/store/preferences-store/unreadable", Fixture, NULL, set_up, test_unreadable,
              tear_down);
  return g_test_run ();
}
