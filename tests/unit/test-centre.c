/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-centre.h"

#include <string.h>

#include "centre-fixture.h"
#include "folder-fixture.h"

#define ALL "@a{sv} {}"
#define HOUR_US G_TIME_SPAN_HOUR

static void
publish (CentreFixture *fixture, const char *json)
{
  g_autofree char *answer = centre_fixture_publish (fixture, json);

  g_assert_nonnull (answer);
}

static void
assert_list (CentreFixture *fixture, const char *filter, const char *expected)
{
  g_autofree char *list = centre_fixture_list (fixture, filter, 0, 100);

  g_test_message ("%s", filter);
  g_assert_cmpstr (list, ==, expected);
}

static void
assert_signals (CentreFixture *fixture, const char *expected)
{
  g_autofree char *signals = centre_fixture_take_signals (fixture);

  g_assert_cmpstr (signals, ==, expected);
}

static void
publish_mixed (CentreFixture *fixture)
{
  static const char *const json[] = {
    "{\"type\":\"training_started\",\"severity\":\"info\",\"title\":\"Start of Qwen\","
    "\"message\":\"epochs\",\"model_name\":\"qwen\",\"run_id\":\"r7\"}",
    "{\"type\":\"out_of_memory\",\"severity\":\"error\",\"title\":\"Out of memory\","
    "\"message\":\"CUDA **failed** on gpu-3\",\"tags\":[\"nightly\"]}",
    "{\"type\":\"quota_critical\",\"severity\":\"critical\",\"title\":\"Quota at 92%\","
    "\"message\":\"Größe\",\"provider\":\"groq\",\"key_id\":\"key9\"}",
    "{\"type\":\"custom\",\"severity\":\"warning\",\"title\":\"say \\\"hello world\\\" now\","
    "\"message\":\"title:x a* OR NEAR(b c)\",\"source\":\"cron\"}",
    "{\"type\":\"high_latency\",\"severity\":\"warning\",\"title\":\"slow\",\"message\":\"日本\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (json); i++)
    publish (fixture, json[i]);
}

static void
test_filters (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *filter;
    const char *expected;
  } cases[] = {
    { ALL, "5 4 3 2 1 of 5" },
    { "{'severities': <['warning']>}", "5 4 of 2" },
    { "{'severities': <['error', 'critical']>}", "3 2 of 2" },
    { "{'categories': <['training']>}", "2 1 of 2" },
    { "{'categories': <['training', 'custom']>, 'severities': <['info', 'warning']>}", "4 1 of 2" },
    { "{'categories': <['external']>}", "of 0" },
    { "{'unread': <true>}", "5 4 3 of 3" },
    { "{'unread': <false>}", "2 1 of 2" },
    { "{'acknowledged': <true>}", "2 of 1" },
    { "{'acknowledged': <false>}", "5 4 3 1 of 4" },
    { "{'unread': <false>, 'acknowledged': <false>}", "1 of 1" },
    { "{'unread': <true>, 'severities': <['critical']>}", "3 of 1" },
    { "{'text': <'qwen'>, 'unread': <true>}", "of 0" },
    { "{'text': <'qwen'>, 'unread': <false>}", "1 of 1" },
    { "{'text': <'slow'>, 'categories': <['keys']>}", "of 0" },
    { "{'text': <'slow'>, 'severities': <['warning']>, 'categories': <['gateway']>}", "5 of 1" },
  };

  publish_mixed (fixture);
  g_assert_cmpint (centre_fixture_mark (fixture, WB_MARK_READ, "1"), ==, 1);
  g_assert_cmpint (centre_fixture_mark (fixture, WB_MARK_ACKNOWLEDGED, "2"), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_list (fixture, cases[i].filter, cases[i].expected);
}

/* Words of people, not a language of queries. */
static void
test_search (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "cuda", "2 of 1" },
    { "CUDA", "2 of 1" },
    { "mem", "2 of 1" }, /* words may be begun only */
    { "memo out", "2 of 1" },
    { "memo outer", "of 0" },
    { "memory out", "2 of 1" },
    { "ory", "of 0" },
    { "größe", "3 of 1" },
    { "grosse", "of 0" },
    { "grö", "3 of 1" },
    { "gro", "3 of 1" },
    { "groq", "3 of 1" },
    { "key9", "3 of 1" },
    { "r7", "1 of 1" },
    { "nightly", "2 of 1" },
    { "cron", "4 of 1" },
    { "out_of_memory", "2 of 1" },
    { "gpu-3", "2 of 1" },
    { "92%", "3 of 1" },
    { "日本", "5 of 1" },
    { "\"hello world\"", "4 of 1" },
    { "\"", "of 0" },
    { "\"hello", "4 of 1" },
    { "a* OR NEAR(", "4 of 1" },
    { "cuda OR quota", "of 0" },
    { "title:x", "4 of 1" },
    { "title:cuda", "of 0" },
    { "-", "of 0" },
    { "-cuda", "2 of 1" },
    { "cuda -", "2 of 1" },
    { "NOT cuda", "of 0" },
    { "^out", "2 of 1" },
    { "{title}: x", "4 of 1" },
    { "';--", "of 0" },
    { "*", "of 0" },
    { "NULL", "of 0" },
    { "a\tworld", "4 of 1" },
  };

  publish_mixed (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) text = g_variant_ref_sink (g_variant_new_string (cases[i].text));
      g_autofree char *quoted = g_variant_print (text, FALSE);
      g_autofree char *filter = g_strdup_printf ("{'text': <%s>}", quoted);

      assert_list (fixture, filter, cases[i].expected);
    }
}

