/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-alerts1.h"

G_BEGIN_DECLS

#define WB_TYPE_ALERTS_SERVICE (wb_alerts_service_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertsService, wb_alerts_service, WB, ALERTS_SERVICE, WbBusAlerts1Skeleton)

WbAlertsService *wb_alerts_service_new (WbPipeline *pipeline);

G_END_DECLS
