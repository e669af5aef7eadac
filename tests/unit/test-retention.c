/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-retention.h"

#include "centre-fixture.h"
#include "engine/wb-housekeeper.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-stats-operations.h"
#include "folder-fixture.h"

#define ALL "@a{sv} {}"
#define DAY_US G_TIME_SPAN_DAY
#define MANY 700 /* several slices of each kind */

static void
retain (CentreFixture *fixture)
{
  g_autofree char *answer = centre_fixture_perform (fixture, &wb_housekeeper_retain, "{}");

  g_assert_nonnull (answer);
}

static void
set_preferences (CentreFixture *fixture, const char *body)
{
  g_autofree char *input = g_strdup_printf ("{\"body\":%s}", body);
  g_autofree char *answer = centre_fixture_perform (fixture, &wb_preferences_set, input);

  g_assert_nonnull (answer);
}

static void
set_day (CentreFixture *fixture, gint64 day)
{
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + day * DAY_US);
}

static void
publish (CentreFixture *fixture, const char *json)
{
  g_autofree char *answer = centre_fixture_publish (fixture, json);

  g_assert_nonnull (answer);
}

static gboolean
count_job (WbConnection *connection, gpointer data, GError **error)
{
  struct
  {
    const char *sql;
    gint64 count;
  } *question = data;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, question->sql, error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  question->count = wb_statement_get_int64 (select, 0);
  return TRUE;
}

static gint64
count (CentreFixture *fixture, const char *sql)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  struct
  {
    const char *sql;
    gint64 count;
  } question = { sql, 0 };

  wb_database_read_async (fixture->database, count_job, &question, NULL, NULL,
                          folder_fixture_keep_result_cb, &result);
  wb_database_finish (fixture->database, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return question.count;
}

static gboolean
execute_job (WbConnection *connection, gpointer data, GError **error)
{
  return wb_connection_execute (connection, data, error);
}

static void
execute (CentreFixture *fixture, const char *sql)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wb_database_write_async (fixture->database, execute_job, (gpointer) sql, NULL, 0,
                           folder_fixture_keep_result_cb, &result);
  wb_database_finish (fixture->database, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
}

/* What must hold of every database, whatever was taken out of it. */
static void
assert_sound (CentreFixture *fixture)
{
  static const char *const orphans[] = {
    "SELECT count(*) FROM notifications WHERE seq NOT IN (SELECT id FROM events)",
    "SELECT count(*) FROM attachments WHERE event_id NOT IN (SELECT id FROM events)",
    "SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT id FROM events)",
    "SELECT (SELECT count(*) FROM notifications WHERE read_us IS NULL AND seq NOT IN"
    " (SELECT seq FROM notifications INDEXED BY notifications_unread WHERE read_us IS NULL))",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (orphans); i++)
    g_assert_cmpint (count (fixture, orphans[i]), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM notifications WHERE read_us IS NULL"), ==,
                   wb_centre_get_unread_count (fixture->centre));
}

static void
assert_list (CentreFixture *fixture, const char *filter, const char *expected)
{
  g_autofree char *list = centre_fixture_list (fixture, filter, 0, 100);

  g_test_message ("%s", filter);
  g_assert_cmpstr (list, ==, expected);
}

/* Old is what nothing came to for the days of the preferences; the newest event always stays. */
static void
test_age (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *signals = NULL;

  publish (fixture, "{\"title\":\"first amber\",\"dedup_key\":\"k\"}");
  publish (fixture, "{\"title\":\"second amber\"}");
  publish (fixture, "{\"type\":\"batch_processed\",\"title\":\"recorded\"}");
  publish (fixture, "{\"title\":\"pressing amber\",\"severity\":\"critical\"}");
  publish (fixture, "{\"title\":\"taken up amber\",\"severity\":\"critical\"}");
  g_assert_cmpint (centre_fixture_mark (fixture, WB_MARK_ACKNOWLEDGED, "5"), ==, 1);
  set_day (fixture, 60);
  publish (fixture, "{\"title\":\"repeated amber\",\"dedup_key\":\"k\"}");
  set_day (fixture, 100);
  publish (fixture, "{\"title\":\"new amber\"}");
  g_free (centre_fixture_take_signals (fixture));
  assert_list (fixture, "{'text': <'amber'>}", "7 1 5 4 2 of 5");

  retain (fixture);
  signals = centre_fixture_take_signals (fixture);
  g_assert_cmpstr (signals, ==, "removed 2 5;");
  assert_list (fixture, ALL, "7 1 4 of 3");
  assert_list (fixture, "{'text': <'amber'>}", "7 1 4 of 3");
  assert_list (fixture, "{'text': <'second'>}", "of 0");
  assert_list (fixture, "{'text': <'pressing'>}", "4 of 1");
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM events"), ==, 3);
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 3);
  assert_sound (fixture);

  set_day (fixture, 1000);
  retain (fixture);
  assert_list (fixture, ALL, "4 of 1");
  g_assert_cmpint (count (fixture, "SELECT max(id) FROM events"), ==, 7);
  assert_sound (fixture);
}

