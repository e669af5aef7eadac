/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"
#include "model/wb-metric-rule.h"

G_BEGIN_DECLS

GPtrArray *wb_metric_rules_load (WbConnection *connection, GError **error);
const WbMetricRule *wb_metric_rules_find (const GPtrArray *rules, const char *name);

extern const WbOperation wb_metric_rules_list;
extern const WbOperation wb_metric_rules_add;
extern const WbOperation wb_metric_rules_set;
extern const WbOperation wb_metric_rules_delete;

G_END_DECLS
