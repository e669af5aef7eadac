/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-bar-data.h"

#include <glib/gi18n.h>

#define SERIES_LIMIT 8

typedef struct
{
  char *tick;  /* owned: below the bar, short */
  char *label; /* owned: in a sentence or a table */
  gint64 values[SERIES_LIMIT];
  gint64 sum;
} Bar;

struct _WbBarData
{
  GObject parent_instance;

  Bar *bars; /* owned */
  guint n_bars;
  WbBarSeries series[SERIES_LIMIT];
  guint n_series;
  gint64 total;
};

G_DEFINE_FINAL_TYPE (WbBarData, wb_bar_data, G_TYPE_OBJECT)

static void
wb_bar_data_finalize (GObject *object)
{
  WbBarData *self = WB_BAR_DATA (object);

  for (guint bar = 0; bar < self->n_bars; bar++)
    {
      g_free (self->bars[bar].tick);
      g_free (self->bars[bar].label);
    }
  g_free (self->bars);
  for (guint series = 0; series < self->n_series; series++)
    {
      g_free (self->series[series].label);
      g_free (self->series[series].color_name);
    }
  G_OBJECT_CLASS (wb_bar_data_parent_class)->finalize (object);
}

static void
wb_bar_data_class_init (WbBarDataClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_bar_data_finalize;
}

static void
wb_bar_data_init (WbBarData *self G_GNUC_UNUSED)
{
}

WbBarData *
wb_bar_data_new (guint n_bars)
{
  WbBarData *self = g_object_new (WB_TYPE_BAR_DATA, NULL);

  self->bars = g_new0 (Bar, n_bars);
  self->n_bars = n_bars;
  return self;
}

void
wb_bar_data_add_series (WbBarData *self,
                        const char *label,
                        const char *color_name,
                        WbBarPattern pattern)
{
  g_return_if_fail (WB_IS_BAR_DATA (self));
  g_return_if_fail (self->n_series < SERIES_LIMIT);

  self->series[self->n_series++] = (WbBarSeries){
    .label = g_strdup (label),
    .color_name = g_strdup (color_name),
    .pattern = pattern,
  };
}

/* wb_bar_data_set_bar: @tick: what stands below it; @label: what it is called elsewhere. */
void
wb_bar_data_set_bar (WbBarData *self, guint bar, const char *tick, const char *label)
{
  g_return_if_fail (WB_IS_BAR_DATA (self));
  g_return_if_fail (bar < self->n_bars && self->bars[bar].tick == NULL);

  self->bars[bar].tick = g_strdup (tick);
  self->bars[bar].label = g_strdup (label);
}

void
wb_bar_data_add (WbBarData *self, guint bar, guint series, gint64 n)
{
  g_return_if_fail (WB_IS_BAR_DATA (self));
  g_return_if_fail (bar < self->n_bars && series < self->n_series);

  self->bars[bar].values[series] += n;
  self->bars[bar].sum += n;
  self->series[series].total += n;
  self->total += n;
}

guint
wb_bar_data_get_n_bars (WbBarData *self)
{
  return self->n_bars;
}

guint
wb_bar_data_get_n_series (WbBarData *self)
{
  return self->n_series;
}

const WbBarSeries *
wb_bar_data_get_series (WbBarData *self, guint series)
{
  g_return_val_if_fail (series < self->n_series, NULL);

  return &self->series[series];
}

const char *
wb_bar_data_get_tick (WbBarData *self, guint bar)
{
  g_return_val_if_fail (bar < self->n_bars, NULL);

  return self->bars[bar].tick;
}

const char *
wb_bar_data_get_label (WbBarData *self, guint bar)
{
  g_return_val_if_fail (bar < self->n_bars, NULL);

  return self->bars[bar].label;
}

gint64
wb_bar_data_get_value (WbBarData *self, guint bar, guint series)
{
  g_return_val_if_fail (bar < self->n_bars && series < self->n_series, 0);

  return self->bars[bar].values[series];
}

/* wb_bar_data_get_sum: of all parts of a bar. */
gint64
wb_bar_data_get_sum (WbBarData *self, guint bar)
{
  g_return_val_if_fail (bar < self->n_bars, 0);

  return self->bars[bar].sum;
}

gint64
wb_bar_data_get_total (WbBarData *self)
{
  return self->total;
}

/* wb_bar_data_find_highest: the first of the highest bars. */
guint
wb_bar_data_find_highest (WbBarData *self)
{
  guint highest = 0;

  for (guint bar = 1; bar < self->n_bars; bar++)
    if (self->bars[bar].sum > self->bars[highest].sum)
      highest = bar;
  return highest;
}

/* wb_bar_data_dup_text: "Mon 14:00: 12 (Error 3, Information 9)". */
char *
wb_bar_data_dup_text (WbBarData *self, guint bar)
{
  g_autoptr (GString) parts = g_string_new (NULL);
  g_autofree char *sum = NULL;

  g_return_val_if_fail (bar < self->n_bars, NULL);

  for (guint series = 0; series < self->n_series; series++)
    {
      gint64 value = self->bars[bar].values[series];

      if (value == 0)
        continue;
      if (parts->len > 0)
        g_string_append (parts, C_ ("between parts of a sum", ", "));
      g_string_append_printf (parts, "%s %'" G_GINT64_FORMAT, self->series[series].label, value);
    }
  if (parts->len == 0)
    /* TRANSLATORS: a time, in which no event came */
    return g_strdup_printf (_ ("%s: none"), self->bars[bar].label);
  sum = g_strdup_printf ("%'" G_GINT64_FORMAT, self->bars[bar].sum);
  /* TRANSLATORS: a time, how many events came in it, and of what kinds they were */
  return g_strdup_printf (_ ("%s: %s (%s)"), self->bars[bar].label, sum, parts->str);
}
