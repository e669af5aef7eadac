/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-deliveries-service.h"

#include "delivery/wb-delivery-operations.h"
#include "service/wb-operation-call.h"

#define CHANGED_MS 200 /* a storm changes thousands */

/* The interface Deliveries1. */
struct _WbDeliveriesService
{
  WbBusDeliveries1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
  guint changed_id;
};

static void deliveries1_init (WbBusDeliveries1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbDeliveriesService,
                               wb_deliveries_service,
                               WB_BUS_TYPE_DELIVERIES1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_DELIVERIES1, deliveries1_init))

static gboolean
handle_list (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, GVariant *filter)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, filter);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_list, input, invocation,
                     WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_get, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_retry (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_retry, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_retry_all (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, const char *channel)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  if (*channel != '\0')
    wb_call_input_add_string (input, "channel", channel);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_retry_all, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_delete (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_delete, input,
                     invocation, WB_REPLY_NOTHING);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_purge (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation, const char *channel)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  if (*channel != '\0')
    wb_call_input_add_string (input, "channel", channel);
  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_purge, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_queue (WbBusDeliveries1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_operation_call (WB_DELIVERIES_SERVICE (object)->pipeline, &wb_delivery_get_queue, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
tell_cb (gpointer user_data)
{
  WbDeliveriesService *self = user_data;

  self->changed_id = 0;
  wb_bus_deliveries1_emit_changed (WB_BUS_DELIVERIES1 (self));
  return G_SOURCE_REMOVE;
}

static void
committed_cb (WbDeliveriesService *self, const WbCommit *commit)
{
  if ((commit->topics & (1u << WB_TOPIC_DELIVERIES)) != 0 && self->changed_id == 0)
    self->changed_id = g_timeout_add (CHANGED_MS, tell_cb, self);
}

static void
wb_deliveries_service_dispose (GObject *object)
{
  WbDeliveriesService *self = WB_DELIVERIES_SERVICE (object);

  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_deliveries_service_parent_class)->dispose (object);
}

static void
wb_deliveries_service_class_init (WbDeliveriesServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_deliveries_service_dispose;
}

static void
wb_deliveries_service_init (WbDeliveriesService *self G_GNUC_UNUSED)
{
}

static void
deliveries1_init (WbBusDeliveries1Iface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_get = handle_get;
  iface->handle_retry = handle_retry;
  iface->handle_retry_all = handle_retry_all;
  iface->handle_delete = handle_delete;
  iface->handle_purge = handle_purge;
  iface->handle_get_queue = handle_get_queue;
}

WbDeliveriesService *
wb_deliveries_service_new (WbPipeline *pipeline)
{
  WbDeliveriesService *self = g_object_new (WB_TYPE_DELIVERIES_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
