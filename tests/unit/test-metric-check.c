/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-check.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT (1767323045000000)

/* One moment: a value that comes, or with NAN a look at what time alone brings. */
typedef struct
{
  guint second;
  double value;
  WbMetricPhase phase;
  gboolean is_raised;
  gboolean is_resolved;
  const char *why; /* NULL: not looked at */
} Step;

#define LOOK G_MAXDOUBLE

static WbMetricRule *
read_rule (const char *json)
{
  const WbJsonLimits limits = { 4096, 4096, 4, 64 };
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, &error);
  WbMetricRule *rule;

  g_assert_no_error (error);
  rule = wb_metric_rule_new_from_json (wb_json_get_root (document), NULL, &error);
  g_assert_no_error (error);
  return rule;
}

static void
check_steps (const char *json, const Step *steps, gsize n_steps)
{
  g_autoptr (WbMetricRule) rule = read_rule (json);
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  WbMetricState state = { 0 };
  WbMetricValue last = { START_US, 0.0 };

  for (gsize i = 0; i < n_steps; i++)
    {
      gint64 now_us = START_US + steps[i].second * G_TIME_SPAN_SECOND;
      g_auto (WbMetricFinding) finding = { 0 };

      g_test_message ("second %u", steps[i].second);
      if (steps[i].value < LOOK)
        {
          last = (WbMetricValue){ now_us, steps[i].value };
          wb_metric_check_value (rule, past, &last, now_us, &state, &finding);
          g_array_append_val (past, last);
        }
      else
        wb_metric_check_time (rule, &last, now_us, &state, &finding);
      g_assert_cmpint (state.phase, ==, steps[i].phase);
      g_assert_cmpint (finding.is_raised, ==, steps[i].is_raised);
      g_assert_cmpint (finding.is_resolved, ==, steps[i].is_resolved);
      if (steps[i].why != NULL)
        g_assert_cmpstr (finding.why, ==, steps[i].why);
    }
}

