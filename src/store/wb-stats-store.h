/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "model/wb-stored-event.h"
#include "store/wb-connection.h"
#include "store/wb-tally.h"

G_BEGIN_DECLS

/* What the events are counted by; the members that it does not name are 0 or NULL. */
typedef enum
{
  WB_STATS_BY_HOUR, /* and severity */
  WB_STATS_BY_TYPE,
  WB_STATS_BY_OUTCOME,
  WB_STATS_BY_ALL, /* type, severity and outcome */
} WbStatsGrouping;

/* A sum. The string is lent. */
typedef struct
{
  gint64 hour_us;
  const char *type;
  WbSeverity severity;
  WbOutcome outcome;
  gint64 n;
} WbEventCount;

/* WbEventCountFunc, WbChannelsFunc, WbSubjectFunc: what is given lives for the time of the call. */
typedef void (*WbEventCountFunc) (const WbEventCount *count, gpointer data);
typedef void (*WbChannelsFunc) (const char *channels, gint64 n, gpointer data);
typedef void (*WbSubjectFunc) (const char *name, gint64 n, gpointer data);

gint64 wb_stats_store_get_hour (gint64 time_us);
gboolean wb_stats_store_sum (WbConnection *connection,
                             WbStatsGrouping grouping,
                             gint64 since_us,
                             WbEventCountFunc func,
                             gpointer data,
                             GError **error);
gboolean wb_stats_store_count_channels (WbConnection *connection,
                                        gint64 since_us,
                                        WbChannelsFunc func,
                                        gpointer data,
                                        GError **error);
gboolean wb_stats_store_sum_subjects (WbConnection *connection,
                                      WbSubjectKind kind,
                                      gint64 since_us,
                                      WbSubjectFunc func,
                                      gpointer data,
                                      GError **error);
gboolean wb_stats_store_fold (WbConnection *connection,
                              gint64 before_us,
                              gboolean *has_more,
                              GError **error);

G_END_DECLS
