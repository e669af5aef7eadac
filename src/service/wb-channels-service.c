/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-channels-service.h"

#include "delivery/wb-channel-operations.h"
#include "service/wb-operation-call.h"

/* The interface Channels1. */
struct _WbChannelsService
{
  WbBusChannels1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
};

static void channels1_init (WbBusChannels1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbChannelsService,
                               wb_channels_service,
                               WB_BUS_TYPE_CHANNELS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_CHANNELS1, channels1_init))

static gboolean
handle_list (WbBusChannels1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_list, input, invocation,
                     WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get (WbBusChannels1 *object, GDBusMethodInvocation *invocation, const char *name)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", name);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_get_one, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_add (WbBusChannels1 *object, GDBusMethodInvocation *invocation, GVariant *channel)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, channel);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_add, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_update (WbBusChannels1 *object,
               GDBusMethodInvocation *invocation,
               const char *name,
               GVariant *changes)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", name);
  wb_call_input_add_body (input, changes);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_update, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_remove (WbBusChannels1 *object, GDBusMethodInvocation *invocation, const char *name)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", name);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_remove, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_test (WbBusChannels1 *object, GDBusMethodInvocation *invocation, const char *name)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", name);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_test, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_preview (WbBusChannels1 *object, GDBusMethodInvocation *invocation, GVariant *templates)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, templates);
  wb_operation_call (WB_CHANNELS_SERVICE (object)->pipeline, &wb_channel_preview, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
committed_cb (WbChannelsService *self, const WbCommit *commit)
{
  if ((commit->topics & (1u << WB_TOPIC_CHANNELS)) != 0)
    wb_bus_channels1_emit_changed (WB_BUS_CHANNELS1 (self));
}

static void
wb_channels_service_dispose (GObject *object)
{
  WbChannelsService *self = WB_CHANNELS_SERVICE (object);

  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_channels_service_parent_class)->dispose (object);
}

static void
wb_channels_service_class_init (WbChannelsServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_channels_service_dispose;
}

static void
wb_channels_service_init (WbChannelsService *self G_GNUC_UNUSED)
{
}

static void
channels1_init (WbBusChannels1Iface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_get = handle_get;
  iface->handle_add = handle_add;
  iface->handle_update = handle_update;
  iface->handle_remove = handle_remove;
  iface->handle_test = handle_test;
  iface->handle_preview = handle_preview;
}

WbChannelsService *
wb_channels_service_new (WbPipeline *pipeline)
{
  WbChannelsService *self = g_object_new (WB_TYPE_CHANNELS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
