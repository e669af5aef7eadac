/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-monitor.h"

#include <string.h>

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "engine/wb-alarm.h"
#include "engine/wb-metric-rules.h"
#include "folder-fixture.h"
#include "model/wb-limits.h"

static WbJson *
parse (const char *text)
{
  const WbJsonLimits limits = { 1 << 20, 1 << 20, 16, 1 << 16 };
  g_autoptr (GError) error = NULL;
  WbJson *json = wb_json_parse (text, strlen (text), &limits, &error);

  g_assert_no_error (error);
  return json;
}

static char *
dup_member (WbJsonValue object, const char *name)
{
  WbJsonValue member;

  if (!wb_json_value_lookup (object, name, &member))
    return g_strdup ("-");
  return wb_json_value_get_kind (member) == WB_JSON_STRING ? wb_json_value_dup_string (member)
                                                           : wb_json_value_dup_raw (member);
}

/* "high_cpu_usage firing notified; " */
static void
append_alerts (GString *text, const char *answer)
{
  g_autoptr (WbJson) json = parse (answer);
  WbJsonValue alerts, alert;
  WbJsonIter iter;

  if (!wb_json_value_lookup (wb_json_get_root (json), "alerts", &alerts))
    return;
  wb_json_iter_init (&iter, alerts);
  while (wb_json_iter_next (&iter, NULL, &alert))
    {
      g_autofree char *rule = dup_member (alert, "rule");
      g_autofree char *state = dup_member (alert, "state");
      g_autofree char *outcome = dup_member (alert, "outcome");

      g_string_append_printf (text, "%s %s %s; ", rule, state, outcome);
    }
}

/* What is done some seconds after the start: an operation with its input, or an event. */
typedef struct
{
  int second;
  const WbOperation *operation; /* NULL: an event */
  const char *input;
  const char *said; /* the alerts of an answer, and what the centre says */
} Step;

#define RECORD &wb_metric_record
#define ADD &wb_metric_rules_add
#define SET &wb_metric_rules_set
#define DELETE &wb_metric_rules_delete
#define LOOK &wb_alarm_run_due, "{}"
#define SAMPLE(metric, value)                                                                      \
  "{\"body\":{\"metric_name\":\"" metric "\",\"value\":" #value ",\"service_name\":\"s\"}}"
#define BATCH(run) "{\"type\":\"batch_processed\",\"run_id\":\"" run "\"}"

static void
check_steps (CentreFixture *fixture, const Step *steps, gsize n_steps, gboolean restarts)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autoptr (GString) said = g_string_new (NULL);
      g_autofree char *answer = NULL;
      g_autofree char *signals = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("second %d: %s", steps[i].second, steps[i].input);
      if (restarts)
        centre_fixture_restart (fixture);
      wb_clock_set_now_us (fixture->clock,
                           CENTRE_FIXTURE_NOW_US + steps[i].second * G_TIME_SPAN_SECOND);
      if (steps[i].operation == NULL)
        answer = centre_fixture_publish (fixture, steps[i].input);
      else
        {
          answer = centre_fixture_try_perform (fixture, steps[i].operation, steps[i].input, &error);
          g_assert_no_error (error);
          append_alerts (said, answer);
        }
      signals = centre_fixture_take_signals (fixture);
      g_string_append (said, signals);
      g_assert_cmpstr (said->str, ==, steps[i].said);
    }
}

static void
check_message (CentreFixture *fixture, gint64 id, const char *message)
{
  g_autoptr (WbNotification) notification = centre_fixture_get (fixture, id);

  g_assert_nonnull (notification);
  g_assert_cmpstr (notification->event->message, ==, message);
}