/* A search finds what was stored just now; the old words of what merged no longer. */
static void
test_search_is_fresh (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"title\":\"common %u\",\"message\":\"\"}", i);

      publish (fixture, json);
    }
  publish (fixture, "{\"title\":\"before\",\"message\":\"\",\"dedup_key\":\"a\"}");
  assert_list (fixture, "{'text': <'before'>}", "201 of 1");
  publish (fixture, "{\"title\":\"after\",\"message\":\"\",\"dedup_key\":\"a\"}");
  assert_list (fixture, "{'text': <'after'>}", "201 of 1");
  assert_list (fixture, "{'text': <'before'>}", "of 0");
  centre_fixture_mark (fixture, WB_MARK_DELETED, "201");
  assert_list (fixture, "{'text': <'after'>}", "of 0");
}

static void
test_paging (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = NULL, *second = NULL, *last = NULL, *found = NULL;

  publish (fixture, "{\"title\":\"x\",\"message\":\"\",\"dedup_key\":\"a\"}");
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"title\":\"x %u\",\"message\":\"\"}", i);

      publish (fixture, json);
    }
  publish (fixture, "{\"title\":\"x\",\"message\":\"\",\"dedup_key\":\"a\"}");

  /* The first one stands at the top again; its seq is 7. Only the start of a list is counted. */
  first = centre_fixture_list (fixture, ALL, 0, 3);
  g_assert_cmpstr (first, ==, "1 6 5 of 6");
  second = centre_fixture_list (fixture, ALL, 5, 3);
  g_assert_cmpstr (second, ==, "4 3 2 of 0");
  last = centre_fixture_list (fixture, ALL, 2, 3);
  g_assert_cmpstr (last, ==, "of 0");
  found = centre_fixture_list (fixture, "{'text': <'x'>, 'unread': <true>}", 6, 2);
  g_assert_cmpstr (found, ==, "5 4 of 0");
}

static void
test_get (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const gint64 wanted[] = { 3, 99, 1, -1, 3 };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) notifications = NULL;
  static const gint64 expected[] = { 3, 1, 3 };

  publish_mixed (fixture);
  g_array_append_vals (ids, wanted, G_N_ELEMENTS (wanted));
  wb_centre_get_async (fixture->centre, ids, NULL, folder_fixture_keep_result_cb, &result);
  notifications = wb_centre_get_finish (fixture->centre, folder_fixture_wait (&result), NULL);
  g_assert_cmpuint (notifications->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < notifications->len; i++)
    g_assert_cmpint (((WbNotification *) g_ptr_array_index (notifications, i))->id, ==,
                     expected[i]);
}

static void
test_marks (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    WbMark mark;
    const char *ids;
    gssize changed;
    guint unread;
    const char *signals;
  } steps[] = {
    { WB_MARK_READ, "1 2", 2, 3, "seen 1 2;" },
    { WB_MARK_READ, "1 2", 0, 3, "" },
    { WB_MARK_READ, "1 3 3 99", 1, 2, "seen 3;" },
    { WB_MARK_UNREAD, "1 4", 1, 3, "changed 1;" },
    { WB_MARK_ACKNOWLEDGED, "1 2", 2, 2, "seen 1 2;" },
    { WB_MARK_ACKNOWLEDGED, "1", 0, 2, "" },
    { WB_MARK_UNREAD, "2", 1, 3, "changed 2;" },
    { WB_MARK_DELETED, "4 3 77", 2, 2, "removed 4 3;" },
    { WB_MARK_DELETED, "4", 0, 2, "" },
    { WB_MARK_READ, "4", 0, 2, "" },
    { WB_MARK_DELETED, "1 2 5", 3, 0, "removed 1 2 5;" },
  };

  publish_mixed (fixture);
  assert_signals (fixture, "added 1; added 2; added 3; added 4; added 5;");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_cmpint (centre_fixture_mark (fixture, steps[i].mark, steps[i].ids), ==,
                       steps[i].changed);
      g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, steps[i].unread);
      assert_signals (fixture, steps[i].signals);
    }
  assert_list (fixture, ALL, "of 0");
}

