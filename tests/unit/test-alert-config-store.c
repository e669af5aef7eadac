/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-alert-config-store.h"

#include "base/wb-error.h"
#include "folder-fixture.h"
#include "store/wb-database.h"
#include "store/wb-policy-store.h"

#define NOW_US G_GINT64_CONSTANT (1767323045000000)

typedef struct
{
  char *folder;
  WbConnection *connection;
  gint64 revision; /* of the rules, when it was last looked at */
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

static void
assert_rules_changed (Fixture *fixture)
{
  gint64 before = fixture->revision;

  g_assert_true (wb_policy_store_get_revision (fixture->connection, &fixture->revision, NULL));
  g_assert_cmpint (fixture->revision, !=, before);
}

static WbAlertConfig *
add (Fixture *fixture, const char *name, gint64 now_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbAlertConfig) config = wb_alert_config_new (name, "custom");
  WbAlertConfig *added = wb_alert_config_store_add (fixture->connection, config, now_us, &error);

  g_assert_no_error (error);
  return added;
}

static char *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) configs = wb_alert_config_store_list (fixture->connection, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < configs->len; i++)
    {
      const WbAlertConfig *config = g_ptr_array_index (configs, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s; ", config->id, config->name);
    }
  return g_string_free (text, FALSE);
}

static void
test_life (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbAlertConfig) first = add (fixture, "a", NOW_US);
  g_autoptr (WbAlertConfig) second = NULL;
  g_autoptr (WbAlertConfig) third = NULL;
  g_autoptr (WbAlertConfig) changed = NULL;
  g_autoptr (WbAlertConfig) read = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n_configs = 0;

  assert_rules_changed (fixture);
  second = add (fixture, "b", NOW_US + 1);
  assert_rules_changed (fixture);
  before = list (fixture);
  g_assert_cmpstr (before, ==, "1 a; 2 b; ");
  g_assert_true (wb_alert_config_store_count (fixture->connection, &n_configs, NULL));
  g_assert_cmpuint (n_configs, ==, 2);

  g_free (second->name);
  second->name = g_strdup ("c");
  changed = wb_alert_config_store_replace (fixture->connection, second, NOW_US + 5, &error);
  g_assert_no_error (error);
  assert_rules_changed (fixture);
  read = wb_alert_config_store_get (fixture->connection, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->name, ==, "c");
  g_assert_cmpint (read->created_us, ==, NOW_US + 1);
  g_assert_cmpint (read->updated_us, ==, NOW_US + 5);
  g_assert_cmpint (changed->updated_us, ==, NOW_US + 5);

  /* No other gets its number, by which the keyring and the throttles know it. */
  g_assert_true (wb_alert_config_store_delete (fixture->connection, 2, &error));
  assert_rules_changed (fixture);
  g_assert_null (wb_alert_config_store_get (fixture->connection, 2, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_NOT_FOUND);
  third = add (fixture, "d", NOW_US);
  after = list (fixture);
  g_assert_cmpstr (after, ==, "1 a; 3 d; ");
}

/* What another version wrote does not take the others with it. */
static void
test_unreadable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbAlertConfig) config = add (fixture, "a", NOW_US);
  g_autofree char *text = NULL;

  g_assert_true (wb_connection_execute (
      fixture->connection,
      "INSERT INTO alert_configs (alert_type, body, created_us, updated_us) VALUES"
      " ('custom', '{\"name\":\"b\",\"alert_type\":\"custom\",\"moon\":1}', 1, 1),"
      " ('custom', '{', 1, 1)",
      NULL));
  text = list (fixture);
  g_assert_cmpstr (text, ==, "1 a; ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/alert-config-store/life", Fixture, NULL, set_up, test_life, tear_down);
  g_test_add ("/store/alert-config-store/unreadable", Fixture, NULL, set_up, test_unreadable,
              tear_down);
  return g_test_run ();
}