/* Rings, rings again after the cooldown on the same notification, and ends it. */
static void
test_threshold (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, RECORD, SAMPLE ("cpu_usage_percent", 85), "" },
    { 1, RECORD, SAMPLE ("cpu_usage_percent", 90), "high_cpu_usage firing notified; added 1;" },
    { 2, RECORD, SAMPLE ("cpu_usage_percent", 96), "critical_cpu_usage firing notified; added 2;" },
    { 300, RECORD, SAMPLE ("cpu_usage_percent", 97), "" },
    { 302, RECORD, SAMPLE ("cpu_usage_percent", 97),
      "critical_cpu_usage firing merged; merged 2;" },
    { 601, RECORD, SAMPLE ("cpu_usage_percent", 88),
      "high_cpu_usage firing merged; critical_cpu_usage resolved merged; merged 1 2;" },
    { 602, RECORD, SAMPLE ("cpu_usage_percent", 20), "high_cpu_usage resolved merged; merged 1;" },
    { 603, RECORD, SAMPLE ("cpu_usage_percent", 21), "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* A value that comes and goes around its threshold rings once in a cooldown, and no end is told of
 * what was not; where no value comes when the cooldown is over, time tells. */
static void
test_flapping (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, RECORD, SAMPLE ("queue_size", 1001), "large_processing_queue firing notified; added 1;" },
    { 1, RECORD, SAMPLE ("queue_size", 999), "large_processing_queue resolved merged; merged 1;" },
    { 2, RECORD, SAMPLE ("queue_size", 1001), "" },
    { 3, RECORD, SAMPLE ("queue_size", 999), "" },
    { 4, RECORD, SAMPLE ("queue_size", 1002), "" },
    { 899, LOOK, "" },
    { 900, LOOK, "added 3;" },
    { 1800, LOOK, "" },
    { 1801, RECORD, SAMPLE ("queue_size", 1), "large_processing_queue resolved merged; merged 3;" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* As Prometheus writes it: for: 5m. No value has to come for time to tell. */
static void
test_for (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, ADD,
      "{\"body\":{\"rule_name\":\"HighCPUUsage\",\"metric_name\":\"cpu\",\"threshold\":85,"
      "\"for\":\"5m\"}}",
      "" },
    { 1, RECORD, SAMPLE ("cpu", 90), "" },
    { 300, LOOK, "" },
    { 301, LOOK, "added 1;" },
    { 310, RECORD, SAMPLE ("cpu", 10), "HighCPUUsage resolved merged; merged 1;" },
    { 320, RECORD, SAMPLE ("cpu", 90), "" },
    { 330, RECORD, SAMPLE ("cpu", 10), "" },
    { 9000, LOOK, "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* A rule waits at once for what it knows of, even for names that hold the separator of its alarm.
 */
static void
test_absent (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, RECORD, SAMPLE ("heart\\nbeat", 1), "" },
    { 10, ADD,
      "{\"body\":{\"rule_name\":\"a\\nb\",\"metric_name\":\"heart*\",\"kind\":\"absent\","
      "\"absent_after\":60}}",
      "" },
    { 59, LOOK, "" },
    { 60, LOOK, "added 1;" },
    { 61, RECORD, SAMPLE ("heart\\nbeat", 1), "a\nb resolved merged; merged 1;" },
    /* Silent again within the cooldown: told when it is over. */
    { 121, LOOK, "" },
    { 959, LOOK, "" },
    { 960, LOOK, "added 3;" },
    { 9000, LOOK, "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  check_message (fixture, 3, "no value for 15 min");
}

/* What must last says its numbers, also when time alone tells that it did. */
static void
test_unusual (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, ADD,
      "{\"body\":{\"rule_name\":\"r\",\"metric_name\":\"loss\",\"kind\":\"unusual\",\"window\":5,"
      "\"min_count\":3,\"for\":60}}",
      "" },
    { 1, RECORD, SAMPLE ("loss", 1.0), "" },
    { 2, RECORD, SAMPLE ("loss", 1.1), "" },
    { 3, RECORD, SAMPLE ("loss", 0.9), "" },
    { 4, RECORD, SAMPLE ("loss", 3.5), "" },
    { 64, LOOK, "added 1;" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  check_message (fixture, 1, "3.5 is 16.9 spreads from the median 1 of the last 3");
}

/* The cost of a run, event by event. */
static void
test_forecast (CentreFixture *fixture, gconstpointer data)
{
#define COST(cost) "{\"type\":\"epoch_completed\",\"run_id\":\"run\",\"cost\":" #cost "}"
  static const Step steps[] = {
    { 0, ADD,
      "{\"body\":{\"rule_name\":\"r\",\"metric_name\":\"cost\",\"kind\":\"forecast\","
      "\"threshold\":4.5,\"within\":\"3h\",\"min_count\":3}}",
      "" },
    { 0, NULL, COST (1.0), "" },
    { 3600, NULL, COST (1.5), "" },
    { 7200, NULL, COST (2.0), "" },
    { 10800, NULL, COST (2.5), "" },
    { 14400, NULL, COST (3.0), "added 6;" },
  };
#undef COST

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  check_message (fixture, 6, "3 now, and will reach 4.5 in 3 h at 0.5 an hour");
}

/* The time of a step is that between two events of one run, as the run tells the time. */
static void
test_step_time (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, ADD, "{\"body\":{\"rule_name\":\"slow\",\"metric_name\":\"step_time\",\"threshold\":30}}",
      "" },
    { 1, ADD,
      "{\"body\":{\"rule_name\":\"all\",\"metric_name\":\"*\",\"kind\":\"absent\","
      "\"absent_after\":9999}}",
      "" },
    { 10, NULL, BATCH ("a"), "" },
    { 15, NULL, BATCH ("b"), "" },
    { 40, NULL, BATCH ("a"), "" },
    { 46, NULL, BATCH ("b"), "added 5;" },
    { 71, NULL,
      "{\"type\":\"batch_processed\",\"run_id\":\"a\",\"occurred_at\":\"2026-01-02T03:05:15Z\"}",
      "" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  check_message (fixture, 5, "step_time is 31, threshold 30 on b.");
}

/* What rang is over when its rule goes, and goes on under a rule that still looks at it. */
static void
test_changed_rule (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, RECORD, SAMPLE ("error_rate_percent", 6), "high_error_rate firing notified; added 1;" },
    { 1, SET, "{\"name\":\"high_error_rate\",\"body\":{\"priority\":\"low\"}}", "" },
    { 2, RECORD, SAMPLE ("error_rate_percent", 6), "" },
    { 3, SET, "{\"name\":\"high_error_rate\",\"body\":{\"active\":false}}", "merged 1;" },
    { 4, RECORD, SAMPLE ("error_rate_percent", 7), "" },
    { 5, DELETE, "{\"name\":\"high_error_rate\"}", "" },
    { 6, RECORD, SAMPLE ("error_rate_percent", 7), "high_error_rate firing notified; added 3;" },
    { 7, SET, "{\"name\":\"high_error_rate\",\"body\":{\"threshold\":8}}", "" },
    { 8, RECORD, SAMPLE ("error_rate_percent", 7), "high_error_rate resolved merged; merged 3;" },
    { 9, ADD,
      "{\"body\":{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"for\":\"1m\"}}", "" },
    { 10, RECORD, SAMPLE ("m", 2), "" },
    { 11, DELETE, "{\"name\":\"r\"}", "" },
    { 99, LOOK, "" },
  };
  g_autoptr (WbNotification) retired = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  retired = centre_fixture_get (fixture, 1);
  g_assert_cmpint (retired->resolved_us, ==, CENTRE_FIXTURE_NOW_US + 3 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (retired->event->message, ==, "Its rule does not look at it any more.");
}

#define AT(value, time)                                                                            \
  "{\"body\":{\"metric_name\":\"queue_size\",\"value\":" #value ",\"at\":\"2026-01-02T" time "Z\"" \
  "}}"

/* What comes late says nothing of how things are; a time ahead is now. */
static void
test_late (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 60, RECORD, AT (1, "03:05:05"), "" },
    { 61, RECORD, AT (1001, "03:04:05"), "" },
    { 62, RECORD, AT (1002, "23:00:00"), "large_processing_queue firing notified; added 1;" },
    { 63, RECORD, AT (2, "03:05:06"), "" },
    { 64, RECORD, AT (3, "03:05:09"), "large_processing_queue resolved merged; merged 1;" },
    /* The clock is set back. */
    { -3600, RECORD, "{\"body\":{\"metric_name\":\"queue_size\",\"value\":5001}}",
      "critical_processing_queue firing notified; added 3;" },
  };
  g_autofree char *list = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  list = centre_fixture_try_perform (fixture, &wb_metric_list, "{}", NULL);
  g_assert_cmpstr (list, ==,
                   "{\"metrics\":[{\"metric_name\":\"queue_size\",\"service_name\":\"\","
                   "\"value\":5001,\"at\":\"2026-01-02T02:04:05.000000Z\"}]}");
}