static void
test_mark_times (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbNotification) notification = NULL;

  publish (fixture, "{\"title\":\"x\",\"message\":\"\"}");
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + 1);
  centre_fixture_mark (fixture, WB_MARK_READ, "1");
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + 2);
  centre_fixture_mark (fixture, WB_MARK_ACKNOWLEDGED, "1");
  notification = centre_fixture_get (fixture, 1);
  g_assert_cmpint (notification->read_us, ==, CENTRE_FIXTURE_NOW_US + 1);
  g_assert_cmpint (notification->acknowledged_us, ==, CENTRE_FIXTURE_NOW_US + 2);
}

/* Deleting what is open does not bring it back with the next event of its key. */
static void
test_delete_open (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *next = NULL;

  publish (fixture, "{\"title\":\"x\",\"message\":\"\",\"dedup_key\":\"a\"}");
  centre_fixture_mark (fixture, WB_MARK_DELETED, "1");
  next = centre_fixture_publish (fixture, "{\"title\":\"x\",\"message\":\"\",\"dedup_key\":\"a\"}");
  g_assert_cmpstr (next, ==, "2 notified 2");
}

static GPtrArray *
new_many_events (guint n)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_event_unref);

  for (guint i = 0; i < n; i++)
    {
      /* Two of one title would be the same alert. */
      g_autofree char *json = g_strdup_printf ("{\"title\":\"%u of %u\",\"message\":\"\"}", i, n);

      g_ptr_array_add (events, wb_event_new_from_json (json, NULL));
    }
  return events;
}

/* Reading all takes several commits; what came in between was not seen and stays unread. */
static void
test_mark_all_read (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) many = new_many_events (2500);
  g_autoptr (GPtrArray) late = new_many_events (1);
  g_autoptr (GAsyncResult) stored = NULL, marked = NULL, added = NULL;
  g_autofree char *signals = NULL;

  wb_pipeline_submit_async (fixture->pipeline, many, folder_fixture_keep_result_cb, &stored);
  folder_fixture_wait (&stored);
  centre_fixture_settle ();
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 2500);
  g_string_truncate (fixture->signals, 0);

  wb_centre_mark_all_read_async (fixture->centre, folder_fixture_keep_result_cb, &marked);
  wb_pipeline_submit_async (fixture->pipeline, late, folder_fixture_keep_result_cb, &added);
  g_assert_cmpint (wb_centre_mark_finish (fixture->centre, folder_fixture_wait (&marked), NULL), ==,
                   2500);
  folder_fixture_wait (&added);
  centre_fixture_settle ();
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 1);
  assert_list (fixture, "{'unread': <true>}", "2501 of 1");

  signals = centre_fixture_take_signals (fixture);
  g_assert_true (g_str_has_prefix (signals, "seen 1 2 3 "));
  g_assert_nonnull (strstr (signals, "; added 2501; seen 1001 "));
  g_assert_true (g_str_has_suffix (signals, " 2499 2500;"));
}

static void
test_mark_nothing_read (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) marked = NULL;

  wb_centre_mark_all_read_async (fixture->centre, folder_fixture_keep_result_cb, &marked);
  g_assert_cmpint (wb_centre_mark_finish (fixture->centre, folder_fixture_wait (&marked), NULL), ==,
                   0);
  assert_signals (fixture, "");
}

/* Events 1 to 6, an hour apart. */
static void
publish_history (CentreFixture *fixture)
{
  static const char *const json[] = {
    "{\"type\":\"training_started\",\"run_id\":\"a\"}",
    "{\"type\":\"epoch_completed\",\"run_id\":\"a\"}",
    "{\"type\":\"epoch_completed\",\"run_id\":\"b\"}",
    "{\"type\":\"custom\"}",
    "{\"type\":\"epoch_completed\",\"run_id\":\"a\"}",
    "{\"type\":\"training_failed\",\"run_id\":\"a\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (json); i++)
    {
      wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + (gint64) i * HOUR_US);
      publish (fixture, json[i]);
    }
}

