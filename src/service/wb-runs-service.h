/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-runs1.h"

G_BEGIN_DECLS

#define WB_TYPE_RUNS_SERVICE (wb_runs_service_get_type ())
G_DECLARE_FINAL_TYPE (WbRunsService, wb_runs_service, WB, RUNS_SERVICE, WbBusRuns1Skeleton)

WbRunsService *wb_runs_service_new (WbPipeline *pipeline);

G_END_DECLS
