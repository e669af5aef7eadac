/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-decision.h"

#include <string.h>

#define NOW_US G_GINT64_CONSTANT (1767323045000000) /* 2026-01-02 03:04:05, a Friday */
#define MINUTE_US G_TIME_SPAN_MINUTE
#define UNREAD(s)                                                                                  \
  {                                                                                                \
    .id = 5, .severity = s, .count = 3, .created_us = 100                                          \
  }
#define READ(s)                                                                                    \
  {                                                                                                \
    .id = 5, .severity = s, .count = 3, .created_us = 100, .read_us = 150                          \
  }

typedef struct
{
  WbPolicy *policy;
} Fixture;

static WbPreferences *
read_preferences (const char *json)
{
  const WbJsonLimits limits = { 4096, 4096, 8, 256 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WbPreferences) base = wb_preferences_new ();
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, &error);
  WbPreferences *preferences;

  g_assert_no_error (error);
  preferences = wb_preferences_new_from_json (wb_json_get_root (document), base, &error);
  g_assert_no_error (error);
  return preferences;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) configs = g_ptr_array_new ();

  fixture->policy = wb_policy_new ();
  fixture->policy->rules = wb_rule_set_new (configs);
  fixture->policy->preferences = read_preferences (data != NULL ? data : "{}");
  fixture->policy->channels
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_channel_config_unref);
  g_ptr_array_add (fixture->policy->channels, wb_channel_config_new ("email", WB_CHANNEL_EMAIL));
  g_ptr_array_add (fixture->policy->channels,
                   wb_channel_config_new ("telegram", WB_CHANNEL_TELEGRAM));
  fixture->policy->targets = wb_route_list_targets (fixture->policy->channels);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_policy_unref (fixture->policy);
}

static WbDecision *
decide (Fixture *fixture, const WbEvent *event, const WbSituation *situation)
{
  WbDecision *decision = wb_decision_new (fixture->policy, event, NOW_US);

  decision->situation = *situation;
  wb_decision_conclude (decision);
  return decision;
}

/* What merges, what is new, what is only recorded, and whether it stands unread. */
static void
test_outcome (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *what;
    const char *type;
    WbSeverity severity;
    gboolean is_resolved;
    WbOpenNotification open;
    WbOutcome outcome;
    gboolean is_unread;
  } cases[] = {
    { "new", "custom", WB_SEVERITY_INFO, FALSE, { 0 }, WB_OUTCOME_NOTIFIED, TRUE },
    { "new of a type that is only recorded",
      "batch_processed",
      WB_SEVERITY_INFO,
      FALSE,
      { 0 },
      WB_OUTCOME_RECORDED,
      FALSE },
    { "the same, however grave",
      "batch_processed",
      WB_SEVERITY_CRITICAL,
      FALSE,
      { 0 },
      WB_OUTCOME_RECORDED,
      FALSE },
    { "a repeat of one that nobody read", "custom", WB_SEVERITY_INFO, FALSE,
      UNREAD (WB_SEVERITY_INFO), WB_OUTCOME_MERGED, TRUE },
    { "a milder repeat of that", "custom", WB_SEVERITY_INFO, FALSE, UNREAD (WB_SEVERITY_ERROR),
      WB_OUTCOME_MERGED, TRUE },
    { "a repeat of one that was read", "custom", WB_SEVERITY_WARNING, FALSE,
      READ (WB_SEVERITY_WARNING), WB_OUTCOME_MERGED, FALSE },
    { "a worse repeat of that", "custom", WB_SEVERITY_ERROR, FALSE, READ (WB_SEVERITY_WARNING),
      WB_OUTCOME_MERGED, TRUE },
    { "a milder repeat of that", "custom", WB_SEVERITY_INFO, FALSE, READ (WB_SEVERITY_WARNING),
      WB_OUTCOME_MERGED, FALSE },
    { "the end of one that was read", "custom", WB_SEVERITY_INFO, TRUE, READ (WB_SEVERITY_ERROR),
      WB_OUTCOME_MERGED, FALSE },
    { "the end, said to be worse", "custom", WB_SEVERITY_CRITICAL, TRUE, READ (WB_SEVERITY_INFO),
      WB_OUTCOME_MERGED, FALSE },
    { "the end of one that nobody read", "custom", WB_SEVERITY_INFO, TRUE,
      UNREAD (WB_SEVERITY_ERROR), WB_OUTCOME_MERGED, TRUE },
    { "the end of nothing", "custom", WB_SEVERITY_ERROR, TRUE, { 0 }, WB_OUTCOME_RECORDED, FALSE },
    { "recorded type into an open one", "epoch_completed", WB_SEVERITY_INFO, FALSE,
      UNREAD (WB_SEVERITY_INFO), WB_OUTCOME_MERGED, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (cases[i].type));
      const WbSituation situation = { .open = cases[i].open };
      g_autoptr (WbDecision) decision = NULL;

      g_test_message ("%s", cases[i].what);
      event->severity = cases[i].severity;
      event->is_resolved = cases[i].is_resolved;
      decision = decide (fixture, event, &situation);
      g_assert_cmpint (decision->outcome, ==, cases[i].outcome);
      g_assert_cmpint (decision->is_unread, ==, cases[i].is_unread);
      g_assert_cmpint (decision->is_merge, ==, cases[i].outcome == WB_OUTCOME_MERGED);
    }
}

