/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-day.h"

#include <glib/gi18n.h>

#define NO_DAY G_MININT /* of a time that is none */

/* How many days before today it was; less than 0: to come. */
static int
get_age_days (GDateTime *then)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GDate today, day;

  g_date_clear (&today, 1);
  g_date_clear (&day, 1);
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (then),
                  (GDateMonth) g_date_time_get_month (then),
                  (GDateYear) g_date_time_get_year (then));
  return g_date_days_between (&day, &today);
}

static int
get_number (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return then != NULL ? g_date_time_get_year (then) * 1000 + g_date_time_get_day_of_year (then)
                      : NO_DAY;
}

gboolean
wb_day_is_same (gint64 time_us, gint64 other_us)
{
  return get_number (time_us) == get_number (other_us);
}

/* wb_day_format: (transfer full): "Today", "Yesterday", or the date. */
char *
wb_day_format (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int age_days;

  if (then == NULL)
    return g_strdup ("");
  age_days = get_age_days (then);
  if (age_days == 0)
    return g_strdup (_ ("Today"));
  if (age_days == 1)
    return g_strdup (_ ("Yesterday"));
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* TRANSLATORS: a day of this year, as in "Thursday, 5 November"; see g_date_time_format() */
    return g_date_time_format (then, _ ("%A, %-d %B"));
  /* TRANSLATORS: a day of another year, as in "5 November 2025" */
  return g_date_time_format (then, _ ("%-d %B %Y"));
}
