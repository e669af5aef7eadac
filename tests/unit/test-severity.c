/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-severity.h"

static void
test_severity_words (void)
{
  static const struct
  {
    const char *word;
    WbSeverity severity;
  } cases[] = {
    { "info", WB_SEVERITY_INFO },          { "success", WB_SEVERITY_SUCCESS },
    { "warning", WB_SEVERITY_WARNING },    { "error", WB_SEVERITY_ERROR },
    { "critical", WB_SEVERITY_CRITICAL },  { "debug", WB_SEVERITY_INFO },
    { "min", WB_SEVERITY_INFO },           { "low", WB_SEVERITY_INFO },
    { "normal", WB_SEVERITY_INFO },        { "default", WB_SEVERITY_INFO },
    { "ok", WB_SEVERITY_SUCCESS },         { "medium", WB_SEVERITY_WARNING },
    { "warn", WB_SEVERITY_WARNING },       { "high", WB_SEVERITY_ERROR },
    { "failure", WB_SEVERITY_ERROR },      { "alert", WB_SEVERITY_ERROR },
    { "emergency", WB_SEVERITY_CRITICAL }, { "urgent", WB_SEVERITY_CRITICAL },
    { "max", WB_SEVERITY_CRITICAL },       { "fatal", WB_SEVERITY_CRITICAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *upper = g_ascii_strup (cases[i].word, -1);
      WbSeverity severity = WB_N_SEVERITIES;

      g_assert_true (wb_severity_from_string (cases[i].word, &severity));
      g_assert_cmpint (severity, ==, cases[i].severity);
      severity = WB_N_SEVERITIES;
      g_assert_true (wb_severity_from_string (upper, &severity));
      g_assert_cmpint (severity, ==, cases[i].severity);
    }
}

static void
test_severity_refused (void)
{
  static const char *const words[] = { "", "hihg", "errors", "info ", " info", "1", "кritical" };
  WbSeverity severity = WB_SEVERITY_ERROR;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (wb_severity_from_string (words[i], &severity));
  g_assert_cmpint (severity, ==, WB_SEVERITY_ERROR);
}

/* What is written is read back as the same. */
static void
test_names (void)
{
  static const char *const names[] = { "info", "success", "warning", "error", "critical" };
  static const char *const labels[] = { "Information", "Success", "Warning", "Error", "Critical" };
  static const WbPriority priorities[] = { WB_PRIORITY_LOW, WB_PRIORITY_LOW, WB_PRIORITY_MEDIUM,
                                           WB_PRIORITY_HIGH, WB_PRIORITY_CRITICAL };

  for (guint i = 0; i < WB_N_SEVERITIES; i++)
    {
      g_assert_cmpstr (wb_severity_to_string ((WbSeverity) i), ==, names[i]);
      g_assert_cmpstr (wb_severity_get_label ((WbSeverity) i), ==, labels[i]);
      g_assert_cmpint (wb_severity_get_priority ((WbSeverity) i), ==, priorities[i]);
    }
}

static void
test_priority (void)
{
  static const char *const names[] = { "low", "medium", "high", "critical" };
  WbPriority priority = WB_PRIORITY_LOW;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *upper = g_ascii_strup (names[i], -1);

      g_assert_cmpstr (wb_priority_to_string ((WbPriority) i), ==, names[i]);
      g_assert_true (wb_priority_from_string (upper, &priority));
      g_assert_cmpint (priority, ==, i);
    }
  g_assert_false (wb_priority_from_string ("", &priority));
  g_assert_false (wb_priority_from_string ("hihg", &priority));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/severity/words", test_severity_words);
  g_test_add_func ("/model/severity/refused", test_severity_refused);
  g_test_add_func ("/model/severity/names", test_names);
  g_test_add_func ("/model/severity/priority", test_priority);
  return g_test_run ();
}
