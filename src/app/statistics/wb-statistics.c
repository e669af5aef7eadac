/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/statistics/wb-statistics.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-number-text.h"
#include "app/statistics/wb-share-list.h"
#include "app/widgets/wb-type-label.h"
#include "base/wb-time.h"
#include "model/wb-severity.h"

#define HOURS_OF_DAY 24
#define DAYS_OF_WEEK 7
#define DAYS_OF_MONTH 30

/* The worst stand at the bottom, where their heights can be compared. */
static const struct
{
  WbSeverity severity;
  const char *color_name;
  WbBarPattern pattern;
} layers[] = {
  { WB_SEVERITY_CRITICAL, "error_color", WB_BAR_PATTERN_FULL },
  { WB_SEVERITY_ERROR, "error_color", WB_BAR_PATTERN_CROSSED },
  { WB_SEVERITY_WARNING, "warning_color", WB_BAR_PATTERN_RISING },
  { WB_SEVERITY_SUCCESS, "success_color", WB_BAR_PATTERN_FALLING },
  { WB_SEVERITY_INFO, "accent_color", WB_BAR_PATTERN_PALE },
};

static guint
get_n_bars (WbStatisticsRange range)
{
  switch (range)
    {
    case WB_STATISTICS_WEEK:
      return DAYS_OF_WEEK;
    case WB_STATISTICS_MONTH:
      return DAYS_OF_MONTH;
    case WB_STATISTICS_DAY:
    default:
      return HOURS_OF_DAY;
    }
}

/* --- times --- */

/* Days are those of the calendar where the reader is, which a change of the clock makes longer or
 * shorter. */
static gint64
get_day_number (GDateTime *time)
{
  int year, month, day;
  GDate date;

  g_date_time_get_ymd (time, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

static gint64
get_hour_number (GDateTime *time)
{
  return g_date_time_to_unix (time) / (G_TIME_SPAN_HOUR / G_USEC_PER_SEC);
}

/* (transfer full): when the first bar begins. */
static GDateTime *
create_start (WbStatisticsRange range, GDateTime *now)
{
  const int n_bars = (int) get_n_bars (range);
  g_autoptr (GDateTime) first = NULL;
  int year, month, day;

  if (range == WB_STATISTICS_DAY)
    {
      g_autoptr (GDateTime) hour = g_date_time_add_full (
          now, 0, 0, 0, 0, -g_date_time_get_minute (now), -g_date_time_get_seconds (now));

      return g_date_time_add_hours (hour, 1 - n_bars);
    }
  first = g_date_time_add_days (now, 1 - n_bars);
  g_date_time_get_ymd (first, &year, &month, &day);
  return g_date_time_new (g_date_time_get_timezone (now), year, month, day, 0, 0, 0);
}

/* wb_statistics_get_hours: what is to be asked of the agent. */
gint64
wb_statistics_get_hours (WbStatisticsRange range, GDateTime *now)
{
  g_autoptr (GDateTime) start = create_start (range, now);

  return get_hour_number (now) - get_hour_number (start) + 1;
}

static void
name_bars (WbBarData *data, WbStatisticsRange range, GDateTime *start)
{
  for (guint bar = 0; bar < get_n_bars (range); bar++)
    {
      g_autoptr (GDateTime) time = range == WB_STATISTICS_DAY
                                       ? g_date_time_add_hours (start, (int) bar)
                                       : g_date_time_add_days (start, (int) bar);
      g_autofree char *tick = NULL;
      g_autofree char *label = NULL;

      if (range == WB_STATISTICS_DAY)
        {
          /* TRANSLATORS: an hour below a bar of a chart, as in "14"; see g_date_time_format() */
          tick = g_date_time_format (time, _ ("%H"));
          /* TRANSLATORS: the day of the week and an hour, as in "Mon 14:00" */
          label = g_date_time_format (time, _ ("%a %H:%M"));
        }
      else
        {
          /* TRANSLATORS: a day below a bar of a chart: of the month, as in "24", or of the week */
          tick = g_date_time_format (time, range == WB_STATISTICS_WEEK ? "%a" : _ ("%-d"));
          /* TRANSLATORS: a day, as in "Mon 24 Nov" */
          label = g_date_time_format (time, _ ("%a %-d %b"));
        }
      wb_bar_data_set_bar (data, bar, tick, label);
    }
}

/* --- the chart --- */

static void
add_hour (WbBarData *data, WbStatisticsRange range, GDateTime *start, GVariant *hour)
{
  g_autoptr (GVariant) severities
      = g_variant_lookup_value (hour, "severity", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GDateTime) time = NULL;
  const char *text = "";
  gint64 time_us, bar;

  g_variant_lookup (hour, "hour", "&s", &text);
  if (severities == NULL || !wb_time_parse (text, &time_us))
    return;
  time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  bar = range == WB_STATISTICS_DAY ? get_hour_number (time) - get_hour_number (start)
                                   : get_day_number (time) - get_day_number (start);
  if (bar < 0 || bar >= wb_bar_data_get_n_bars (data))
    return;
  for (guint series = 0; series < G_N_ELEMENTS (layers); series++)
    {
      gint64 n = 0;

      g_variant_lookup (severities, wb_severity_to_string (layers[series].severity), "x", &n);
      wb_bar_data_add (data, (guint) bar, series, n);
    }
}

static WbBarData *
read_events (GVariant *stats, WbStatisticsRange range, GDateTime *now)
{
  g_autoptr (GVariant) hours = g_variant_lookup_value (stats, "hours", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GDateTime) start = create_start (range, now);
  WbBarData *data = wb_bar_data_new (get_n_bars (range));

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    wb_bar_data_add_series (data, wb_severity_get_label (layers[i].severity), layers[i].color_name,
                            layers[i].pattern);
  name_bars (data, range, start);
  for (gsize i = 0; hours != NULL && i < g_variant_n_children (hours); i++)
    {
      g_autoptr (GVariant) hour = g_variant_get_child_value (hours, i);

      add_hour (data, range, start, hour);
    }
  return data;
}

/* --- the lists --- */

static int
compare_shares (gconstpointer first, gconstpointer second)
{
  const WbShare *a = *(const WbShare *const *) first;
  const WbShare *b = *(const WbShare *const *) second;

  if (a->n != b->n)
    return a->n > b->n ? -1 : 1;
  return g_utf8_collate (a->name, b->name);
}

static GPtrArray *
create_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_share_free);
}

