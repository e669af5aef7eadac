/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-delivery-item.h"

#include "app/deliveries/wb-channel-look.h"

struct _WbDeliveryItem
{
  GObject parent_instance;

  GVariant *delivery; /* owned: a{sv} */
};

G_DEFINE_FINAL_TYPE (WbDeliveryItem, wb_delivery_item, G_TYPE_OBJECT)

static void
wb_delivery_item_finalize (GObject *object)
{
  g_variant_unref (WB_DELIVERY_ITEM (object)->delivery);
  G_OBJECT_CLASS (wb_delivery_item_parent_class)->finalize (object);
}

static void
wb_delivery_item_class_init (WbDeliveryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_delivery_item_finalize;
}

static void
wb_delivery_item_init (WbDeliveryItem *self)
{
  (void) self;
}

WbDeliveryItem *
wb_delivery_item_new (GVariant *delivery)
{
  WbDeliveryItem *self = g_object_new (WB_TYPE_DELIVERY_ITEM, NULL);

  self->delivery = g_variant_ref (delivery);
  return self;
}

static gint64
get_number (WbDeliveryItem *self, const char *member)
{
  gint64 number = 0;

  g_variant_lookup (self->delivery, member, "x", &number);
  return number;
}

gint64
wb_delivery_item_get_id (WbDeliveryItem *self)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), 0);

  return get_number (self, "id");
}

/* wb_delivery_item_get_notification_id: 0: it is about none, such as a test. */
gint64
wb_delivery_item_get_notification_id (WbDeliveryItem *self)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), 0);

  return get_number (self, "notification_id");
}

gint64
wb_delivery_item_get_attempts (WbDeliveryItem *self)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), 0);

  return get_number (self, "attempts");
}

/* wb_delivery_item_get_text: (transfer none): empty where there is none. */
const char *
wb_delivery_item_get_text (WbDeliveryItem *self, const char *member)
{
  const char *text = "";

  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), NULL);

  g_variant_lookup (self->delivery, member, "&s", &text);
  return text;
}

/* wb_delivery_item_get_time: microseconds since 1970; 0: there is none. */
gint64
wb_delivery_item_get_time (WbDeliveryItem *self, const char *member)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), 0);

  return wb_channel_look_lookup_time (self->delivery, member);
}

gboolean
wb_delivery_item_is_in (WbDeliveryItem *self, const char *state)
{
  return g_str_equal (wb_delivery_item_get_text (self, "state"), state);
}

/* wb_delivery_item_equals: whether nothing of it changed. */
gboolean
wb_delivery_item_equals (WbDeliveryItem *self, WbDeliveryItem *other)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (self), FALSE);
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (other), FALSE);

  return g_variant_equal (self->delivery, other->delivery);
}
