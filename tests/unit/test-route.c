/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-route.h"

#include <string.h>

#define NONE "-" /* no config matched, or the event names no channels */
#define EVERY "desktop,email,slack,discord,telegram,pagerduty,webhook,sms"

/* One question in words: lists are separated by commas. */
typedef struct
{
  const char *what;
  const char *type;
  const char *event_channels;
  const char *config_channels;
  WbPriority priority;
  const char *kinds_on;
  const char *channels;
  const char *by;
  const char *left_out; /* names */
} Case;

/* A channel for each kind that is on, named after it. */
static gsize
list_targets (const WbPreferences *preferences, WbRouteTarget targets[WB_N_CHANNEL_KINDS])
{
  gsize n = 0;

  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    if (preferences->channels[kind])
      targets[n++] = (WbRouteTarget){ wb_channel_kind_to_string ((WbChannelKind) kind),
                                      (WbChannelKind) kind, WB_SEVERITY_INFO };
  return n;
}

static GStrv
split (const char *list)
{
  return g_str_equal (list, NONE) ? NULL : g_strsplit (list, ",", -1);
}

static WbPreferences *
make_preferences (const char *kinds_on)
{
  WbPreferences *preferences = wb_preferences_new ();
  g_auto (GStrv) words = g_strsplit (kinds_on, ",", -1);

  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    preferences->channels[kind] = g_strv_contains (
        (const char *const *) words, wb_channel_kind_to_string ((WbChannelKind) kind));
  return preferences;
}

static WbEvent *
make_event (const char *type, const char *channels)
{
  WbEvent *event = wb_event_new (wb_catalogue_lookup (type));

  event->channels = split (channels);
  return event;
}

static char *
join_left_out (const WbRoute *route)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < route->left_out->len; i++)
    {
      const WbRouteOmission *omission = &g_array_index (route->left_out, WbRouteOmission, i);

      g_assert_nonnull (omission->why);
      g_string_append_printf (names, "%s%s", i > 0 ? "," : "", omission->name);
    }
  return g_string_free (names, FALSE);
}

static void
check (const Case *test)
{
  g_autoptr (WbPreferences) preferences = make_preferences (test->kinds_on);
  g_autoptr (WbEvent) event = make_event (test->type, test->event_channels);
  g_auto (GStrv) config_channels = split (test->config_channels);
  WbRouteTarget targets[WB_N_CHANNEL_KINDS];
  const WbRouteQuestion question = {
    .event = event,
    .has_config = config_channels != NULL,
    .config_channels = (const char *const *) config_channels,
    .severity = event->severity,
    .priority = test->priority,
    .preferences = preferences,
    .targets = targets,
    .n_targets = list_targets (preferences, targets),
  };
  g_autoptr (WbRoute) route = wb_route_new (&question);
  g_autofree char *channels = g_strjoinv (",", (GStrv) route->channels);
  g_autofree char *left_out = join_left_out (route);

  g_test_message ("%s", test->what);
  g_assert_cmpstr (channels, ==, test->channels);
  g_assert_cmpstr (route->by, ==, test->by);
  g_assert_cmpstr (left_out, ==, test->left_out);
}

static void
check_all (const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    check (&cases[i]);
}

#define INFO WB_SEVERITY_INFO
#define LOW WB_PRIORITY_LOW
#define MEDIUM WB_PRIORITY_MEDIUM
#define HIGH WB_PRIORITY_HIGH
#define CRITICAL WB_PRIORITY_CRITICAL

/* clang-format off */
static void
test_priority (void)
{
  static const Case cases[] = {
    { "low", "custom", NONE, NONE, LOW, EVERY, "desktop,slack", "priority", "" },
    { "medium", "custom", NONE, NONE, MEDIUM, EVERY, "desktop,email,slack", "priority", "" },
    { "high", "custom", NONE, NONE, HIGH, EVERY, "desktop,email,slack,pagerduty", "priority", "" },
    { "critical", "custom", NONE, NONE, CRITICAL, EVERY, EVERY, "priority", "" },
    { "critical: those that are there", "custom", NONE, NONE, CRITICAL, "desktop,sms",
      "desktop,sms", "priority", "" },
    { "some of them are there", "custom", NONE, NONE, HIGH, "desktop,pagerduty,telegram",
      "desktop,pagerduty", "priority", "email,slack" },
    { "none of them: every chat", "custom", NONE, NONE, LOW, "desktop,discord,telegram,email",
      "desktop,discord,telegram", "priority", "slack" },
    { "none of them, no chat: what there is", "custom", NONE, NONE, LOW, "desktop,sms,webhook",
      "desktop,webhook", "priority", "slack" },
    { "what wakes people comes last", "custom", NONE, NONE, LOW, "pagerduty,sms", "sms",
      "priority", "desktop,slack" },
    { "only the desktop", "custom", NONE, NONE, HIGH, "desktop", "desktop", "priority",
      "email,slack,pagerduty" },
    { "nothing at all", "custom", NONE, NONE, CRITICAL, "", "", "priority", "desktop" },
  };

  check_all (cases, G_N_ELEMENTS (cases));
}

