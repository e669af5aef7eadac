/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "wb-bus-events1.h"

G_BEGIN_DECLS

void wb_events_history_serve (WbBusEvents1 *events, WbPipeline *pipeline);

G_END_DECLS
