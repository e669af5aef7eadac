/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

/* One metric of one service. Strings are lent or owned as each function says. */
typedef struct
{
  gint64 id; /* 0: not known yet */
  const char *metric_name;
  const char *service_name; /* "": of none */
  const char *unit;         /* nullable */
  const char *status;       /* nullable */
  gint64 last_us;
  double last_value;
  gint64 samples;
} WbMetricSeries;

/* One value, as engine/wb-metric-check.h knows it. */
typedef void (*WbMetricSampleFunc) (gint64 at_us, double value, gpointer data);
typedef void (*WbMetricSeriesFunc) (const WbMetricSeries *series, gpointer data);
typedef void (*WbMetricRuleFunc) (const char *name, const char *body, gpointer data);

/* How a rule stands with a series: the columns of a state. */
typedef struct
{
  int phase;
  gint64 since_us;
  gint64 alerted_us;
  gint64 suppressed;
} WbMetricStateRow;

gboolean wb_metric_store_find_series (WbConnection *connection,
                                      WbMetricSeries *series,
                                      GError **error);
gboolean wb_metric_store_add_sample (WbConnection *connection,
                                     WbMetricSeries *series,
                                     gboolean is_late,
                                     GError **error);
gboolean wb_metric_store_read_past (WbConnection *connection,
                                    gint64 series_id,
                                    gint64 before_us,
                                    guint limit,
                                    WbMetricSampleFunc func,
                                    gpointer data,
                                    GError **error);
gboolean wb_metric_store_list_series (WbConnection *connection,
                                      const char *metric_name,
                                      guint limit,
                                      WbMetricSeriesFunc func,
                                      gpointer data,
                                      GError **error);
gboolean wb_metric_store_get_state (WbConnection *connection,
                                    const char *rule,
                                    gint64 series_id,
                                    WbMetricStateRow *state,
                                    GError **error);
gboolean wb_metric_store_put_state (WbConnection *connection,
                                    const char *rule,
                                    gint64 series_id,
                                    const WbMetricStateRow *state,
                                    GError **error);
gboolean wb_metric_store_delete_state (WbConnection *connection,
                                       const char *rule,
                                       gint64 series_id,
                                       GError **error);
gboolean wb_metric_store_list_rules (WbConnection *connection,
                                     WbMetricRuleFunc func,
                                     gpointer data,
                                     GError **error);
gboolean wb_metric_store_put_rule (WbConnection *connection,
                                   const char *name,
                                   const char *body,
                                   GError **error);
gboolean wb_metric_store_delete_rule (WbConnection *connection,
                                      const char *name,
                                      gboolean *is_deleted,
                                      GError **error);

G_END_DECLS
