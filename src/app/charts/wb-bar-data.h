/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* How a part of a bar is filled, so that it is known without its colour. */
typedef enum
{
  WB_BAR_PATTERN_FULL,
  WB_BAR_PATTERN_PALE,
  WB_BAR_PATTERN_RISING,  /* lines */
  WB_BAR_PATTERN_FALLING, /* lines */
  WB_BAR_PATTERN_CROSSED, /* both */
} WbBarPattern;

/* What a part of each bar stands for. */
typedef struct
{
  char *label;      /* owned */
  char *color_name; /* owned: of the theme, such as "error_color" */
  WbBarPattern pattern;
  gint64 total; /* in all bars */
} WbBarSeries;

/*
 * WbBarData: bars in their order, each of a part for each series; the first one stands at the
 * bottom. Whoever makes it fills it in; then it does not change.
 */
#define WB_TYPE_BAR_DATA (wb_bar_data_get_type ())
G_DECLARE_FINAL_TYPE (WbBarData, wb_bar_data, WB, BAR_DATA, GObject)

WbBarData *wb_bar_data_new (guint n_bars);
void wb_bar_data_add_series (WbBarData *self,
                             const char *label,
                             const char *color_name,
                             WbBarPattern pattern);
void wb_bar_data_set_bar (WbBarData *self, guint bar, const char *tick, const char *label);
void wb_bar_data_add (WbBarData *self, guint bar, guint series, gint64 n);

guint wb_bar_data_get_n_bars (WbBarData *self);
guint wb_bar_data_get_n_series (WbBarData *self);
const WbBarSeries *wb_bar_data_get_series (WbBarData *self, guint series);
const char *wb_bar_data_get_tick (WbBarData *self, guint bar);
const char *wb_bar_data_get_label (WbBarData *self, guint bar);
gint64 wb_bar_data_get_value (WbBarData *self, guint bar, guint series);
gint64 wb_bar_data_get_sum (WbBarData *self, guint bar);
gint64 wb_bar_data_get_total (WbBarData *self);
guint wb_bar_data_find_highest (WbBarData *self);
char *wb_bar_data_dup_text (WbBarData *self, guint bar);

G_END_DECLS
