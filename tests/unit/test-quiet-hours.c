/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-quiet-hours.h"

#include "base/wb-time.h"

#define MON (1u << 0)
#define TUE (1u << 1)
#define FRI (1u << 4)
#define SAT (1u << 5)
#define SUN (1u << 6)
#define ALL WB_ALL_WEEKDAYS
#define AT(hour, minute) ((hour) *60 + (minute))
#define NEVER NULL

static gint64
parse (const char *text)
{
  gint64 time_us = 0;

  g_assert_true (wb_time_parse (text, &time_us));
  return time_us;
}

static void
check (const char *what,
       const WbQuietHours *quiet,
       const char *zone_name,
       const char *now,
       const char *end)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);

  g_test_message ("%s: %s", what, now);
  g_assert_nonnull (zone);
  g_assert_cmpint (wb_quiet_hours_get_end_us (quiet, zone, parse (now)), ==,
                   end != NULL ? parse (end) : 0);
}

/* 5 January 2026 was a Monday. */
static void
test_windows (void)
{
  static const struct
  {
    const char *what;
    guint start;
    guint end;
    guint days;
    const char *now;
    const char *until;
  } cases[] = {
    { "before it", AT (22, 0), AT (7, 0), ALL, "2026-01-05T21:59:59Z", NEVER },
    { "its first moment", AT (22, 0), AT (7, 0), ALL, "2026-01-05T22:00:00Z",
      "2026-01-06T07:00:00Z" },
    { "after midnight it is one window", AT (22, 0), AT (7, 0), ALL, "2026-01-06T03:00:00Z",
      "2026-01-06T07:00:00Z" },
    { "its last moment", AT (22, 0), AT (7, 0), ALL, "2026-01-06T06:59:59.999999Z",
      "2026-01-06T07:00:00Z" },
    { "its end", AT (22, 0), AT (7, 0), ALL, "2026-01-06T07:00:00Z", NEVER },
    { "within a day", AT (12, 30), AT (13, 15), ALL, "2026-01-05T13:14:00Z",
      "2026-01-05T13:15:00Z" },
    { "within a day, after it", AT (12, 30), AT (13, 15), ALL, "2026-01-05T13:15:00Z", NEVER },
    { "it belongs to the day on which it starts", AT (22, 0), AT (7, 0), FRI,
      "2026-01-10T06:00:00Z", "2026-01-10T07:00:00Z" },
    { "on the evening of another day", AT (22, 0), AT (7, 0), FRI, "2026-01-10T22:30:00Z", NEVER },
    { "on the morning of its day", AT (22, 0), AT (7, 0), FRI, "2026-01-09T06:00:00Z", NEVER },
    { "Sunday into Monday", AT (22, 0), AT (7, 0), SUN, "2026-01-12T01:00:00Z",
      "2026-01-12T07:00:00Z" },
    { "to midnight", AT (20, 0), AT (0, 0), ALL, "2026-01-05T23:59:00Z", "2026-01-06T00:00:00Z" },
    { "a whole day", AT (0, 0), AT (0, 0), SAT, "2026-01-10T12:00:00Z", "2026-01-11T00:00:00Z" },
    { "a whole weekend has one end", AT (0, 0), AT (0, 0), SAT | SUN, "2026-01-10T12:00:00Z",
      "2026-01-12T00:00:00Z" },
    { "two days from noon", AT (12, 0), AT (12, 0), MON | TUE, "2026-01-05T13:00:00Z",
      "2026-01-07T12:00:00Z" },
    { "all days but one", AT (0, 0), AT (0, 0), ALL & ~MON, "2026-01-06T00:00:00Z",
      "2026-01-12T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WbQuietHours quiet = {
        TRUE, cases[i].start, cases[i].end, cases[i].days, WB_SEVERITY_ERROR,
      };

      check (cases[i].what, &quiet, "UTC", cases[i].now, cases[i].until);
    }
}

