/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-channel.h"

#define EVERY_ACTION ((1u << WB_DELIVERY_NOTIFY) | (1u << WB_DELIVERY_TEST))

G_DEFINE_ABSTRACT_TYPE (WbChannel, wb_channel, G_TYPE_OBJECT)

static void
wb_channel_class_init (WbChannelClass *klass)
{
  klass->max_items = 1;
  klass->burst = 1;
  klass->actions = EVERY_ACTION;
}

static void
wb_channel_init (WbChannel *self G_GNUC_UNUSED)
{
}

WbChannelKind
wb_channel_get_kind (WbChannel *self)
{
  return WB_CHANNEL_GET_CLASS (self)->kind;
}

/* wb_channel_get_rate_limit: messages a minute; 0: any number. */
guint
wb_channel_get_rate_limit (WbChannel *self, const WbChannelConfig *config)
{
  WbChannelClass *klass = WB_CHANNEL_GET_CLASS (self);

  if (config->rate_limit != 0)
    return config->rate_limit;
  return klass->get_rate_limit != NULL ? klass->get_rate_limit (self, config) : klass->rate_limit;
}

/* wb_channel_get_burst: how many of a minute's messages may go at once. */
guint
wb_channel_get_burst (WbChannel *self, const WbChannelConfig *config)
{
  return MIN (WB_CHANNEL_GET_CLASS (self)->burst, wb_channel_get_rate_limit (self, config));
}

/* wb_channel_batches: whether several notifications become one message. */
gboolean
wb_channel_batches (WbChannel *self, const WbChannelConfig *config)
{
  return config->batching == WB_BATCHING_DEFAULT ? WB_CHANNEL_GET_CLASS (self)->batches
                                                 : config->batching == WB_BATCHING_ON;
}

guint
wb_channel_get_max_items (WbChannel *self)
{
  return WB_CHANNEL_GET_CLASS (self)->max_items;
}

gboolean
wb_channel_can (WbChannel *self, WbDeliveryAction action)
{
  return (WB_CHANNEL_GET_CLASS (self)->actions & (1u << action)) != 0;
}

/*
 * wb_channel_send_async:
 * @sending: with one item or more; lives until @callback
 *
 * When @callback is called each item has its result.
 */
void
wb_channel_send_async (WbChannel *self,
                       WbSending *sending,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (WB_IS_CHANNEL (self));
  g_return_if_fail (sending->items->len > 0);

  WB_CHANNEL_GET_CLASS (self)->send_async (self, sending, cancellable, callback, user_data);
}

void
wb_channel_send_finish (WbChannel *self, GAsyncResult *result)
{
  g_return_if_fail (WB_IS_CHANNEL (self));

  WB_CHANNEL_GET_CLASS (self)->send_finish (self, result);
}
