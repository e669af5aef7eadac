/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-time.h"

#include <string.h>
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

/* Whether @text begins as @shape does, in which 0 stands for any digit. */
static gboolean
has_shape (const char *text, const char *shape)
{
  for (; *shape != '\0'; shape++, text++)
    if (*shape == '0' ? !g_ascii_isdigit (*text) : *text != *shape)
      return FALSE;
  return TRUE;
}

/* GLib reads all of ISO 8601: weeks, days of the year, no separators. */
static gboolean
is_rfc_3339 (const char *text)
{
  const char *p = text;

  if (!has_shape (p, "0000-00-00T00:00:00") && !has_shape (p, "0000-00-00 00:00:00"))
    return FALSE;
  p += strlen ("0000-00-00T00:00:00");
  if (has_shape (p, ".0"))
    for (p++; g_ascii_isdigit (*p);)
      p++;
  if (has_shape (p, "+00:00") || has_shape (p, "-00:00"))
    p += strlen ("+00:00");
  else if (*p == 'Z')
    p++;
  else
    return FALSE;
  return *p == '\0';
}

/* wb_time_parse: whether @text is an RFC 3339 date and time with its offset, from 1970 on. */
gboolean
wb_time_parse (const char *text, gint64 *time_us)
{
  g_autofree char *upper = NULL;
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  upper = g_ascii_strup (text, -1);
  if (!is_rfc_3339 (upper))
    return FALSE;

  time = g_date_time_new_from_iso8601 (upper, NULL);
  if (time == NULL || g_date_time_to_unix (time) < 0)
    return FALSE;

  *time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  return TRUE;
}
