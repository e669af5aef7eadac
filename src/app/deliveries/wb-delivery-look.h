/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/deliveries/wb-delivery-item.h"

G_BEGIN_DECLS

/* How the state of a delivery is shown. */
const char *wb_delivery_look_get_icon (WbDeliveryItem *item);
const char *wb_delivery_look_get_style (WbDeliveryItem *item);
const char *wb_delivery_look_get_label (WbDeliveryItem *item);
const char *wb_delivery_look_get_action (WbDeliveryItem *item);
char *wb_delivery_look_format_reason (WbDeliveryItem *item, GVariant *channel);

G_END_DECLS
