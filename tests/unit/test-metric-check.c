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
        {
          /* Of a series the newest value is not part of what came before it. */
          g_array_set_size (past, past->len > 0 ? past->len - 1 : 0);
          wb_metric_check_time (rule, past, &last, now_us, &state, &finding);
          g_array_append_val (past, last);
        }
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
    /* One that comes back within the cooldown is beyond, but does not ring, nor is it over. */
    { 604, 90.0, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 605, 20.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 606, 90.0, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    /* The cooldown is over at last, and no value came. */
    { 1200, LOOK, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 1201, LOOK, WB_METRIC_FIRING, TRUE, FALSE, "90 > 85" },
    { 1802, LOOK, WB_METRIC_FIRING, FALSE, FALSE, NULL },
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
    /* What nobody was told of needs no recovery. */
    { 3, 91.0, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 4, 85.0, WB_METRIC_OK, FALSE, FALSE, NULL },
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
    /* Silent again, within the cooldown of 15 minutes: told when that is over. */
    { 121, LOOK, WB_METRIC_SILENT, FALSE, FALSE, NULL },
    { 960, LOOK, WB_METRIC_FIRING, TRUE, FALSE, "no value for 15 min" },
    { 961, 1.0, WB_METRIC_OK, FALSE, TRUE, NULL },
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
    { 8, 1e300, WB_METRIC_SILENT, FALSE, FALSE,
      "1e+300 is 6.74491e+300 spreads from the median 1 of the last 8" },
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

/* What must last says at the end why, with the numbers of its kind. */
static void
test_unusual_for (void)
{
  static const Step steps[] = {
    { 0, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 1, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 2, 1.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 3, 1.06, WB_METRIC_PENDING, FALSE, FALSE, NULL },
    { 63, LOOK, WB_METRIC_FIRING, TRUE, FALSE,
      "1.06 is 6 spreads from the median 1 of the last 3" },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"unusual\",\"window\":10,"
               "\"min_count\":3,\"for\":60}",
               steps, G_N_ELEMENTS (steps));
}

/* What was beyond and comes back is on no way to the threshold, though its line meets it. */
static void
test_forecast_back (void)
{
  static const Step steps[] = {
    { 0, 200.0, WB_METRIC_FIRING, TRUE, FALSE, "200 > 100" },
    { 60, 180.0, WB_METRIC_FIRING, FALSE, FALSE, NULL },
    { 120, 170.0, WB_METRIC_FIRING, FALSE, FALSE, NULL },
    { 180, 99.0, WB_METRIC_OK, FALSE, TRUE, NULL },
  };
  /* Downwards it is the other way round: 24 left, 4 a minute. */
  static const Step down[] = {
    { 0, 36.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 60, 32.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 120, 28.0, WB_METRIC_OK, FALSE, FALSE, NULL },
    { 180, 24.0, WB_METRIC_FIRING, TRUE, FALSE,
      "24 now, and will reach 0 in 6 min at -240 an hour" },
  };

  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"forecast\",\"threshold\":100,"
               "\"within\":\"1h\",\"window\":4,\"min_count\":4}",
               steps, G_N_ELEMENTS (steps));
  check_steps ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"forecast\",\"threshold\":0,"
               "\"operator\":\"<\",\"within\":\"1h\",\"window\":4,\"min_count\":4}",
               down, G_N_ELEMENTS (down));
}

/* Times are said as people say them, without zeros that say nothing. */
static void
test_spans (void)
{
  static const struct
  {
    guint seconds;
    const char *why;
  } cases[] = {
    { 119, "no value for 119 s" },  { 120, "no value for 2 min" },
    { 7170, "no value for 2 h" },   { 7800, "no value for 2 h 10 min" },
    { 172740, "no value for 2 d" }, { 187200, "no value for 2 d 4 h" },
  };
  g_autoptr (WbMetricRule) rule = read_rule (
      "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"absent\",\"absent_after\":1}");
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  const WbMetricValue last = { START_US, 1.0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WbMetricFinding) finding = { 0 };
      WbMetricState state = { 0 };

      wb_metric_check_time (rule, past, &last, START_US + cases[i].seconds * G_TIME_SPAN_SECOND,
                            &state, &finding);
      g_assert_cmpstr (finding.why, ==, cases[i].why);
    }
}

