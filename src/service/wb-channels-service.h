/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-channels1.h"

G_BEGIN_DECLS

#define WB_TYPE_CHANNELS_SERVICE (wb_channels_service_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelsService,
                      wb_channels_service,
                      WB,
                      CHANNELS_SERVICE,
                      WbBusChannels1Skeleton)

WbChannelsService *wb_channels_service_new (WbPipeline *pipeline);

G_END_DECLS
