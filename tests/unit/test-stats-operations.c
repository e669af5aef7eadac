/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-stats-operations.h"

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "folder-fixture.h"
#include "model/wb-limits.h"

#define HOUR_US G_TIME_SPAN_HOUR
#define NOON_US (CENTRE_FIXTURE_NOW_US - CENTRE_FIXTURE_NOW_US % HOUR_US) /* 2026-01-02T03:00Z */

static char *
ask (CentreFixture *fixture, const char *input, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GString *answer;

  wb_pipeline_perform_async (fixture->pipeline, &wb_stats_get, input, "test",
                             folder_fixture_keep_result_cb, &result);
  answer = wb_pipeline_perform_finish (fixture->pipeline, folder_fixture_wait (&result), error);
  return answer != NULL ? g_string_free (answer, FALSE) : NULL;
}

static void
publish_at (CentreFixture *fixture, gint64 time_us, const char *json)
{
  g_autofree char *answer = NULL;

  wb_clock_set_now_us (fixture->clock, time_us);
  answer = centre_fixture_publish (fixture, json);
  g_assert_nonnull (answer);
}

/* Whole hours; the one that has begun is the last. */
static void
test_hours (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *input;
    const char *expected;
  } cases[] = {
    { "{\"hours\":1}",
      "{\"since\":\"2026-01-02T03:00:00.000000Z\",\"hours\":["
      "{\"hour\":\"2026-01-02T03:00:00.000000Z\",\"severity\":{\"info\":1,\"error\":2}}],"
      "\"types\":{\"custom\":1,\"training_failed\":2},\"outcomes\":{\"notified\":3},"
      "\"channels\":{\"desktop\":3},\"models\":{\"m\":2,\"a\":1},\"providers\":{\"groq\":1},"
      "\"deliveries\":{}}" },
    { "{\"hours\":2}",
      "{\"since\":\"2026-01-02T02:00:00.000000Z\",\"hours\":["
      "{\"hour\":\"2026-01-02T02:00:00.000000Z\",\"severity\":{\"info\":1}},"
      "{\"hour\":\"2026-01-02T03:00:00.000000Z\",\"severity\":{\"info\":1,\"error\":2}}],"
      "\"types\":{\"batch_processed\":1,\"custom\":1,\"training_failed\":2},"
      "\"outcomes\":{\"recorded\":1,\"notified\":3},\"channels\":{\"desktop\":3},"
      "\"models\":{\"m\":2,\"a\":1},\"providers\":{\"groq\":2},\"deliveries\":{}}" },
  };

  publish_at (fixture, NOON_US - 1,
              "{\"type\":\"batch_processed\",\"title\":\"a\",\"provider\":\"groq\"}");
  publish_at (fixture, NOON_US, "{\"title\":\"b\",\"model_name\":\"a\",\"provider\":\"groq\"}");
  publish_at (
      fixture, NOON_US + 1,
      "{\"type\":\"training_failed\",\"severity\":\"error\",\"title\":\"c\",\"model_name\":\"m\"}");
  publish_at (
      fixture, NOON_US + HOUR_US - 1,
      "{\"type\":\"training_failed\",\"severity\":\"error\",\"title\":\"d\",\"model_name\":\"m\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = ask (fixture, cases[i].input, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (answer, ==, cases[i].expected);
    }
}

static void
test_none (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = ask (fixture, "{}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (
      answer, ==,
      "{\"since\":\"2026-01-01T04:00:00.000000Z\",\"hours\":[],\"types\":{},"
      "\"outcomes\":{},\"channels\":{},\"models\":{},\"providers\":{},\"deliveries\":{}}");
}

/* Names come from outside: an hour has room for so many of them, and an answer for fewer. */
static void
test_names (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *later = NULL;
  g_auto (GStrv) names = NULL;

  for (int i = 0; i <= WB_LIMIT_STATS_NAMES_AN_HOUR; i++)
    {
      g_autofree char *event = g_strdup_printf ("{\"title\":\"x\",\"model_name\":\"m%d\"}", i);

      publish_at (fixture, NOON_US, event);
    }
  publish_at (fixture, NOON_US, "{\"title\":\"x\",\"model_name\":\"m7\"}");
  /* One too many, which no second one makes known. */
  publish_at (fixture, NOON_US, "{\"title\":\"x\",\"model_name\":\"m200\"}");
  answer = ask (fixture, "{}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"models\":{\"m7\":2,\"m0\":1,\"m1\":1,"));
  names = g_strsplit (answer, "\"m", -1);
  /* what comes before the first one, and "models" itself */
  g_assert_cmpuint (g_strv_length (names), ==, WB_LIMIT_STATS_NAMES + 2);
  g_assert_null (strstr (answer, "m200"));

  /* The next hour has room again. */
  for (int i = 0; i < 3; i++)
    publish_at (fixture, NOON_US + G_TIME_SPAN_HOUR, "{\"title\":\"x\",\"model_name\":\"m200\"}");
  later = ask (fixture, "{}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (later, "\"models\":{\"m200\":3,\"m7\":2,\"m0\":1,"));
}

static void
test_refused (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const inputs[]
      = { "{\"hours\":0}", "{\"hours\":8761}", "{\"hours\":1.5}", "{\"hours\":\"1\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer = ask (fixture, inputs[i], &error);

      g_assert_null (answer);
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, "hours: expected an integer from 1 to 8760");
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/engine/stats-operations/hours", test_hours },
    { "/engine/stats-operations/names", test_names },
    { "/engine/stats-operations/none", test_none },
    { "/engine/stats-operations/refused", test_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CentreFixture, NULL, centre_fixture_set_up, tests[i].test,
                centre_fixture_tear_down);
  return g_test_run ();
}