/* The clock is exact to the microsecond. */
static void
test_edge (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  set_preferences (fixture, "{\"retention\":{\"days\":2}}");
  publish (fixture, "{\"title\":\"a\"}");
  publish (fixture, "{\"title\":\"b\"}");
  set_day (fixture, 2);
  retain (fixture);
  assert_list (fixture, ALL, "2 1 of 2");
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + 2 * DAY_US + 1);
  retain (fixture);
  assert_list (fixture, ALL, "of 0");
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM events"), ==, 1);
}

/* A clock that was wrong for a while: what it called the future is not lost. */
static void
test_clock_was_ahead (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  set_day (fixture, 4000);
  publish (fixture, "{\"title\":\"ahead\"}");
  set_day (fixture, 0);
  publish (fixture, "{\"title\":\"right\"}");
  set_day (fixture, 50);
  publish (fixture, "{\"title\":\"now\"}");
  retain (fixture);
  assert_list (fixture, ALL, "3 2 1 of 3");
  assert_sound (fixture);
}

/* By number: the newest are kept, and of the events five times as many. */
static void
test_number (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) json = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  set_preferences (fixture, "{\"retention\":{\"notifications\":20}}");
  for (guint i = 1; i <= MANY; i++)
    g_ptr_array_add (json, g_strdup_printf ("{\"title\":\"opal %u\",\"severity\":\"%s\"}", i,
                                            i % 100 == 0 ? "critical" : "info"));
  g_ptr_array_add (json, NULL);
  answer = centre_fixture_submit (fixture, (const char *const *) json->pdata, &error);
  g_assert_no_error (error);
  execute (fixture, "INSERT INTO attachments SELECT id, 0, 'a', 'text/plain', x'61' FROM events");
  g_free (centre_fixture_perform (fixture, &wb_housekeeper_index, "{}"));
  g_free (centre_fixture_take_signals (fixture));

  retain (fixture);
  /* Six of the critical ones are older than the twenty newest. */
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM notifications"), ==, 26);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM notifications WHERE seq > 680"), ==, 20);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM events WHERE id > 600"), ==, 100);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM events WHERE id <= 600"), ==, 6);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM search_docsize"), ==, 106);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM attachments"), ==, 106);
  assert_list (fixture, "{'text': <'opal 100'>}", "100 of 1");
  assert_list (fixture, "{'text': <'opal 101'>}", "of 0");
  assert_list (fixture, "{'text': <'opal'>, 'severities': <['critical']>}",
               "700 600 500 400 300 200 100 of 7");
  assert_sound (fixture);

  publish (fixture, "{\"title\":\"opal after\"}");
  assert_list (fixture, "{'text': <'after'>}", "701 of 1");
}

/* An event that waits for its time is not too old before it. */
static void
test_scheduled (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  publish (fixture, "{\"type\":\"batch_processed\",\"title\":\"waits\"}");
  publish (fixture, "{\"type\":\"batch_processed\",\"title\":\"is done\"}");
  publish (fixture, "{\"type\":\"batch_processed\",\"title\":\"newest\"}");
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM events"), ==, 3);
  set_day (fixture, 200);
  execute (fixture, "INSERT INTO alarms VALUES (0, '1', 9000000000000000)");
  retain (fixture);
  g_assert_cmpint (count (fixture, "SELECT sum(id) FROM events"), ==, 1 + 3);
}

