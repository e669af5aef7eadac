/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-alerts-service.h"

#include "engine/wb-preferences-operations.h"
#include "service/wb-operation-call.h"

/* The interface Alerts1. */
struct _WbAlertsService
{
  WbBusAlerts1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
};

static void alerts1_init (WbBusAlerts1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbAlertsService,
                               wb_alerts_service,
                               WB_BUS_TYPE_ALERTS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_ALERTS1, alerts1_init))

static gboolean
handle_get_preferences (WbBusAlerts1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_preferences_get, input, invocation,
                     WB_REPLY_OBJECT);
  return TRUE;
}

static gboolean
handle_set_preferences (WbBusAlerts1 *object,
                        GDBusMethodInvocation *invocation,
                        GVariant *preferences)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, preferences);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_preferences_set, input, invocation,
                     WB_REPLY_NOTHING);
  return TRUE;
}

static void
wb_alerts_service_dispose (GObject *object)
{
  WbAlertsService *self = WB_ALERTS_SERVICE (object);

  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_alerts_service_parent_class)->dispose (object);
}

static void
wb_alerts_service_class_init (WbAlertsServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_alerts_service_dispose;
}

static void
wb_alerts_service_init (WbAlertsService *self G_GNUC_UNUSED)
{
}

static void
alerts1_init (WbBusAlerts1Iface *iface)
{
  iface->handle_get_preferences = handle_get_preferences;
  iface->handle_set_preferences = handle_set_preferences;
}

WbAlertsService *
wb_alerts_service_new (WbPipeline *pipeline)
{
  WbAlertsService *self = g_object_new (WB_TYPE_ALERTS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  return self;
}
