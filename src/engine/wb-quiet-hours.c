/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-quiet-hours.h"

#define DAYS_AHEAD 8 /* windows that follow each other without a gap: a week and its last end */

/* The moment at which the clock on the wall shows @minute of @day. For one that is skipped in
 * spring it is when the clock goes on; of two that are alike in autumn it is the later. */
static gint64
get_moment_us (GTimeZone *zone, const GDate *day, guint minute)
{
  g_autoptr (GDateTime) moment
      = g_date_time_new (zone, g_date_get_year (day), (int) g_date_get_month (day),
                         g_date_get_day (day), (int) minute / 60, (int) minute % 60, 0.0);

  return moment != NULL ? g_date_time_to_unix (moment) * G_TIME_SPAN_SECOND : 0;
}

/* The end of the window that begins on @day, if @now_us is in it; else 0. */
static gint64
get_end_of_day_us (const WbQuietHours *self, GTimeZone *zone, const GDate *day, gint64 now_us)
{
  GDate last = *day;
  gint64 end_us;

  if ((self->days & (1u << (g_date_get_weekday (day) - G_DATE_MONDAY))) == 0
      || now_us < get_moment_us (zone, day, self->start_minute))
    return 0;
  if (self->end_minute <= self->start_minute)
    g_date_add_days (&last, 1);
  end_us = get_moment_us (zone, &last, self->end_minute);
  return now_us < end_us ? end_us : 0;
}

/* The end of the window that holds @now_us, which began today or yesterday. */
static gint64
get_end_of_window_us (const WbQuietHours *self, GTimeZone *zone, gint64 now_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  GDate day;
  gint64 today_us, yesterday_us;
  int year, month, day_of_month;

  if (local == NULL)
    return 0;

  g_date_time_get_ymd (local, &year, &month, &day_of_month);
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year);
  today_us = get_end_of_day_us (self, zone, &day, now_us);
  g_date_subtract_days (&day, 1);
  yesterday_us = get_end_of_day_us (self, zone, &day, now_us);
  return MAX (today_us, yesterday_us);
}

/*
 * wb_quiet_hours_get_end_us:
 * @zone: whose clock on the wall counts
 *
 * A window that begins where another ends goes on, so that a quiet weekend has one end. Windows
 * whose start is their end last until that time on the next day.
 *
 * Returns: when it is no longer quiet; 0 when it is not quiet at @now_us
 */
gint64
wb_quiet_hours_get_end_us (const WbQuietHours *self, GTimeZone *zone, gint64 now_us)
{
  gint64 end_us;

  if (!self->is_enabled)
    return 0;

  end_us = get_end_of_window_us (self, zone, now_us);
  for (guint i = 1; i < DAYS_AHEAD && end_us != 0; i++)
    {
      gint64 next_us = get_end_of_window_us (self, zone, end_us);

      if (next_us == 0)
        break;
      end_us = next_us;
    }
  return end_us;
}

/* wb_quiet_hours_lets_through: what is critical always comes through. */
gboolean
wb_quiet_hours_lets_through (const WbQuietHours *self, WbSeverity severity)
{
  return severity == WB_SEVERITY_CRITICAL || severity >= self->min_severity;
}