static char *
dup_filling (void)
{
  return g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO audit (at_us, actor, action) SELECT %" G_GINT64_FORMAT ", 'a', 'b' FROM n;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO idempotency_keys SELECT 'old' || i, i, x'00', %" G_GINT64_FORMAT " FROM n;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO alert_throttles SELECT 's' || i, 'x', x'00', %" G_GINT64_FORMAT " FROM n;"
      "INSERT INTO audit (at_us, actor, action) VALUES (%" G_GINT64_FORMAT ", 'a', 'kept');"
      "INSERT INTO idempotency_keys VALUES ('kept', 1, x'00', %" G_GINT64_FORMAT ");"
      "INSERT INTO alert_throttles VALUES ('kept', 'x', x'00', %" G_GINT64_FORMAT ");",
      MANY, CENTRE_FIXTURE_NOW_US - 91 * DAY_US, MANY, CENTRE_FIXTURE_NOW_US - 7 * DAY_US, MANY,
      CENTRE_FIXTURE_NOW_US - 8 * DAY_US, CENTRE_FIXTURE_NOW_US - 89 * DAY_US,
      CENTRE_FIXTURE_NOW_US - 6 * DAY_US, CENTRE_FIXTURE_NOW_US - 6 * DAY_US);
}

static void
test_small_tables (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *sql = dup_filling ();

  execute (fixture, sql);
  retain (fixture);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit WHERE action = 'kept'"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM audit"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM idempotency_keys WHERE key = 'kept'"), ==,
                   1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM idempotency_keys"), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM alert_throttles WHERE scope = 'kept'"), ==,
                   1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM alert_throttles"), ==, 1);
}

/* Which hour an old event came in is forgotten; that it came is not. */
static void
test_counts (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *stats = NULL;

  for (gint64 day = 0; day < 120; day++)
    {
      set_day (fixture, day);
      publish (fixture, "{\"title\":\"a\",\"model_name\":\"m\"}");
    }
  retain (fixture);
  retain (fixture);
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM event_counts"), ==, 120);
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM event_counts WHERE hour_us = 0"), ==, 29);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM event_counts"), ==, 1 + 91);
  g_assert_cmpint (count (fixture, "SELECT sum(n) FROM subject_counts"), ==, 91);

  stats = centre_fixture_perform (fixture, &wb_stats_get, "{\"hours\":25}");
  g_assert_true (g_str_has_suffix (stats, "\"types\":{\"custom\":2},\"outcomes\":{\"notified\":2},"
                                          "\"channels\":{\"desktop\":2},\"models\":{\"m\":2},"
                                          "\"providers\":{},\"deliveries\":{}}"));
}

/* Random events and marks: what goes is what is old, the rest is as it was. */
static void
test_random (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 kept;

  set_preferences (fixture, "{\"retention\":{\"days\":30}}");
  for (gint64 day = 0; day < 60; day++)
    {
      int n = g_test_rand_int_range (1, 8);

      set_day (fixture, day);
      for (int i = 0; i < n; i++)
        {
          g_autofree char *json = g_strdup_printf (
              "{\"title\":\"jade %d\",\"severity\":\"%s\"%s}", g_test_rand_int_range (0, 5),
              g_test_rand_bit () ? "critical" : "error",
              g_test_rand_bit () ? ",\"dedup_key\":\"k\"" : "");

          publish (fixture, json);
        }
      if (g_test_rand_bit ())
        {
          g_autofree char *id = g_strdup_printf ("%d", g_test_rand_int_range (1, 100));

          centre_fixture_mark (fixture, g_test_rand_bit () ? WB_MARK_READ : WB_MARK_ACKNOWLEDGED,
                               id);
        }
    }
  before = centre_fixture_list (fixture, "{'text': <'jade'>}", 0, 1000);
  kept = count (fixture, "SELECT count(*) FROM notifications WHERE updated_us >= "
                         "(SELECT max(updated_us) FROM notifications) - 30 * 86400000000"
                         " OR (severity = 4 AND acknowledged_us IS NULL)");
  retain (fixture);
  after = centre_fixture_list (fixture, "{'text': <'jade'>}", 0, 1000);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM notifications"), ==, kept);
  g_assert_cmpint (g_ascii_strtoll (g_strrstr (after, "of ") + 3, NULL, 10), ==, kept);
  g_assert_cmpint (strncmp (before, after, strcspn (after, " ")), ==, 0);
  assert_sound (fixture);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/retention/age", test_age },
    { "/store/retention/edge", test_edge },
    { "/store/retention/clock-was-ahead", test_clock_was_ahead },
    { "/store/retention/number", test_number },
    { "/store/retention/scheduled", test_scheduled },
    { "/store/retention/small-tables", test_small_tables },
    { "/store/retention/counts", test_counts },
    { "/store/retention/random", test_random },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CentreFixture, NULL, centre_fixture_set_up, tests[i].test,
                centre_fixture_tear_down);
  return g_test_run ();
}
