/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/*
 * One kind of channel: how messages reach the far side. It keeps nothing about the channels that
 * were set up: all that it needs comes with each sending. A new kind is one subclass, and one line
 * in channels/wb-channels.c.
 */
#define WB_TYPE_CHANNEL (wb_channel_get_type ())
G_DECLARE_DERIVABLE_TYPE (WbChannel, wb_channel, WB, CHANNEL, GObject)

/*
 * WbChannelClass:
 * @kind: which
 * @rate_limit: messages a minute, unless the user says otherwise; 0: any number
 * @burst: of those, how many may go at once
 * @batches: whether several notifications become one message, unless the user says otherwise
 * @max_items: messages that are handed over at once; 1 unless a connection serves several
 * @actions: bits 1 << WbDeliveryAction that it can do; all can notify and test
 * @get_rate_limit: (nullable): where the rate depends on the settings
 * @send_async: tries each item of the sending, which lives until the callback, and sets its
 *   result. It ends in bounded time, whatever the far side does.
 * @send_finish: nothing fails but single items
 */
struct _WbChannelClass
{
  GObjectClass parent_class;

  WbChannelKind kind;
  guint rate_limit;
  guint burst;
  gboolean batches;
  guint max_items;
  guint actions;

  guint (*get_rate_limit) (WbChannel *self, const WbChannelConfig *config);
  void (*send_async) (WbChannel *self,
                      WbSending *sending,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  void (*send_finish) (WbChannel *self, GAsyncResult *result);
};

WbChannelKind wb_channel_get_kind (WbChannel *self);
guint wb_channel_get_rate_limit (WbChannel *self, const WbChannelConfig *config);
guint wb_channel_get_burst (WbChannel *self, const WbChannelConfig *config);
gboolean wb_channel_batches (WbChannel *self, const WbChannelConfig *config);
guint wb_channel_get_max_items (WbChannel *self);
gboolean wb_channel_can (WbChannel *self, WbDeliveryAction action);

void wb_channel_send_async (WbChannel *self,
                            WbSending *sending,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void wb_channel_send_finish (WbChannel *self, GAsyncResult *result);

G_END_DECLS
