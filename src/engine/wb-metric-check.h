/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-metric-rule.h"

G_BEGIN_DECLS

/* One value of a metric. */
typedef struct
{
  gint64 at_us;
  double value;
} WbMetricValue;

/* Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_METRIC_OK,
  WB_METRIC_PENDING, /* beyond, but not for long enough yet */
  WB_METRIC_FIRING,
  WB_METRIC_SILENT, /* as firing, but it has not rung: it did so too recently */
} WbMetricPhase;

/* How one rule stands with one metric of one service. */
typedef struct
{
  WbMetricPhase phase;
  gint64 since_us;   /* of the phase */
  gint64 alerted_us; /* the last time it rang; 0: never */
  guint suppressed;  /* times it would have rung since, but for the cooldown */
} WbMetricState;

/* What a look at it found. */
typedef struct
{
  gboolean is_raised;   /* it rings, for the first time or again */
  gboolean is_resolved; /* it is over */
  char *why;            /* owned, nullable: what is beyond what, with its numbers */
} WbMetricFinding;

void wb_metric_finding_clear (WbMetricFinding *self);
void wb_metric_check_value (const WbMetricRule *rule,
                            const GArray *past,
                            const WbMetricValue *value,
                            gint64 now_us,
                            WbMetricState *state,
                            WbMetricFinding *finding);
void wb_metric_check_time (const WbMetricRule *rule,
                           const GArray *past,
                           const WbMetricValue *last,
                           gint64 now_us,
                           WbMetricState *state,
                           WbMetricFinding *finding);
gint64 wb_metric_check_get_due_us (const WbMetricRule *rule,
                                   const WbMetricValue *last,
                                   const WbMetricState *state);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbMetricFinding, wb_metric_finding_clear)

G_END_DECLS