/* A thousand values at once are all kept, each judged by those before it, and ring once. */
static void
test_storm (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) input = g_string_new ("{\"body\":{\"samples\":[");
  g_autoptr (GString) alerts = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *ignored = centre_fixture_try_perform (
      fixture, ADD,
      "{\"body\":{\"rule_name\":\"odd\",\"metric_name\":\"queue_size\",\"kind\":\"unusual\","
      "\"window\":1000,\"min_count\":999}}",
      &error);

  g_assert_no_error (error);
  for (int i = 0; i < WB_LIMIT_BATCH_EVENTS; i++)
    g_string_append_printf (input, "%s{\"metric_name\":\"queue_size\",\"value\":%d}",
                            i > 0 ? "," : "", i == WB_LIMIT_BATCH_EVENTS - 1 ? 9999 : 2000);
  g_string_append (input, "]}}");
  answer = centre_fixture_try_perform (fixture, RECORD, input->str, &error);
  g_assert_no_error (error);
  append_alerts (alerts, answer);
  g_assert_cmpstr (alerts->str, ==,
                   "large_processing_queue firing notified; "
                   "critical_processing_queue firing notified; odd firing notified; ");
  check_message (fixture, 3, "9999 is 399.9 spreads from the median 2000 of the last 999");
}

/* memory_allocated / total_memory > 0.85, and as a percentage. */
static void
test_ratio (CentreFixture *fixture, gconstpointer data)
{
#define RATIO(value)                                                                               \
  "{\"body\":{\"metric_name\":\"gpu_memory_percent\",\"value\":" #value ",\"unit\":\"ratio\"}}"
  static const Step steps[] = {
    { 0, RECORD, RATIO (0.85), "" },
    { 1, RECORD, RATIO (0.912), "gpu_memory firing notified; added 1;" },
    { 2, RECORD, SAMPLE ("gpu_memory_percent", 85), "" },
    { 3, RECORD, SAMPLE ("gpu_memory_percent", 91.25), "gpu_memory firing notified; added 2;" },
  };
#undef RATIO

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  check_message (fixture, 1, "GPU memory usage: 91.2%");
}

