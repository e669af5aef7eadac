/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* WbDeliveryItem: a delivery as Deliveries1 gave it; it never changes. */
#define WB_TYPE_DELIVERY_ITEM (wb_delivery_item_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveryItem, wb_delivery_item, WB, DELIVERY_ITEM, GObject)

WbDeliveryItem *wb_delivery_item_new (GVariant *delivery);

gint64 wb_delivery_item_get_id (WbDeliveryItem *self);
gint64 wb_delivery_item_get_notification_id (WbDeliveryItem *self);
gint64 wb_delivery_item_get_attempts (WbDeliveryItem *self);
const char *wb_delivery_item_get_text (WbDeliveryItem *self, const char *member);
gint64 wb_delivery_item_get_time (WbDeliveryItem *self, const char *member);
gboolean wb_delivery_item_is_in (WbDeliveryItem *self, const char *state);
gboolean wb_delivery_item_equals (WbDeliveryItem *self, WbDeliveryItem *other);

G_END_DECLS
