/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-dry-run.h"

#include <string.h>

#include "centre-fixture.h"

#define BREAKER "\"type\":\"circuit_breaker_opened\",\"provider\":"

static void
publish (CentreFixture *fixture, const char *fields)
{
  g_autofree char *json = g_strdup_printf ("{\"message\":\"m\",%s}", fields);
  g_autofree char *outcome = centre_fixture_publish (fixture, json);

  g_assert_nonnull (outcome);
}

/* Seven failures of one breaker, and one of another, that none but the fourth and the last tell. */
static void
publish_history (CentreFixture *fixture)
{
  for (guint i = 1; i <= 7; i++)
    {
      g_autofree char *fields = g_strdup_printf (
          "\"title\":\"n%u\"," BREAKER "\"openai\",\"context\":{\"consecutive_failures\":%u}", i,
          i);

      publish (fixture, fields);
    }
  publish (fixture,
           "\"title\":\"other\"," BREAKER "\"groq\",\"context\":{\"consecutive_failures\":9}");
  publish (fixture, "\"title\":\"a word\",\"type\":\"custom\",\"context\":{\"type\":\"backup\"}");
}

static char *
try_draft (CentreFixture *fixture, const char *body)
{
  g_autofree char *input = g_strdup_printf ("{\"body\":%s}", body);
  g_autoptr (GError) error = NULL;
  char *answer = centre_fixture_try_perform (fixture, &wb_dry_run, input, &error);

  return answer != NULL ? answer : g_strdup_printf ("! %s", error->message);
}

static void
assert_begins (const char *answer, const char *beginning)
{
  if (!g_str_has_prefix (answer, beginning))
    g_error ("expected %s at the beginning of %s", beginning, answer);
}

static void
test_counts (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *draft;
    const char *beginning;
  } cases[] = {
    { "{\"alert_type\":\"circuit_breaker_opened\",\"cooldown_minutes\":0}",
      "{\"days\":7,\"events\":8,\"matched\":8,\"notified\":8,\"throttled\":0,\"complete\":true" },
    { "{\"alert_type\":\"circuit_breaker_opened\",\"active\":false,"
      "\"conditions\":{\"min_consecutive_failures\":4}}",
      "{\"days\":7,\"events\":8,\"matched\":5,\"notified\":2,\"throttled\":3,\"complete\":true" },
    { "{\"alert_type\":\"circuit_breaker_opened\",\"cooldown_minutes\":0,"
      "\"max_alerts_per_hour\":3}",
      "{\"days\":7,\"events\":8,\"matched\":8,\"notified\":4,\"throttled\":4,\"complete\":true" },
    { "{\"alert_type\":\"Backup\"}",
      "{\"days\":7,\"events\":1,\"matched\":1,\"notified\":1,\"throttled\":0,\"complete\":true" },
    { "{\"alert_type\":\"*\",\"conditions\":{\"provider\":\"gr*\"}}",
      "{\"days\":7,\"events\":9,\"matched\":1,\"notified\":1,\"throttled\":0,\"complete\":true" },
    { "{\"alert_type\":\"high_latency\"}",
      "{\"days\":7,\"events\":0,\"matched\":0,\"notified\":0,\"throttled\":0,\"complete\":true,"
      "\"examples\":[]}" },
  };

  publish_history (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = try_draft (fixture, cases[i].draft);

      assert_begins (answer, cases[i].beginning);
    }
}

/* The newest come first; what comes through is told from the oldest on. */
static void
test_examples (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = NULL;
  const char *newest, *second, *first;

  publish_history (fixture);
  answer
      = try_draft (fixture, "{\"alert_type\":\"circuit_breaker_opened\",\"severity\":\"warning\","
                            "\"conditions\":{\"min_consecutive_failures\":5}}");
  newest = strstr (answer, "\"title\":\"other\",\"severity\":\"warning\",\"outcome\":\"notified\"");
  second = strstr (answer, "\"title\":\"n7\",\"severity\":\"warning\",\"outcome\":\"throttled\"");
  first = strstr (answer, "\"title\":\"n5\",\"severity\":\"warning\",\"outcome\":\"notified\"");
  g_assert_true (newest != NULL && second > newest && first > second);
}

/* One that rings long ago is shown rather than the newest that are held back. */
static void
test_examples_that_ring (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = NULL;

  publish_history (fixture);
  answer = try_draft (fixture, "{\"alert_type\":\"circuit_breaker_opened\"}");
  g_assert_nonnull (strstr (answer, "\"title\":\"other\""));
  g_assert_nonnull (strstr (answer, "\"title\":\"n5\""));
  g_assert_null (strstr (answer, "\"title\":\"n4\""));
  g_assert_nonnull (strstr (answer, "\"title\":\"n1\""));
}

/* Nothing is left behind: neither a config, nor what a throttle would remember. */
static void
test_writes_nothing (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *signals = NULL;

  publish_history (fixture);
  g_free (centre_fixture_take_signals (fixture));
  first = try_draft (fixture, "{\"alert_type\":\"circuit_breaker_opened\"}");
  again = try_draft (fixture, "{\"alert_type\":\"circuit_breaker_opened\"}");
  signals = centre_fixture_take_signals (fixture);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (signals, ==, "");
}

static void
test_refused (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *draft;
    const char *message;
  } cases[] = {
    { "7", "! body: expected a JSON object" },
    { "{}", "! alert_type: expected a string with something in it" },
    { "{\"id\":3}", "! id: there is no alert config 3" },
    { "{\"alert_type\":\"custom\",\"cooldown_minutes\":-1}",
      "! cooldown_minutes: expected an integer from 0 to 10080" },
    { "{\"alert_type\":\"custom\",\"conditions\":{\"moon\":1}}",
      "! conditions.moon: there is no such condition" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = try_draft (fixture, cases[i].draft);

      g_assert_cmpstr (answer, ==, cases[i].message);
    }
}

static void
add (const char *path, void (*test) (CentreFixture *fixture, gconstpointer data))
{
  g_test_add (path, CentreFixture, NULL, centre_fixture_set_up, test, centre_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/engine/dry-run/counts", test_counts);
  add ("/engine/dry-run/examples", test_examples);
  add ("/engine/dry-run/examples-that-ring", test_examples_that_ring);
  add ("/engine/dry-run/writes-nothing", test_writes_nothing);
  add ("/engine/dry-run/refused", test_refused);
  return g_test_run ();
}
