/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-metric-rule.h"

#include <string.h>

#include "base/wb-error.h"

static WbMetricRule *
read_rule (const char *json, const WbMetricRule *base, GError **error)
{
  const WbJsonLimits limits = { 4096, 4096, 4, 64 };
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, error);

  g_assert_nonnull (document);
  return wb_metric_rule_new_from_json (wb_json_get_root (document), base, error);
}

/* The rules that stand before anyone made one, as the sources give them. */
static void
test_defaults (void)
{
  static const struct
  {
    const char *name;
    const char *metric_name;
    double threshold;
    WbPriority priority;
    guint cooldown_minutes;
  } rows[] = {
    { "high_cpu_usage", "cpu_usage_percent", 85, WB_PRIORITY_MEDIUM, 10 },
    { "critical_cpu_usage", "cpu_usage_percent", 95, WB_PRIORITY_HIGH, 5 },
    { "high_memory_usage", "memory_usage_percent", 80, WB_PRIORITY_MEDIUM, 10 },
    { "critical_memory_usage", "memory_usage_percent", 90, WB_PRIORITY_HIGH, 5 },
    { "large_processing_queue", "queue_size", 1000, WB_PRIORITY_MEDIUM, 15 },
    { "critical_processing_queue", "queue_size", 5000, WB_PRIORITY_HIGH, 10 },
    { "high_error_rate", "error_rate_percent", 5, WB_PRIORITY_MEDIUM, 10 },
    { "critical_error_rate", "error_rate_percent", 15, WB_PRIORITY_HIGH, 5 },
  };
  g_autoptr (GPtrArray) rules = wb_metric_rule_list_defaults ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const WbMetricRule *rule = g_ptr_array_index (rules, i);

      g_assert_cmpstr (rule->name, ==, rows[i].name);
      g_assert_cmpstr (rule->metric_name, ==, rows[i].metric_name);
      g_assert_cmpfloat (rule->threshold, ==, rows[i].threshold);
      g_assert_cmpint (rule->operator, ==, WB_METRIC_ABOVE);
      g_assert_cmpint (rule->priority, ==, rows[i].priority);
      g_assert_cmpuint (rule->cooldown_minutes, ==, rows[i].cooldown_minutes);
      g_assert_true (rule->is_active && rule->is_default);
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "rule: expected an object" },
    { "{\"metric_name\":\"m\",\"threshold\":1}", "rule_name: missing; expected a name" },
    { "{\"rule_name\":\"r\",\"threshold\":1}",
      "metric_name: missing; expected the name of a metric" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\"}", "threshold: missing; expected a number" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":\"5\"}",
      "threshold: expected a number" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"operator\":\"=\"}",
      "operator: expected one of > >= < <= == !=" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"priority\":\"huge\"}",
      "priority: expected low, medium, high or critical" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"for\":\"5x\"}",
      "for: expected seconds, or a text such as 90s, 5m or 2h" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"cooldown_minutes\":-1}",
      "cooldown_minutes: expected an integer from 0 to 10080" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"event_type\":\"no\"}",
      "event_type: expected a type of the catalogue" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"kind\":\"unusual\",\"window\":3}",
      "min_count: expected no more than window" },
    { "{\"rule_name\":\"r\",\"metric_name\":\"m\",\"threshold\":1,\"treshold\":1}",
      "treshold: there is no such field" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbMetricRule) rule = read_rule (cases[i].json, NULL, &error);

      g_assert_null (rule);
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* What is written reads back as it was, and changes keep what they do not name. */
static void
test_codec (void)
{
  static const char *const rules[] = {
    "{\"rule_name\":\"custom_metric_alert\",\"metric_name\":\"custom_metric\",\"threshold\":100.0,"
    "\"operator\":\">\",\"priority\":\"high\",\"cooldown_minutes\":20}",
    "{\"name\":\"a\",\"metric_name\":\"m*\",\"service_name\":\"gpu-?\",\"kind\":\"absent\","
    "\"absent_after\":\"2h\"}",
    "{\"name\":\"b\",\"metric_name\":\"loss\",\"kind\":\"unusual\",\"spread\":3.5,\"window\":30}",
    "{\"name\":\"c\",\"metric_name\":\"cost\",\"kind\":\"forecast\",\"threshold\":20,"
    "\"within\":600,\"recovery_threshold\":10,\"for\":30,\"active\":false}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbMetricRule) rule = read_rule (rules[i], NULL, &error);
      g_autoptr (WbMetricRule) back = NULL;
      g_autoptr (WbMetricRule) changed = NULL;
      g_autoptr (GString) first = g_string_new (NULL);
      g_autoptr (GString) second = g_string_new (NULL);

      g_assert_no_error (error);
      wb_metric_rule_append_json (rule, first);
      back = read_rule (first->str, NULL, &error);
      g_assert_no_error (error);
      wb_metric_rule_append_json (back, second);
      g_assert_cmpstr (first->str, ==, second->str);

      changed = read_rule ("{\"priority\":\"critical\"}", rule, &error);
      g_assert_no_error (error);
      g_assert_cmpint (changed->priority, ==, WB_PRIORITY_CRITICAL);
      g_assert_cmpstr (changed->metric_name, ==, rule->metric_name);
      g_assert_cmpint (changed->kind, ==, rule->kind);
    }
}

static void
test_covers (void)
{
  g_autoptr (WbMetricRule) rule
      = read_rule ("{\"name\":\"a\",\"metric_name\":\"gpu_*\",\"service_name\":\"node-?\","
                   "\"threshold\":1}",
                   NULL, NULL);

  g_assert_true (wb_metric_rule_covers (rule, "gpu_memory", "node-1"));
  g_assert_false (wb_metric_rule_covers (rule, "cpu", "node-1"));
  g_assert_false (wb_metric_rule_covers (rule, "gpu_memory", "node-12"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/metric-rule/defaults", test_defaults);
  g_test_add_func ("/model/metric-rule/refusals", test_refusals);
  g_test_add_func ("/model/metric-rule/codec", test_codec);
  g_test_add_func ("/model/metric-rule/covers", test_covers);

  return g_test_run ();
}
