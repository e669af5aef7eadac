/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-keys1.h"

G_BEGIN_DECLS

#define WB_TYPE_KEYS_SERVICE (wb_keys_service_get_type ())
G_DECLARE_FINAL_TYPE (WbKeysService, wb_keys_service, WB, KEYS_SERVICE, WbBusKeys1Skeleton)

WbKeysService *wb_keys_service_new (WbPipeline *pipeline);

G_END_DECLS
