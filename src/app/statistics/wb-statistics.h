/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/charts/wb-bar-data.h"

G_BEGIN_DECLS

/* How far back, and with it whether hours or days are counted. */
typedef enum
{
  WB_STATISTICS_DAY, /* 24 hours */
  WB_STATISTICS_WEEK,
  WB_STATISTICS_MONTH, /* 30 days */
} WbStatisticsRange;

/* What the agent counted, ready to be shown. Members are read directly; lists are of WbShare, those
 * with the most first. */
typedef struct
{
  WbBarData *events; /* owned: by hour or day, and severity */
  GPtrArray *types;  /* owned, as the next ones */
  GPtrArray *models;
  GPtrArray *providers;
  GPtrArray *deliveries; /* by channel */
} WbStatistics;

gint64 wb_statistics_get_hours (WbStatisticsRange range, GDateTime *now);
WbStatistics *wb_statistics_new (GVariant *stats, WbStatisticsRange range, GDateTime *now);
void wb_statistics_free (WbStatistics *self);
gboolean wb_statistics_is_empty (const WbStatistics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbStatistics, wb_statistics_free)

G_END_DECLS