static void
test_type (void)
{
  static const Case cases[] = {
    { "S0-13, S0-31", "quota_warning", NONE, NONE, MEDIUM, EVERY, "desktop,telegram", "type", "" },
    { "S0-14, S0-36", "quota_critical", NONE, NONE, CRITICAL, EVERY, "desktop,email,telegram",
      "type", "" },
    { "S0-15, S0-40", "auth_failure", NONE, NONE, HIGH, EVERY, "desktop,email,telegram", "type",
      "" },
    { "S0-16, S0-46", "all_keys_failed", NONE, NONE, CRITICAL, EVERY, "desktop,email,telegram",
      "type", "" },
    { "S0-47", "key_recovered", NONE, NONE, LOW, EVERY, "desktop,telegram", "type", "" },
    { "one of two is on", "auth_failure", NONE, NONE, HIGH, "desktop,email,slack",
      "desktop,email", "type", "telegram" },
    { "none is on: every chat", "all_keys_failed", NONE, NONE, CRITICAL, "desktop,slack,sms",
      "desktop,slack", "type", "email,telegram" },
    { "S0-19: each can be switched off", "quota_critical", NONE, NONE, CRITICAL,
      "email,telegram", "email,telegram", "type", "desktop" },
  };

  check_all (cases, G_N_ELEMENTS (cases));
}

static void
test_config (void)
{
  static const Case cases[] = {
    { "before type and priority", "quota_warning", NONE, "slack,webhook", HIGH, EVERY,
      "desktop,slack,webhook", "config", "" },
    { "the desktop is one of them by any name", "custom", NONE, "email,in-app", LOW, EVERY,
      "desktop,email", "config", "" },
    { "one that is off", "custom", NONE, "email,slack", LOW, "desktop,slack", "desktop,slack",
      "config", "email" },
    { "one that nobody knows", "custom", NONE, "carrier-pigeon,slack", LOW, EVERY,
      "desktop,slack", "config", "carrier-pigeon" },
    { "twice the same", "custom", NONE, "slack,SLACK", LOW, EVERY, "desktop,slack", "config", "" },
    { "it names none: by type", "quota_warning", NONE, "", MEDIUM, EVERY, "desktop,telegram",
      "type", "" },
    { "it names none: by priority", "custom", NONE, "", LOW, EVERY, "desktop,slack", "priority",
      "" },
    { "a type without pop-up gets one", "batch_processed", NONE, "telegram", LOW, EVERY,
      "desktop,telegram", "config", "" },
    { "and where the config names none", "epoch_completed", NONE, "", LOW, EVERY,
      "desktop,slack", "priority", "" },
  };

  check_all (cases, G_N_ELEMENTS (cases));
}

/* S2-19: the event's own channels are before all. */
static void
test_event (void)
{
  static const Case cases[] = {
    { "without the desktop", "custom", "slack", NONE, CRITICAL, EVERY, "slack", "event", "" },
    { "with it", "custom", "telegram,desktop", NONE, LOW, EVERY, "telegram,desktop", "event", "" },
    { "before config and type", "quota_warning", "sms", "email", MEDIUM, EVERY, "sms", "event",
      "" },
    { "S2-40: in capitals", "custom", "EMAIL,SLACK,PAGERDUTY,WEBHOOK", NONE, LOW, EVERY,
      "email,slack,pagerduty,webhook", "event", "" },
    { "in-app is the desktop", "custom", "in-app", NONE, LOW, EVERY, "desktop", "event", "" },
    { "in_app and dashboard are one", "custom", "in_app,dashboard", NONE, LOW, EVERY, "desktop",
      "event", "" },
    { "off and unknown", "custom", "email,emial,slack", NONE, LOW, "desktop,slack", "slack",
      "event", "email,emial" },
    { "none is left", "custom", "email", NONE, HIGH, "desktop", "", "event", "email" },
    { "a type without pop-up", "batch_processed", "desktop", NONE, LOW, EVERY, "desktop", "event",
      "" },
  };

  check_all (cases, G_N_ELEMENTS (cases));
}

