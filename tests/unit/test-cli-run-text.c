/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-run-text.h"

static void
test_bar (void)
{
  static const struct
  {
    double fraction;
    const char *text;
  } cases[] = {
    { 0, "░░░░░░░░░░ 0%" },     { 0.0999, "░░░░░░░░░░ 9%" }, { 0.1, "█░░░░░░░░░ 10%" },
    { 0.29, "██░░░░░░░░ 29%" }, { 0.7, "███████░░░ 70%" },   { 0.999, "█████████░ 99%" },
    { 1, "██████████ 100%" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_run_text_dup_bar (cases[i].fraction);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_span (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } cases[] = {
    { 0, "0 s" },           { 59, "59 s" },           { 60, "1 min 00 s" }, { 3599, "59 min 59 s" },
    { 3600, "1 h 00 min" }, { 86399, "23 h 59 min" }, { 90000, "1 d 1 h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_run_text_dup_span (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    double number;
    const char *number_text;
    const char *money;
  } cases[] = {
    { 0, "0", "$0" },
    { 12.5, "12.5", "$12.50" },
    { 12, "12", "$12" },
    { 0.1234, "0.1234", "$0.12" },
    { 0.0012, "0.0012", "$0.0012" },
    { 1234.567, "1234.6", "$1234.57" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = wb_run_text_dup_number (cases[i].number);
      g_autofree char *money = wb_run_text_dup_money (cases[i].number);

      g_assert_cmpstr (number, ==, cases[i].number_text);
      g_assert_cmpstr (money, ==, cases[i].money);
    }
}

static void
test_sparkline (void)
{
  static const struct
  {
    gsize n_values;
    double values[8];
    guint columns;
    const char *text;
  } cases[] = {
    { 0, { 0 }, 8, "" },
    { 1, { 5 }, 8, "▁" },
    { 3, { 2, 2, 2 }, 8, "▁▁▁" },
    { 8, { 0, 1, 2, 3, 4, 5, 6, 7 }, 8, "▁▂▃▄▅▆▇█" },
    { 3, { 1, 0.5, 0 }, 8, "█▅▁" },
    { 8, { 8, 8, 4, 4, 2, 2, 0, 0 }, 4, "█▅▃▁" },
    { 2, { -G_MAXDOUBLE, G_MAXDOUBLE }, 8, "▁█" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = wb_run_text_dup_sparkline (cases[i].values, cases[i].n_values, cases[i].columns);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-run-text/bar", test_bar);
  g_test_add_func ("/cli-run-text/span", test_span);
  g_test_add_func ("/cli-run-text/numbers", test_numbers);
  g_test_add_func ("/cli-run-text/sparkline", test_sparkline);
  return g_test_run ();
}