/* With a clock that was set back by a year it neither rings early nor never again. */
static void
test_clock (void)
{
  static const struct
  {
    guint second; /* after the clock was set back */
    WbMetricPhase phase;
    gboolean is_raised;
  } steps[] = {
    { 0, WB_METRIC_PENDING, FALSE },
    { 59, WB_METRIC_PENDING, FALSE },
    /* Within the cooldown of what rang a minute before. */
    { 60, WB_METRIC_SILENT, FALSE },
    { 839, WB_METRIC_SILENT, FALSE },
    { 840, WB_METRIC_FIRING, TRUE },
    { 841, WB_METRIC_FIRING, FALSE },
  };
  g_autoptr (WbMetricRule) rule
      = read_rule ("{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":5,\"for\":60}");
  g_autoptr (GArray) past = g_array_new (FALSE, FALSE, sizeof (WbMetricValue));
  WbMetricState state = { .phase = WB_METRIC_PENDING,
                          .since_us = START_US,
                          .alerted_us = START_US - G_TIME_SPAN_MINUTE };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 now_us = START_US - 365 * G_TIME_SPAN_DAY + steps[i].second * G_TIME_SPAN_SECOND;
      const WbMetricValue value = { now_us, 10.0 };
      g_auto (WbMetricFinding) finding = { 0 };

      g_test_message ("second %u", steps[i].second);
      wb_metric_check_value (rule, past, &value, now_us, &state, &finding);
      g_assert_cmpint (state.phase, ==, steps[i].phase);
      g_assert_cmpint (finding.is_raised, ==, steps[i].is_raised);
    }
}

/* Time is asked for only where it brings something. */
static void
test_due (void)
{
  static const struct
  {
    const char *json;
    WbMetricState state;
    gint64 due_us;
  } cases[] = {
    { "\"threshold\":5", { .phase = WB_METRIC_OK }, 0 },
    { "\"threshold\":5,\"for\":60", { .phase = WB_METRIC_PENDING, .since_us = 7 }, 60000007 },
    { "\"threshold\":5",
      { .phase = WB_METRIC_FIRING, .since_us = START_US, .alerted_us = START_US },
      0 },
    { "\"threshold\":5,\"cooldown_minutes\":1",
      { .phase = WB_METRIC_SILENT, .since_us = START_US, .alerted_us = START_US - 7 },
      START_US - 7 + G_TIME_SPAN_MINUTE },
    { "\"kind\":\"absent\",\"absent_after\":60",
      { .phase = WB_METRIC_OK },
      START_US + G_TIME_SPAN_MINUTE },
    { "\"kind\":\"absent\",\"absent_after\":60",
      { .phase = WB_METRIC_FIRING, .since_us = START_US, .alerted_us = START_US },
      0 },
  };
  const WbMetricValue last = { START_US, 10.0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json
          = g_strdup_printf ("{\"rule_name\":\"r\",\"metric_name\":\"m\",%s}", cases[i].json);
      g_autoptr (WbMetricRule) rule = read_rule (json);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (wb_metric_check_get_due_us (rule, &last, &cases[i].state), ==,
                       cases[i].due_us);
    }
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
  g_test_add_func ("/engine/metric-check/unusual-for", test_unusual_for);
  g_test_add_func ("/engine/metric-check/forecast-back", test_forecast_back);
  g_test_add_func ("/engine/metric-check/spans", test_spans);
  g_test_add_func ("/engine/metric-check/clock", test_clock);
  g_test_add_func ("/engine/metric-check/due", test_due);

  return g_test_run ();
}
