/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-metric-names.h"

#include <string.h>

#include "model/wb-metric-rule.h"

/* @metric_names: separated by blanks; one that begins with ! is switched off */
static WbMetricNames *
make_names (const char *metric_names)
{
  const WbJsonLimits limits = { 4096, 4096, 4, 64 };
  g_auto (GStrv) words = g_strsplit (metric_names, " ", -1);
  g_autoptr (GPtrArray) rules
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_metric_rule_unref);

  for (GStrv word = words; *word != NULL; word++)
    {
      gboolean is_active = **word != '!';
      g_autofree char *text = g_strdup_printf (
          "{\"name\":\"a\",\"metric_name\":\"%s\",\"threshold\":1,\"active\":%s}",
          *word + !is_active, is_active ? "true" : "false");
      g_autoptr (GError) error = NULL;
      g_autoptr (WbJson) json = wb_json_parse (text, strlen (text), &limits, &error);

      g_assert_no_error (error);
      g_ptr_array_add (rules, wb_metric_rule_new_from_json (wb_json_get_root (json), NULL, &error));
      g_assert_no_error (error);
    }
  return wb_metric_names_new (rules);
}

static void
test_has_any (void)
{
  static const struct
  {
    const char *rules;
    const char *metrics;
    gboolean has_any;
  } cases[] = {
    { "loss", "{\"loss\":0.25}", TRUE },
    { "loss", "{\"accuracy\":1,\"loss\":0.25}", TRUE },
    { "cpu loss", "{\"accuracy\":1,\"val_loss\":2}", FALSE },
    { "val_loss", "{\"loss\":1}", FALSE },
    { "loss", "{}", FALSE },
    { "!loss", "{\"loss\":0.25}", FALSE },
    { "!loss* cpu", "{\"loss\":0.25}", FALSE },
    { "cpu gpu_*", "{\"loss\":0.25}", TRUE },
    { "cpu gpu_?", "{\"loss\":0.25}", TRUE },
    { "a\\\"b", "{\"a\\\"b\":1}", TRUE },
    { "\xc3\xa9", "{\"\xc3\xa9\":1}", TRUE },
  };
  g_autofree char *name = g_strnfill (4096, 'a');
  g_autofree char *long_metrics = g_strdup_printf ("{\"%s\":1,\"loss\":2}", name);
  g_autoptr (WbMetricNames) names = make_names ("loss");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbMetricNames) case_names = make_names (cases[i].rules);

      g_test_message ("%s, %s", cases[i].rules, cases[i].metrics);
      g_assert_cmpint (wb_metric_names_has_any (case_names, cases[i].metrics), ==,
                       cases[i].has_any);
    }
  g_assert_true (wb_metric_names_has_any (names, long_metrics));
}

static void
test_has (void)
{
  g_autoptr (WbMetricNames) names = make_names ("cost !step_time");
  g_autoptr (WbMetricNames) wildcard = make_names ("cost gpu_*");

  g_assert_true (wb_metric_names_has (names, "cost"));
  g_assert_false (wb_metric_names_has (names, "step_time"));
  g_assert_true (wb_metric_names_has (wildcard, "step_time"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/metric-names/has-any", test_has_any);
  g_test_add_func ("/model/metric-names/has", test_has);
  return g_test_run ();
}
