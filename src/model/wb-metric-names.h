/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The metrics that rules look at: each event asks for its own, and few rules are about any. */
typedef struct _WbMetricNames WbMetricNames;

WbMetricNames *wb_metric_names_new (const GPtrArray *rules);
void wb_metric_names_free (WbMetricNames *self);
gboolean wb_metric_names_has (const WbMetricNames *self, const char *name);
gboolean wb_metric_names_has_any (const WbMetricNames *self, const char *metrics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMetricNames, wb_metric_names_free)

G_END_DECLS
