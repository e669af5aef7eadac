/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-deliveries1.h"

G_BEGIN_DECLS

#define WB_TYPE_DELIVERIES_SERVICE (wb_deliveries_service_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveriesService,
                      wb_deliveries_service,
                      WB,
                      DELIVERIES_SERVICE,
                      WbBusDeliveries1Skeleton)

WbDeliveriesService *wb_deliveries_service_new (WbPipeline *pipeline);

G_END_DECLS
