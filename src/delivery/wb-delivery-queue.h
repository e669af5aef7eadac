/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel-state.h"
#include "delivery/wb-channel.h"
#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

/*
 * Carries what the outbox holds to the channels.
 *
 *   committed --> pick up (writer) --> credentials --> send (channel) --> settle (writer) --> again
 *
 * Each channel is a line of its own: what is slow or dead holds up nobody else. The queue itself is
 * on disk; here is only what is on its way.
 */
#define WB_TYPE_DELIVERY_QUEUE (wb_delivery_queue_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveryQueue, wb_delivery_queue, WB, DELIVERY_QUEUE, GObject)

WbDeliveryQueue *wb_delivery_queue_new (WbPipeline *pipeline,
                                        WbClock *clock,
                                        WbSecretKeeper *keeper,
                                        GPtrArray *channels);
void wb_delivery_queue_start (WbDeliveryQueue *self);
void wb_delivery_queue_look (WbDeliveryQueue *self);

char *wb_delivery_queue_dup_trouble (WbDeliveryQueue *self);
WbChannelStatus wb_delivery_queue_get_status (WbDeliveryQueue *self,
                                              const char *channel,
                                              const char **reason);

G_END_DECLS
