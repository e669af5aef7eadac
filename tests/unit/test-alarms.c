/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alarm.h"

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-snooze.h"
#include "folder-fixture.h"

#define MINUTE_US G_TIME_SPAN_MINUTE

/* What happens at a minute after the start, and what is said to it. */
typedef struct
{
  guint minute;
  const char *json;   /* an event; NULL: what is due is done */
  const char *answer; /* to the event */
  const char *signals;
} Step;

/* With @restarts, the agent ends and starts before each step. */
static void
check_steps (CentreFixture *fixture, const Step *steps, gsize n_steps, gboolean restarts)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autofree char *answer = NULL;
      g_autofree char *signals = NULL;

      g_test_message ("minute %u: %s", steps[i].minute,
                      steps[i].json != NULL ? steps[i].json : "what is due");
      if (restarts)
        centre_fixture_restart (fixture);
      wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + steps[i].minute * MINUTE_US);
      answer = steps[i].json != NULL ? centre_fixture_publish (fixture, steps[i].json)
                                     : centre_fixture_perform (fixture, &wb_alarm_run_due, "{}");
      signals = centre_fixture_take_signals (fixture);
      if (steps[i].json != NULL)
        g_assert_cmpstr (answer, ==, steps[i].answer);
      g_assert_cmpstr (signals, ==, steps[i].signals);
    }
}

#define EVENT "{\"title\":\"t\",\"message\":\"m\"}"

/* What a cooldown held back counts on the first one, and is summed up when it would let one
 * through; the summary counts as that one. */
static void
test_summary (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, EVENT, "1 notified 1", "added 1;" },
    { 1, EVENT, "2 throttled 1", "changed 1;" },
    { 2, EVENT, "3 throttled 1", "changed 1;" },
    { 9, NULL, NULL, "" },
    { 10, NULL, NULL, "added 4;" },
    { 11, EVENT, "5 throttled 4", "changed 4;" },
    { 12, NULL, NULL, "" },
    { 20, NULL, NULL, "added 6;" },
    { 60, NULL, NULL, "" },
    { 61, EVENT, "7 notified 7", "added 7;" },
  };
  g_autoptr (WbNotification) first = NULL;
  g_autoptr (WbNotification) summary = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  first = centre_fixture_get (fixture, 1);
  g_assert_cmpuint (first->count, ==, 3);
  summary = centre_fixture_get (fixture, 4);
  g_assert_cmpstr (summary->event->title, ==, "2 more: t");
  g_assert_cmpstr (summary->event->message, ==, "m");
}

/* What was resolved meanwhile needs no "n more". */
static void
test_summary_of_resolved (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, "{\"type\":\"circuit_breaker_opened\",\"provider\":\"p\"}", "1 notified 1", "added 1;" },
    { 1, "{\"type\":\"circuit_breaker_opened\",\"provider\":\"p\"}", "2 throttled 1",
      "changed 1;" },
    { 2, "{\"type\":\"circuit_breaker_closed\",\"provider\":\"p\"}", "3 notified 3",
      "added 3; changed 1;" },
    { 15, NULL, NULL, "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* CENTRE_FIXTURE_NOW_US is 2026-01-02T03:04:05Z. */
static void
test_deliver_at (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, "{\"title\":\"t\",\"message\":\"\",\"deliver_at\":\"2026-01-02T03:14:05Z\"}", "1 held 0",
      "" },
    { 9, NULL, NULL, "" },
    { 10, NULL, NULL, "added 2;" },
    { 11, NULL, NULL, "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* An alert that ends unless it is renewed. */
static void
test_expiry (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0,
      "{\"title\":\"t\",\"message\":\"\",\"dedup_key\":\"k\",\"ends_at\":\"2026-01-02T03:09:05Z\"}",
      "1 notified 1", "added 1;" },
    { 3,
      "{\"title\":\"t\",\"message\":\"\",\"dedup_key\":\"k\",\"ends_at\":\"2026-01-02T03:12:05Z\"}",
      "2 merged 1", "merged 1;" },
    { 5, NULL, NULL, "" },
    { 8, NULL, NULL, "changed 1;" },
    { 9, NULL, NULL, "" },
  };
  g_autoptr (WbNotification) notification = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  notification = centre_fixture_get (fixture, 1);
  g_assert_cmpint (notification->resolved_us, ==, CENTRE_FIXTURE_NOW_US + 8 * MINUTE_US);
}

/* The night of the preferences ends at 03:14, ten minutes after the start. */
static void
test_quiet_hours (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 1, EVENT, "1 held 1", "added 1;" },
    { 2, "{\"title\":\"grave\",\"message\":\"\",\"severity\":\"critical\"}", "2 notified 2",
      "added 2;" },
    { 3, "{\"title\":\"read\",\"message\":\"\"}", "3 held 3", "added 3;" },
    { 9, NULL, NULL, "" },
    { 11, NULL, NULL, "shown 1 3; changed 1 3;" },
    { 12, "{\"title\":\"day\",\"message\":\"\"}", "4 notified 4", "added 4;" },
  };
  g_autofree char *set = centre_fixture_perform (fixture, &wb_preferences_set,
                                                 "{\"body\":{\"quiet_hours\":{\"enabled\":true,"
                                                 "\"start\":\"22:00\",\"end\":\"03:14\"}}}");
  g_autofree char *signals = centre_fixture_take_signals (fixture);

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