static void
test_recorded (void)
{
  static const Case cases[] = {
    { "batch", "batch_processed", NONE, NONE, LOW, EVERY, "", "type", "desktop" },
    { "however important", "checkpoint_saved", NONE, NONE, CRITICAL, EVERY, "", "type", "desktop" },
  };

  check_all (cases, G_N_ELEMENTS (cases));
}
/* clang-format on */

/* Pop-ups have a floor; it binds neither other channels nor an event that asks for one. */
static void
test_popup_floor (void)
{
  static const struct
  {
    WbSeverity severity;
    const char *event_channels;
    const char *channels;
    gboolean is_mild;
  } cases[] = {
    { WB_SEVERITY_INFO, NONE, "slack", TRUE },
    { WB_SEVERITY_WARNING, NONE, "desktop,slack", FALSE },
    { WB_SEVERITY_CRITICAL, NONE, "desktop,slack", FALSE },
    { WB_SEVERITY_INFO, "desktop", "desktop", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbPreferences) preferences = make_preferences (EVERY);
      g_autoptr (WbEvent) event = make_event ("custom", cases[i].event_channels);
      WbRouteTarget targets[WB_N_CHANNEL_KINDS];
      const WbRouteQuestion question = {
        .event = event,
        .severity = cases[i].severity,
        .preferences = preferences,
        .targets = targets,
        .n_targets = list_targets (preferences, targets),
      };
      g_autoptr (WbRoute) route = NULL;
      g_autofree char *channels = NULL;
      g_autofree char *left_out = NULL;

      preferences->popup_min_severity = WB_SEVERITY_WARNING;
      route = wb_route_new (&question);
      channels = g_strjoinv (",", (GStrv) route->channels);
      left_out = join_left_out (route);
      g_assert_cmpstr (channels, ==, cases[i].channels);
      g_assert_cmpstr (left_out, ==, cases[i].is_mild ? "desktop" : "");
    }
}

/* A name means the channel of that name, or every one of that kind. */
static void
test_instances (void)
{
  static const WbRouteTarget targets[] = {
    { "desktop", WB_CHANNEL_DESKTOP, INFO },
    { "ops", WB_CHANNEL_SLACK, INFO },
    { "research", WB_CHANNEL_SLACK, INFO },
    { "email", WB_CHANNEL_EMAIL, INFO },
    { "boss", WB_CHANNEL_EMAIL, INFO },
    { "pager", WB_CHANNEL_PAGERDUTY, INFO },
    { "sirens", WB_CHANNEL_SLACK, WB_SEVERITY_CRITICAL },
  };
  static const struct
  {
    const char *event_channels;
    WbPriority priority;
    const char *channels;
    const char *left_out;
  } cases[] = {
    { "ops", LOW, "ops", "" },
    { "slack", LOW, "ops,research", "sirens" },
    { "sirens", LOW, "", "sirens" },
    { "email", LOW, "email", "" },
    { "boss,Ops", LOW, "boss,ops", "" },
    { "pager,pagerduty", LOW, "", "pager,pagerduty" },
    { "telegram", LOW, "", "telegram" },
    { NONE, HIGH, "desktop,email,boss,ops,research", "sirens,pagerduty" },
    { NONE, CRITICAL, "desktop,email,boss,ops,research", "sirens,pager" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Telegram is on, but none is set up; PagerDuty is set up, but off. */
      g_autoptr (WbPreferences) preferences = make_preferences ("desktop,email,slack,telegram");
      g_autoptr (WbEvent) event = make_event ("custom", cases[i].event_channels);
      const WbRouteQuestion question = {
        .event = event,
        .severity = WB_SEVERITY_ERROR,
        .priority = cases[i].priority,
        .preferences = preferences,
        .targets = targets,
        .n_targets = G_N_ELEMENTS (targets),
      };
      g_autoptr (WbRoute) route = wb_route_new (&question);
      g_autofree char *channels = g_strjoinv (",", (GStrv) route->channels);
      g_autofree char *left_out = join_left_out (route);

      g_assert_cmpstr (channels, ==, cases[i].channels);
      g_assert_cmpstr (left_out, ==, cases[i].left_out);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/route/priority", test_priority);
  g_test_add_func ("/engine/route/type", test_type);
  g_test_add_func ("/engine/route/config", test_config);
  g_test_add_func ("/engine/route/event", test_event);
  g_test_add_func ("/engine/route/recorded", test_recorded);
  g_test_add_func ("/engine/route/popup-floor", test_popup_floor);
  g_test_add_func ("/engine/route/instances", test_instances);
  return g_test_run ();
}
