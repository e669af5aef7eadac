/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-time.h"

#include <time.h>

/* wb_time_format: RFC 3339 in UTC with microseconds, as in "2026-01-02T03:04:05.678901Z". */
void
wb_time_format (gint64 time_us, char text[WB_TIME_TEXT_SIZE])
{
  time_t seconds = (time_t) (time_us / G_USEC_PER_SEC);
  struct tm utc;

  gmtime_r (&seconds, &utc);
  g_snprintf (text, WB_TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", utc.tm_year + 1900,
              utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
              (int) (time_us % G_USEC_PER_SEC));
}

/* wb_time_parse: whether @text is an RFC 3339 date and time with its offset, from 1970 on. */
gboolean
wb_time_parse (const char *text, gint64 *time_us)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  /* Without a default zone GLib takes only a text that names its offset. */
  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL || g_date_time_to_unix (time) < 0)
    return FALSE;

  *time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
