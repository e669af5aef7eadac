/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-metric-check.h"
#include "engine/wb-transaction.h"
#include "store/wb-metric-store.h"

G_BEGIN_DECLS

/* When runs last told of progress is kept as a series that is none: no rule looks at it. */
#define WB_METRIC_STEP_MARK "step_time.last"

/* How metric rules stand with series, as it is on disk, and what they raise. */
gboolean wb_metric_alert_read_state (WbConnection *connection,
                                     const WbMetricRule *rule,
                                     gint64 series_id,
                                     WbMetricState *state,
                                     GError **error);
gboolean wb_metric_alert_settle (WbTransaction *transaction,
                                 const WbMetricRule *rule,
                                 const WbMetricSeries *series,
                                 const WbMetricState *state,
                                 const WbMetricFinding *finding,
                                 GString *alerts,
                                 GError **error);
gboolean wb_metric_alert_follow_rule (WbTransaction *transaction,
                                      const WbMetricRule *before,
                                      const WbMetricRule *after,
                                      GError **error);
GStrv wb_metric_alert_parse_key (const char *key);

G_END_DECLS