/* A throttle that let one through a minute ago, and what it does to the next. */
static void
test_throttle (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *what;
    const char *type;
    WbSeverity severity;
    WbOpenNotification open;
    gboolean is_acknowledged;
    WbOutcome outcome;
    gboolean is_quiet;
    const char *reason;
  } cases[] = {
    { "too soon",
      "quota_warning",
      WB_SEVERITY_WARNING,
      { 0 },
      FALSE,
      WB_OUTCOME_THROTTLED,
      FALSE,
      "default of quota_warning; throttled: cooldown until 03:18:05" },
    { "worse",
      "quota_warning",
      WB_SEVERITY_ERROR,
      { 0 },
      FALSE,
      WB_OUTCOME_NOTIFIED,
      FALSE,
      "default of quota_warning" },
    { "the last one was acknowledged",
      "quota_warning",
      WB_SEVERITY_WARNING,
      { 0 },
      TRUE,
      WB_OUTCOME_NOTIFIED,
      FALSE,
      "default of quota_warning" },
    { "good news",
      "key_recovered",
      WB_SEVERITY_INFO,
      { 0 },
      FALSE,
      WB_OUTCOME_NOTIFIED,
      FALSE,
      "default of key_recovered" },
    { "a repeat", "quota_warning", WB_SEVERITY_WARNING, UNREAD (WB_SEVERITY_WARNING), FALSE,
      WB_OUTCOME_MERGED, TRUE, "default of quota_warning; throttled: cooldown until 03:18:05" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (cases[i].type));
      g_autoptr (WbDecision) decision = NULL;
      WbGate *gate;

      g_test_message ("%s", cases[i].what);
      event->severity = cases[i].severity;
      decision = wb_decision_new (fixture->policy, event, NOW_US);
      decision->situation.open = cases[i].open;
      gate = &g_array_index (decision->gates, WbGate, 0);
      gate->is_acknowledged = cases[i].is_acknowledged;
      wb_throttle_admit (&gate->state, NOW_US - MINUTE_US, WB_SEVERITY_WARNING, 5);
      wb_decision_conclude (decision);
      g_assert_cmpint (decision->outcome, ==, cases[i].outcome);
      g_assert_cmpint (decision->is_quiet, ==, cases[i].is_quiet);
      g_assert_cmpstr (decision->reason, ==, cases[i].reason);
    }
}

static const char quiet_hours[] = "{\"quiet_hours\":{\"enabled\":true,\"start\":\"22:00\","
                                  "\"end\":\"07:00\",\"min_severity\":\"error\"}}";

/* In the night; NOW_US is 3 in the morning in UTC. */
static void
test_hold (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *what;
    WbSeverity severity;
    gint64 deliver_at_us;
    WbSituation situation;
    WbOutcome outcome;
    const char *held_by;
    gint64 held_for_us;
  } cases[] = {
    { "quiet hours",
      WB_SEVERITY_WARNING,
      0,
      { .muting_id = 0 },
      WB_OUTCOME_HELD,
      "quiet_hours",
      235 * MINUTE_US + 55 * G_USEC_PER_SEC },
    { "what breaks through",
      WB_SEVERITY_ERROR,
      0,
      { .muting_id = 0 },
      WB_OUTCOME_NOTIFIED,
      NULL,
      0 },
    { "put off for longer",
      WB_SEVERITY_WARNING,
      0,
      { .snoozed_until_us = NOW_US + 600 * MINUTE_US },
      WB_OUTCOME_HELD,
      "snooze",
      600 * MINUTE_US },
    { "put off, and then it got worse",
      WB_SEVERITY_ERROR,
      0,
      { .open
        = { .id = 5, .severity = WB_SEVERITY_WARNING, .snoozed_until_us = NOW_US + MINUTE_US } },
      WB_OUTCOME_MERGED,
      NULL,
      0 },
    { "put off, and a repeat",
      WB_SEVERITY_ERROR,
      0,
      { .open
        = { .id = 5, .severity = WB_SEVERITY_ERROR, .snoozed_until_us = NOW_US + MINUTE_US } },
      WB_OUTCOME_HELD,
      "snooze",
      MINUTE_US },
    { "meant for later",
      WB_SEVERITY_CRITICAL,
      NOW_US + MINUTE_US,
      { .muting_id = 0 },
      WB_OUTCOME_HELD,
      "deliver_at",
      MINUTE_US },
    { "meant for earlier",
      WB_SEVERITY_CRITICAL,
      NOW_US - MINUTE_US,
      { .muting_id = 0 },
      WB_OUTCOME_NOTIFIED,
      NULL,
      0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());
      g_autoptr (WbDecision) decision = NULL;

      g_test_message ("%s", cases[i].what);
      event->severity = cases[i].severity;
      event->deliver_at_us = cases[i].deliver_at_us;
      decision = decide (fixture, event, &cases[i].situation);
      g_assert_cmpint (decision->outcome, ==, cases[i].outcome);
      g_assert_cmpstr (decision->held_by, ==, cases[i].held_by);
      g_assert_cmpint (decision->held_until_us == 0 ? 0 : decision->held_until_us - NOW_US, ==,
                       cases[i].held_for_us);
    }
}

/* What an open notification says already goes to the desktop only. */
static void
test_muted (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const WbSituation situation = { .muting_id = 7 };
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup ("auth_failure"));
  g_autoptr (WbDecision) decision = decide (fixture, event, &situation);
  g_autofree char *channels = g_strjoinv (",", (GStrv) decision->route->channels);

  g_assert_cmpstr (channels, ==, "desktop");
  g_assert_cmpstr (decision->reason, ==,
                   "default of auth_failure; not forwarded: notification 7 says it already");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/engine/decision/outcome", Fixture, NULL, set_up, test_outcome, tear_down);
  g_test_add ("/engine/decision/throttle", Fixture, NULL, set_up, test_throttle, tear_down);
  g_test_add ("/engine/decision/hold", Fixture, quiet_hours, set_up, test_hold, tear_down);
  g_test_add ("/engine/decision/muted", Fixture, NULL, set_up, test_muted, tear_down);

  return g_test_run ();
}