/* @get_label: (nullable): what a name is called on the screen */
static GPtrArray *
read_sums (GVariant *stats, const char *name, const char *(*get_label) (const char *name))
{
  g_autoptr (GVariant) sums = g_variant_lookup_value (stats, name, G_VARIANT_TYPE_VARDICT);
  GPtrArray *list = create_list ();
  GVariantIter iter;
  const char *word;
  GVariant *number;

  if (sums == NULL)
    return list;
  g_variant_iter_init (&iter, sums);
  while (g_variant_iter_loop (&iter, "{&sv}", &word, &number))
    {
      if (g_variant_is_of_type (number, G_VARIANT_TYPE_INT64))
        g_ptr_array_add (list, wb_share_new (get_label != NULL ? get_label (word) : word,
                                             g_variant_get_int64 (number)));
    }
  g_ptr_array_sort (list, compare_shares);
  return list;
}

static WbShare *
read_delivery (const char *channel, GVariant *ends)
{
  gint64 sent = 0, failed = 0;
  double latency_ms = -1;
  g_autoptr (GString) detail = g_string_new (NULL);
  g_autofree char *latency = NULL;
  WbShare *share;

  g_variant_lookup (ends, "sent", "x", &sent);
  g_variant_lookup (ends, "failed", "x", &failed);
  share = wb_share_new (channel, sent);
  g_free (share->value);
  share->value
      = g_strdup_printf (ngettext ("%'lu sent", "%'lu sent", (gulong) sent), (gulong) sent);
  share->is_trouble = failed > 0;
  if (failed > 0)
    g_string_append_printf (detail, ngettext ("%'lu failed", "%'lu failed", (gulong) failed),
                            (gulong) failed);
  if (wb_number_text_lookup (ends, "latency_ms", &latency_ms))
    {
      latency = wb_number_text_format_duration (latency_ms);
      if (detail->len > 0)
        g_string_append (detail, " · ");
      /* TRANSLATORS: how long it took from event to delivery: a duration */
      g_string_append_printf (detail, _ ("%s on average"), latency);
    }
  share->detail = detail->len > 0 ? g_strdup (detail->str) : NULL;
  return share;
}

static GPtrArray *
read_deliveries (GVariant *stats)
{
  g_autoptr (GVariant) channels
      = g_variant_lookup_value (stats, "deliveries", G_VARIANT_TYPE_VARDICT);
  GPtrArray *list = create_list ();
  GVariantIter iter;
  const char *channel;
  GVariant *ends;

  if (channels == NULL)
    return list;
  g_variant_iter_init (&iter, channels);
  while (g_variant_iter_loop (&iter, "{&sv}", &channel, &ends))
    if (g_variant_is_of_type (ends, G_VARIANT_TYPE_VARDICT))
      g_ptr_array_add (list, read_delivery (channel, ends));
  g_ptr_array_sort (list, compare_shares);
  return list;
}

/* wb_statistics_new: @stats: what Agent1.Stats tells of wb_statistics_get_hours(). */
WbStatistics *
wb_statistics_new (GVariant *stats, WbStatisticsRange range, GDateTime *now)
{
  WbStatistics *self = g_new0 (WbStatistics, 1);

  self->events = read_events (stats, range, now);
  self->types = read_sums (stats, "types", wb_type_label_get);
  self->models = read_sums (stats, "models", NULL);
  self->providers = read_sums (stats, "providers", NULL);
  self->deliveries = read_deliveries (stats);
  return self;
}

void
wb_statistics_free (WbStatistics *self)
{
  g_object_unref (self->events);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->deliveries);
  g_free (self);
}

gboolean
wb_statistics_is_empty (const WbStatistics *self)
{
  return wb_bar_data_get_total (self->events) == 0 && self->deliveries->len == 0;
}