/* The longest names fit into all that is made of them, and read back. */
static void
test_long_names (CentreFixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (WB_LIMIT_METRIC_NAME_CHARACTERS, 'n');
  g_autofree char *service = g_strnfill (WB_LIMIT_NAME_CHARACTERS, 's');
  g_autofree char *rule = g_strdup_printf ("{\"body\":{\"rule_name\":\"%s\",\"metric_name\":\"%s\","
                                           "\"service_name\":\"%s\",\"threshold\":1}}",
                                           name, name, service);
  g_autofree char *beyond = g_strdup_printf (
      "{\"body\":{\"metric_name\":\"%s\",\"service_name\":\"%s\",\"value\":2}}", name, service);
  g_autofree char *back = g_strdup_printf (
      "{\"body\":{\"metric_name\":\"%s\",\"service_name\":\"%s\",\"value\":0}}", name, service);
  g_autofree char *firing = g_strdup_printf ("%s firing notified; added 1;", name);
  g_autofree char *resolved = g_strdup_printf ("%s resolved merged; merged 1;", name);
  const Step steps[] = {
    { 0, ADD, rule, "" },
    { 1, RECORD, beyond, firing },
    { 2, RECORD, back, resolved },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "threshold", test_threshold },
    { "flapping", test_flapping },
    { "for", test_for },
    { "absent", test_absent },
    { "unusual", test_unusual },
    { "forecast", test_forecast },
    { "step-time", test_step_time },
    { "changed-rule", test_changed_rule },
    { "late", test_late },
    { "ratio", test_ratio },
    { "long-names", test_long_names },
  };

  g_test_init (&argc, &argv, NULL);

  /* A restart at any point changes nothing. */
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/metric-monitor/", tests[i].path, NULL);
      g_autofree char *restarting = g_strconcat (path, "-restarting", NULL);

      g_test_add (path, CentreFixture, GINT_TO_POINTER (FALSE), centre_fixture_set_up,
                  tests[i].test, centre_fixture_tear_down);
      g_test_add (restarting, CentreFixture, GINT_TO_POINTER (TRUE), centre_fixture_set_up,
                  tests[i].test, centre_fixture_tear_down);
    }
  g_test_add ("/engine/metric-monitor/storm", CentreFixture, NULL, centre_fixture_set_up,
              test_storm, centre_fixture_tear_down);

  return g_test_run ();
}
