/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-metrics1.h"

G_BEGIN_DECLS

#define WB_TYPE_METRICS_SERVICE (wb_metrics_service_get_type ())
G_DECLARE_FINAL_TYPE (WbMetricsService,
                      wb_metrics_service,
                      WB,
                      METRICS_SERVICE,
                      WbBusMetrics1Skeleton)

WbMetricsService *wb_metrics_service_new (WbPipeline *pipeline);

G_END_DECLS
