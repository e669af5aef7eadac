/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-backoff.h"

#define S G_TIME_SPAN_SECOND

/* The longest pause doubles until it is as long as it may be; the real one is anything up to it. */
static void
test_delay (void)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  const gint64 longest_s[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900 };

  for (guint i = 0; i < G_N_ELEMENTS (longest_s); i++)
    {
      g_assert_cmpint (wb_backoff_get_delay_us (&preferences->delivery, i + 1, 1.0), ==,
                       longest_s[i] * S);
      g_assert_cmpint (wb_backoff_get_delay_us (&preferences->delivery, i + 1, 0.25), ==,
                       longest_s[i] * S / 4);
      g_assert_cmpint (wb_backoff_get_delay_us (&preferences->delivery, i + 1, 0.0), ==, 0);
    }
  g_assert_cmpint (wb_backoff_get_delay_us (&preferences->delivery, G_MAXUINT, 1.0), ==, 900 * S);
}

/* Five days, unless someone wants fewer attempts. */
static void
test_over (void)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  const gint64 five_days_us = 5 * G_TIME_SPAN_DAY;

  g_assert_false (wb_backoff_is_over (&preferences->delivery, 10000, five_days_us - 1));
  g_assert_true (wb_backoff_is_over (&preferences->delivery, 1, five_days_us));
  preferences->delivery.max_retries = 3;
  g_assert_false (wb_backoff_is_over (&preferences->delivery, 3, 0));
  g_assert_true (wb_backoff_is_over (&preferences->delivery, 4, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/backoff/delay", test_delay);
  g_test_add_func ("/delivery/backoff/over", test_over);
  return g_test_run ();
}
