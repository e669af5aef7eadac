/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-time.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 time_us;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T00:00:01Z", SECOND },
    { "2026-01-02T03:04:05Z", 1767323045 * SECOND },
    { "2026-01-02T03:04:05.678901Z", 1767323045 * SECOND + 678901 },
    { "2026-01-02T03:04:05.5Z", 1767323045 * SECOND + 500000 },
    { "2026-01-02T04:04:05+01:00", 1767323045 * SECOND },
    { "2026-01-01T21:34:05-05:30", 1767323045 * SECOND },
    { "2026-01-02T03:04:05+00:00", 1767323045 * SECOND },
    { "2026-01-02t03:04:05z", 1767323045 * SECOND },
    { "2026-01-02 03:04:05Z", 1767323045 * SECOND },
    { "2024-02-29T12:00:00Z", 1709208000 * SECOND },
    { "9999-12-31T23:59:59Z", 253402300799 * SECOND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 time_us = -1;

      g_assert_true (wb_time_parse (cases[i].text, &time_us));
      g_assert_cmpint (time_us, ==, cases[i].time_us);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "now",
    "tomorrow",
    "1767323045",
    "2026-01-02",
    "03:04:05Z",
    "2026-01-02T03:04:05",
    "2026-01-02T03:04Z",
    "2026-13-02T03:04:05Z",
    "2026-02-30T03:04:05Z",
    "2025-02-29T03:04:05Z",
    "2026-01-02T25:04:05Z",
    "2026-01-02T03:60:05Z",
    "2026-01-02T03:04:62Z",
    "2026-01-02T03:04:05Zx",
    "2026-01-02T03:04:05+25:00",
    " 2026-01-02T03:04:05Z",
    "02.01.2026 03:04:05",
    "2026-W01-5T03:04:05Z",
    "2026-002T03:04:05Z",
    "20260102T030405Z",
    "2026-01-02T03:04:05,5Z",
    "1969-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gint64 time_us = -1;

      g_assert_false (wb_time_parse (texts[i], &time_us));
      g_assert_cmpint (time_us, ==, -1);
    }
}

static void
test_round_trip (void)
{
  static const gint64 times[] = {
    0, 1, 999999, SECOND, 1767323045678901, 1709208000 * SECOND, 253402300799 * SECOND + 999999
  };

  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      char text[WB_TIME_TEXT_SIZE];
      gint64 back = -1;

      wb_time_format (times[i], text);
      g_assert_true (wb_time_parse (text, &back));
      g_assert_cmpint (back, ==, times[i]);
    }
}

static void
test_format (void)
{
  char text[WB_TIME_TEXT_SIZE];

  wb_time_format (1767323045678901, text);
  g_assert_cmpstr (text, ==, "2026-01-02T03:04:05.678901Z");
  wb_time_format (1767323045 * SECOND + 7, text);
  g_assert_cmpstr (text, ==, "2026-01-02T03:04:05.000007Z");
  /* Far times stay within the buffer. */
  wb_time_format (G_MAXINT64, text);
  g_assert_cmpstr (text, ==, "294247-01-10T04:00:54.775807Z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/refused", test_refused);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/format", test_format);
  return g_test_run ();
}
