/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-exposition.h"

static void
test_family (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  wb_exposition_begin_family (text, "a_total", "counter", "A \\ and a\nline, \"quoted\".");
  wb_exposition_add_sample (text, "a_total", 3, "type", "x\"y\\z\n", "severity", "error", NULL);
  wb_exposition_add_sample (text, "a_total", 0, NULL);
  g_assert_cmpstr (text->str, ==,
                   "# HELP a_total A \\\\ and a\\nline, \"quoted\".\n"
                   "# TYPE a_total counter\n"
                   "a_total{type=\"x\\\"y\\\\z\\n\",severity=\"error\"} 3\n"
                   "a_total 0\n");
}

static void
test_values (void)
{
  static const struct
  {
    double value;
    const char *expected;
  } cases[] = {
    { 0, "v 0\n" },        { 1.5, "v 1.5\n" }, { 1795240898, "v 1795240898\n" },
    { 1e15, "v 1e+15\n" }, { 0.1, "v 0.1\n" }, { 9007199254740991, "v 9007199254740991\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      wb_exposition_add_sample (text, "v", cases[i].value, NULL);
      g_assert_cmpstr (text->str, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/exposition/family", test_family);
  g_test_add_func ("/engine/exposition/values", test_values);
  return g_test_run ();
}
