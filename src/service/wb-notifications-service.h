/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"
#include "wb-bus-notifications1.h"

G_BEGIN_DECLS

#define WB_TYPE_NOTIFICATIONS_SERVICE (wb_notifications_service_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationsService,
                      wb_notifications_service,
                      WB,
                      NOTIFICATIONS_SERVICE,
                      WbBusNotifications1Skeleton)

WbNotificationsService *wb_notifications_service_new (WbCentre *centre, WbPipeline *pipeline);

G_END_DECLS