/* Beyond it rings, again only after the cooldown, and what is over is told once. */
static void
test_threshold (void)
{
  static const Step steps[] = {
    { 0, 85.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 1, 85.5, WB_METRIC_FIRING, TRUE, FALSE, "85.5 > 85" },
    { 2, 99.0, WB_METRIC_FIRING, FALSE, FALSE, NULL },
    { 601, 91.0, WB_METRIC_FIRING, TRUE, FALSE, "91 > 85" },
    { 602, 20.0, WB_METRIC_OK, FALSE, TRUE, NULL },
    { 603, 20.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    /* One that comes back within the cooldown is beyond, but does not ring. */
    { 604, 90.0, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 605, 20.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 606, 90.0, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 1300, 90.0, WB_METRIC_FIRING, TRUE, FALSE, NULL },
  };

  check_steps (
      "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":85,\"cooldown_minutes\":10}", steps,
      G_N_ELEMENTS (steps));
}

static void
test_operators (void)
{
  static const struct
  {
    const char *operator;
    gboolean below, at, above;
  } cases[] = {
    { ">", FALSE, FALSE, TRUE }, { ">=", FALSE, TRUE, TRUE },  { "<", TRUE, FALSE, FALSE },
    { "<=", TRUE, TRUE, FALSE }, { "==", FALSE, TRUE, FALSE }, { "!=", TRUE, FALSE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":5,\"operator\":\"%s\"}",
          cases[i].operator);
      g_autoptr (WbMetricRule) rule = read_rule (json);

      g_assert_cmpint (wb_metric_operator_holds (rule->operator, 4.0, 5.0), ==, cases[i].below);
      g_assert_cmpint (wb_metric_operator_holds (rule->operator, 5.0, 5.0), ==, cases[i].at);
      g_assert_cmpint (wb_metric_operator_holds (rule->operator, 6.0, 5.0), ==, cases[i].above);
    }
}

/* It must last, and time alone shows that it did. */
static void
test_for (void)
{
  static const Step steps[] = {
    { 0, 10.0, WB_METRIC_PENDING, FALSE, FALSE, NULL },
    { 100, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 200, 10.0, WB_METRIC_PENDING, FALSE, FALSE, NULL },
    { 499, LOOK, WB_METRIC_PENDING, FALSE, FALSE, NULL },
    { 500, LOOK, WB_METRIC_FIRING, TRUE, FALSE, "10 > 5" },
    { 510, 1.0, WB_METRIC_OK, FALSE, TRUE, NULL },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":5,\"for\":\"5m\"}", steps,
               G_N_ELEMENTS (steps));
}

static void
test_recovery (void)
{
  static const Step steps[] = {
    { 0, 91.0, WB_METRIC_FIRING, TRUE, FALSE, NULL },
    { 1, 85.0, WB_METRIC_FIRING, FALSE, FALSE, NULL },
    { 2, 69.0, WB_METRIC_OK, FALSE, TRUE, NULL },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":90,"
               "\"recovery_threshold\":70}",
               steps, G_N_ELEMENTS (steps));
}

static void
test_absent (void)
{
  static const Step steps[] = {
    { 0, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 59, LOOK, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 60, LOOK, WB_METRIC_FIRING, TRUE, FALSE, "no value for 60 s" },
    { 61, 1.0, WB_METRIC_OK, FALSE, TRUE, NULL },
  };

  check_steps (
      "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"absent\",\"absent_after\":60}", steps,
      G_N_ELEMENTS (steps));
}

static void
test_unusual (void)
{
  static const Step steps[] = {
    { 0, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 1, 1.1, WB_METRIC_OK, FALSE, FALSE, NULL },
    /* Too few to say what is usual. */
    { 2, 9.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 3, 0.9, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 4, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 5, 9.1, WB_METRIC_FIRING, TRUE, FALSE,
      "9.1 is 54.6 spreads from the median 1 of the last 5" },
    { 6, 1.0, WB_METRIC_OK, FALSE, TRUE, NULL },
    /* It only looks upwards. */
    { 7, -9.0, WB_METRIC_OK, FALSE, FALSE, NULL },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"unusual\",\"window\":10,"
               "\"min_count\":5}",
               steps, G_N_ELEMENTS (steps));
}

static void
test_forecast (void)
{
  static const Step steps[] = {
    { 0, 50.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 600, 51.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 1200, 52.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 1800, 80.0, WB_METRIC_FIRING, TRUE, FALSE,
      "80 now, and will reach 100 in 31 min at 54.6 an hour" },
    { 2400, 20.0, WB_METRIC_OK, FALSE, TRUE, NULL },
    { 3000, 101.0, WB_METRIC_FIRING, TRUE, FALSE, "101 > 100" },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"forecast\",\"threshold\":100,"
               "\"within\":\"1h\",\"window\":4,\"min_count\":4}",
               steps, G_N_ELEMENTS (steps));
}

/* A clock that is set back neither rings early nor never again. */
static void
test_clock (void)
{
  g_autoptr (WbMetricRule) rule
      = read_rule ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":5,\"for\":60}");
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  WbMetricState state = { .phase = WB_METRIC_PENDING, .since_us = START_US };
  const WbMetricValue value = { START_US, 10.0 };
  g_auto (WbMetricFinding) early = { 0 };

  wb_metric_check_value (rule, past, &value, START_US - G_TIME_SPAN_HOUR, &state, &early);
  g_assert_cmpint (state.phase, ==, WB_METRIC_PENDING);
  g_assert_false (early.is_raised);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/metric-check/threshold", test_threshold);
  g_test_add_func ("/engine/metric-check/operators", test_operators);
  g_test_add_func ("/engine/metric-check/for", test_for);
  g_test_add_func ("/engine/metric-check/recovery", test_recovery);
  g_test_add_func ("/engine/metric-check/absent", test_absent);
  g_test_add_func ("/engine/metric-check/unusual", test_unusual);
  g_test_add_func ("/engine/metric-check/forecast", test_forecast);
  g_test_add_func ("/engine/metric-check/clock", test_clock);

  return g_test_run ();
}