static void
test_snooze (CentreFixture *fixture, gconstpointer data)
{
  static const Step before[] = {
    { 0, "{\"type\":\"loss_degraded\",\"run_id\":\"r\",\"dedup_key\":\"k\"}", "1 notified 1",
      "added 1;" },
  };
  static const Step after[] = {
    { 1, "{\"type\":\"loss_degraded\",\"run_id\":\"r\",\"dedup_key\":\"k\"}", "2 held 1",
      "merged 1;" },
    { 14, NULL, NULL, "" },
    { 15, NULL, NULL, "shown 1; changed 1;" },
  };
  g_autofree char *answer = NULL;
  g_autofree char *signals = NULL;

  check_steps (fixture, before, G_N_ELEMENTS (before), FALSE);
  answer = centre_fixture_perform (fixture, &wb_snooze_notification,
                                   "{\"id\":1,\"body\":{\"minutes\":15}}");
  g_assert_cmpstr (answer, ==, "{\"snoozed_until\":\"2026-01-02T03:19:05.000000Z\"}");
  signals = centre_fixture_take_signals (fixture);
  g_assert_cmpstr (signals, ==, "seen 1;");
  check_steps (fixture, after, G_N_ELEMENTS (after), GPOINTER_TO_INT (data));
}

static void
test_snooze_until_run_ends (CentreFixture *fixture, gconstpointer data)
{
  static const Step before[] = {
    { 0, "{\"type\":\"loss_degraded\",\"run_id\":\"r\"}", "1 notified 1", "added 1;" },
  };
  static const Step after[] = {
    { 20, NULL, NULL, "" },
    { 21, "{\"type\":\"training_completed\",\"run_id\":\"other\"}", "2 notified 2", "added 2;" },
    { 22, NULL, NULL, "" },
    { 23, "{\"type\":\"training_completed\",\"run_id\":\"r\"}", "3 notified 3",
      "added 3; changed 1;" },
    { 23, NULL, NULL, "shown 1; changed 1;" },
  };
  g_autofree char *answer = NULL;
  g_autofree char *signals = NULL;

  check_steps (fixture, before, G_N_ELEMENTS (before), FALSE);
  answer = centre_fixture_perform (fixture, &wb_snooze_notification,
                                   "{\"id\":1,\"body\":{\"until\":\"run_ends\"}}");
  signals = centre_fixture_take_signals (fixture);
  check_steps (fixture, after, G_N_ELEMENTS (after), GPOINTER_TO_INT (data));
}

/* Whatever comes with a key, and what is not graver than what is open. */
static void
test_snooze_key (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 1, "{\"title\":\"t\",\"message\":\"\",\"dedup_key\":\"k\",\"severity\":\"warning\"}",
      "1 held 1", "added 1;" },
    { 2, "{\"title\":\"t\",\"message\":\"\",\"dedup_key\":\"other\"}", "2 notified 2", "added 2;" },
    { 3, "{\"title\":\"t\",\"message\":\"\",\"dedup_key\":\"k\",\"severity\":\"critical\"}",
      "3 merged 1", "merged 1;" },
    { 60, NULL, NULL, "" },
  };
  g_autofree char *answer = centre_fixture_perform (
      fixture, &wb_snooze_key, "{\"body\":{\"dedup_key\":\"k\",\"minutes\":60}}");

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* One message for all that was held back, and none when there was nothing. */
static void
test_digest (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, EVENT, "1 notified 1", "added 1;" },
    { 1, EVENT, "2 throttled 1", "changed 1;" },
    { 2, EVENT, "3 throttled 1", "changed 1;" },
    { 3, "{\"title\":\"later\",\"message\":\"\",\"deliver_at\":\"2026-01-02T08:00:00Z\"}",
      "4 held 0", "" },
    { 55, NULL, NULL, "" },
    { 56, NULL, NULL, "added 5;" },
    { 120, NULL, NULL, "" },
  };
  g_autofree char *set = centre_fixture_perform (fixture, &wb_preferences_set,
                                                 "{\"body\":{\"digest\":{\"mode\":\"hourly\"}}}");
  g_autofree char *signals = centre_fixture_take_signals (fixture);
  g_autoptr (WbNotification) digest = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  digest = centre_fixture_get (fixture, 5);
  g_assert_cmpstr (digest->event->title, ==, "2 alerts were held back");
  g_assert_cmpstr (digest->event->message, ==, "- 2 × t\n");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "summary", test_summary },
    { "summary-of-resolved", test_summary_of_resolved },
    { "deliver-at", test_deliver_at },
    { "expiry", test_expiry },
    { "quiet-hours", test_quiet_hours },
    { "snooze", test_snooze },
    { "snooze-until-run-ends", test_snooze_until_run_ends },
    { "snooze-key", test_snooze_key },
    { "digest", test_digest },
  };

  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (int restarts = 0; restarts < 2; restarts++)
      {
        g_autofree char *path
            = g_strdup_printf ("/engine/alarms/%s%s", tests[i].name, restarts ? "/restarts" : "");

        g_test_add (path, CentreFixture, GINT_TO_POINTER (restarts), centre_fixture_set_up,
                    tests[i].test, centre_fixture_tear_down);
      }
  return g_test_run ();
}