static char *
query_history (CentreFixture *fixture, const WbEventQuery *query)
{
  WbEventQuery *copy = g_memdup2 (query, sizeof *query);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GString *ids = g_string_new (NULL);

  copy->type = g_strdup (query->type);
  copy->run_id = g_strdup (query->run_id);
  wb_centre_list_events_async (fixture->centre, copy, NULL, folder_fixture_keep_result_cb, &result);
  events = wb_centre_list_events_finish (fixture->centre, folder_fixture_wait (&result), NULL);
  for (guint i = 0; i < events->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            ((WbStoredEvent *) g_ptr_array_index (events, i))->id);
  return g_string_free (ids, FALSE);
}

static void
test_history (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static char epoch[] = "epoch_completed", none[] = "nan_detected", a[] = "a";
  const gint64 third_us = CENTRE_FIXTURE_NOW_US + 2 * HOUR_US;
  const struct
  {
    WbEventQuery query;
    const char *ids;
  } cases[] = {
    { { .limit = 10 }, "6 5 4 3 2 1" },
    { { .limit = 2 }, "6 5" },
    { { .limit = 2, .before_id = 5 }, "4 3" },
    { { .limit = 10, .before_id = 1 }, "" },
    { { .limit = 10, .since_id = 4 }, "6 5" },
    { { .limit = 2, .is_forward = TRUE }, "1 2" },
    { { .limit = 2, .is_forward = TRUE, .since_id = 2 }, "3 4" },
    { { .limit = 10, .is_forward = TRUE, .since_id = 2, .before_id = 5 }, "3 4" },
    { { .limit = 10, .is_forward = TRUE, .since_id = 6 }, "" },
    { { .limit = 10, .type = epoch }, "5 3 2" },
    { { .limit = 1, .type = epoch, .is_forward = TRUE, .since_id = 2 }, "3" },
    { { .limit = 10, .type = none }, "" },
    { { .limit = 10, .run_id = a }, "6 5 2 1" },
    { { .limit = 2, .run_id = a, .is_forward = TRUE }, "1 2" },
    { { .limit = 10, .run_id = a, .type = epoch }, "5 2" },
    { { .limit = 10, .run_id = a, .type = epoch, .is_forward = TRUE }, "2 5" },
    { { .limit = 10, .since_us = third_us }, "6 5 4 3" },
    { { .limit = 2, .since_us = third_us }, "6 5" },
    /* The limit counts what is answered, not what is too old for it. */
    { { .limit = 2, .since_us = third_us, .is_forward = TRUE }, "3 4" },
    { { .limit = 1, .since_us = third_us, .is_forward = TRUE, .run_id = a }, "5" },
    { { .limit = 1, .since_us = third_us, .is_forward = TRUE, .type = epoch }, "3" },
    { { .limit = 10, .since_us = third_us, .type = epoch, .run_id = a }, "5" },
    { { .limit = 10, .since_us = third_us + 9 * HOUR_US }, "" },
  };

  publish_history (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = query_history (fixture, &cases[i].query);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (ids, ==, cases[i].ids);
    }
}

static void
test_counts (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GAsyncResult) result = NULL;
  const WbCounts *counts;

  publish_history (fixture);
  centre_fixture_mark (fixture, WB_MARK_DELETED, "1");
  wb_centre_count_async (fixture->centre, folder_fixture_keep_result_cb, &result);
  counts = wb_centre_count_finish (fixture->centre, folder_fixture_wait (&result), NULL);
  g_assert_cmpuint (counts->events, ==, 6);
  g_assert_cmpuint (counts->notifications, ==, 2);
}

/* An agent that starts knows what was left unread. */
static void
test_restart (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbPipeline) pipeline = NULL;
  g_autoptr (WbCentre) centre = NULL;

  publish_mixed (fixture);
  centre_fixture_mark (fixture, WB_MARK_READ, "1 2");
  pipeline = wb_pipeline_new (fixture->database, fixture->clock);
  centre = wb_centre_new (fixture->database, pipeline);
  while (wb_centre_get_unread_count (centre) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (wb_centre_get_unread_count (centre), ==, 3);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/engine/centre/filters", test_filters },
    { "/engine/centre/search", test_search },
    { "/engine/centre/search-is-fresh", test_search_is_fresh },
    { "/engine/centre/paging", test_paging },
    { "/engine/centre/get", test_get },
    { "/engine/centre/marks", test_marks },
    { "/engine/centre/mark-times", test_mark_times },
    { "/engine/centre/delete-open", test_delete_open },
    { "/engine/centre/mark-all-read", test_mark_all_read },
    { "/engine/centre/mark-nothing-read", test_mark_nothing_read },
    { "/engine/centre/history", test_history },
    { "/engine/centre/counts", test_counts },
    { "/engine/centre/restart", test_restart },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CentreFixture, NULL, centre_fixture_set_up, tests[i].test,
                centre_fixture_tear_down);
  return g_test_run ();
}