/* In Berlin the clock goes from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October. */
static void
test_daylight_saving (void)
{
  static const struct
  {
    const char *what;
    guint start;
    guint end;
    const char *now;
    const char *until;
  } cases[] = {
    { "the night that is an hour shorter", AT (22, 0), AT (7, 0), "2026-03-28T21:00:00Z",
      "2026-03-29T05:00:00Z" },
    { "the night that is an hour longer", AT (22, 0), AT (7, 0), "2026-10-24T20:00:00Z",
      "2026-10-25T06:00:00Z" },
    { "before the longer night", AT (22, 0), AT (7, 0), "2026-10-24T19:59:59Z", NEVER },
    { "its end is skipped", AT (22, 0), AT (2, 30), "2026-03-29T00:59:00Z",
      "2026-03-29T01:00:00Z" },
    { "its start is skipped", AT (2, 30), AT (7, 0), "2026-03-29T01:00:00Z",
      "2026-03-29T05:00:00Z" },
    { "its start is skipped, before", AT (2, 30), AT (7, 0), "2026-03-29T00:59:00Z", NEVER },
    { "its end comes twice: the second counts", AT (22, 0), AT (2, 30), "2026-10-25T00:45:00Z",
      "2026-10-25T01:30:00Z" },
    { "all of it comes twice: the second counts", AT (2, 10), AT (2, 40), "2026-10-25T00:20:00Z",
      NEVER },
    { "and then it is quiet", AT (2, 10), AT (2, 40), "2026-10-25T01:20:00Z",
      "2026-10-25T01:40:00Z" },
    { "summer", AT (22, 0), AT (7, 0), "2026-07-01T20:00:00Z", "2026-07-02T05:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WbQuietHours quiet = { TRUE, cases[i].start, cases[i].end, ALL, WB_SEVERITY_ERROR };

      check (cases[i].what, &quiet, "Europe/Berlin", cases[i].now, cases[i].until);
    }
}

/* Whatever the window and the time: the end is ahead, no window starts there, and the minute
 * before it is still quiet. */
static void
test_random (void)
{
  static const char *const zones[]
      = { "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe" };

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (GTimeZone) zone
          = g_time_zone_new_identifier (zones[g_test_rand_int_range (0, G_N_ELEMENTS (zones))]);
      const WbQuietHours quiet = {
        .is_enabled = TRUE,
        .start_minute = (guint) g_test_rand_int_range (0, WB_MINUTES_OF_DAY),
        .end_minute = (guint) g_test_rand_int_range (0, WB_MINUTES_OF_DAY),
        .days = (guint) g_test_rand_int_range (1, WB_ALL_WEEKDAYS),
      };
      gint64 now_us = parse ("2026-01-01T00:00:00Z")
                      + g_test_rand_int_range (0, 366 * 24 * 60) * G_TIME_SPAN_MINUTE;
      gint64 end_us = wb_quiet_hours_get_end_us (&quiet, zone, now_us);

      if (end_us == 0)
        continue;
      g_assert_cmpint (end_us, >, now_us);
      g_assert_cmpint (end_us, <=, now_us + 8 * G_TIME_SPAN_DAY);
      g_assert_cmpint (wb_quiet_hours_get_end_us (&quiet, zone, end_us), ==, 0);
      g_assert_cmpint (wb_quiet_hours_get_end_us (&quiet, zone, end_us - 1), ==, end_us);
    }
}

static void
test_disabled (void)
{
  const WbQuietHours quiet = { FALSE, AT (22, 0), AT (7, 0), ALL, WB_SEVERITY_ERROR };
  const WbQuietHours always = { TRUE, AT (0, 0), AT (0, 0), ALL, WB_SEVERITY_ERROR };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  check ("disabled", &quiet, "UTC", "2026-01-05T23:00:00Z", NEVER);
  /* Preferences refuse this; whoever asks all the same gets an answer. */
  g_assert_cmpint (wb_quiet_hours_get_end_us (&always, zone, parse ("2026-01-05T23:00:00Z")), >, 0);
  /* A time that no calendar has. */
  g_assert_cmpint (wb_quiet_hours_get_end_us (&always, zone, G_MAXINT64), ==, 0);
}

/* What is critical always comes through. */
static void
test_lets_through (void)
{
  for (guint floor = 0; floor < WB_N_SEVERITIES; floor++)
    for (guint severity = 0; severity < WB_N_SEVERITIES; severity++)
      {
        const WbQuietHours quiet = { TRUE, 0, 1, ALL, (WbSeverity) floor };

        g_assert_cmpint (wb_quiet_hours_lets_through (&quiet, (WbSeverity) severity), ==,
                         severity >= floor || severity == WB_SEVERITY_CRITICAL);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/quiet-hours/windows", test_windows);
  g_test_add_func ("/engine/quiet-hours/daylight-saving", test_daylight_saving);
  g_test_add_func ("/engine/quiet-hours/random", test_random);
  g_test_add_func ("/engine/quiet-hours/disabled", test_disabled);
  g_test_add_func ("/engine/quiet-hours/lets-through", test_lets_through);
  return g_test_run ();
}
