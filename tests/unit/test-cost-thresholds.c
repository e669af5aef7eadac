/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-cost-thresholds.h"

static GArray *
parse_numbers (const char *text)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (GStrv word = words; *word != NULL; word++)
    {
      double number = g_ascii_strtod (*word, NULL);

      g_array_append_val (numbers, number);
    }
  return numbers;
}

static char *
print_numbers (const GArray *numbers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (text, "%s%g", i > 0 ? " " : "", g_array_index (numbers, double, i));
  return g_string_free (text, FALSE);
}

static void
test_crossed (void)
{
  static const struct
  {
    const char *thresholds;
    const char *alerted;
    double cost;
    const char *crossed;
  } cases[] = {
    { "5 10 20", "", 0, "" },           { "5 10 20", "", 4.99, "" },
    { "5 10 20", "", 5, "" }, /* higher, not as high */
    { "5 10 20", "", 5.01, "5" },       { "5 10 20", "5", 5.02, "" },
    { "5 10 20", "5", 10.5, "10" },     { "5 10 20", "", 12.5, "5 10" },
    { "5 10 20", "", 1e9, "5 10 20" },  { "5 10 20", "5 10 20", 1e9, "" },
    { "5 10 20", "10", 12.5, "5" }, /* the list was another one then */
    { "5 10 20", "7 30", 6, "5" },  /* so it was here */
    { "0.1 0.30", "0.1", 0.31, "0.3" }, { "", "", 100, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) thresholds = parse_numbers (cases[i].thresholds);
      g_autoptr (GArray) alerted = parse_numbers (cases[i].alerted);
      g_autoptr (GArray) crossed
          = wb_cost_thresholds_list_crossed (thresholds, alerted, cases[i].cost);
      g_autofree char *text = print_numbers (crossed);

      g_test_message ("%g of %s after %s", cases[i].cost, cases[i].thresholds, cases[i].alerted);
      g_assert_cmpstr (text, ==, cases[i].crossed);
    }
}

/* Whatever the cost does, each threshold is crossed once. */
static void
test_once (void)
{
  g_autoptr (GArray) thresholds = parse_numbers ("5 10 20");
  g_autoptr (GArray) alerted = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GArray) crossed
          = wb_cost_thresholds_list_crossed (thresholds, alerted, g_test_rand_double_range (0, 30));

      g_array_append_vals (alerted, crossed->data, crossed->len);
      g_assert_cmpuint (alerted->len, <=, thresholds->len);
    }
  g_assert_cmpuint (alerted->len, ==, thresholds->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cost-thresholds/crossed", test_crossed);
  g_test_add_func ("/cost-thresholds/once", test_once);
  return g_test_run ();
}
