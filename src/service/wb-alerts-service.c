/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-alerts-service.h"

#include "engine/wb-alert-config-operations.h"
#include "engine/wb-dry-run.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-test-alert.h"
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

/* --- alert configs --- */

static gboolean
handle_list_configs (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, options);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_list, input, invocation,
                     WB_REPLY_LIST);
  return TRUE;
}

static gboolean
handle_get_config (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_get, input, invocation,
                     WB_REPLY_OBJECT);
  return TRUE;
}

static gboolean
handle_create_config (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, GVariant *config)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, config);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_create, input,
                     invocation, WB_REPLY_OBJECT);
  return TRUE;
}

static gboolean
handle_update_config (WbBusAlerts1 *object,
                      GDBusMethodInvocation *invocation,
                      gint64 id,
                      GVariant *changes)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_call_input_add_body (input, changes);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_update, input,
                     invocation, WB_REPLY_OBJECT);
  return TRUE;
}

static gboolean
handle_delete_config (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_delete, input,
                     invocation, WB_REPLY_NOTHING);
  return TRUE;
}

static gboolean
handle_set_active (WbBusAlerts1 *object,
                   GDBusMethodInvocation *invocation,
                   gint64 id,
                   gboolean is_active)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();
  g_auto (GVariantDict) change = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) body = NULL;

  g_variant_dict_insert (&change, "active", "b", is_active);
  body = g_variant_ref_sink (g_variant_dict_end (&change));
  wb_call_input_add_id (input, id);
  wb_call_input_add_body (input, body);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_update, input,
                     invocation, WB_REPLY_NOTHING);
  return TRUE;
}

static gboolean
handle_customise (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, const char *alert_type)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "alert_type", alert_type);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_alert_config_customise, input,
                     invocation, WB_REPLY_ID);
  return TRUE;
}

static gboolean
handle_dry_run (WbBusAlerts1 *object,
                GDBusMethodInvocation *invocation,
                GVariant *config,
                GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, config);
  wb_call_input_add_options (input, options);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_dry_run, input, invocation,
                     WB_REPLY_OBJECT);
  return TRUE;
}

static gboolean
handle_test (WbBusAlerts1 *object, GDBusMethodInvocation *invocation, const char *alert_type)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "alert_type", alert_type);
  wb_operation_call (WB_ALERTS_SERVICE (object)->pipeline, &wb_test_alert, input, invocation,
                     WB_REPLY_OBJECT);
  return TRUE;
}

static void
committed_cb (WbAlertsService *self, const WbCommit *commit)
{
  if ((commit->topics & (1u << WB_TOPIC_ALERTS)) != 0)
    wb_bus_alerts1_emit_configs_changed (WB_BUS_ALERTS1 (self));
}

/* --- preferences --- */

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
  iface->handle_list_configs = handle_list_configs;
  iface->handle_get_config = handle_get_config;
  iface->handle_create_config = handle_create_config;
  iface->handle_update_config = handle_update_config;
  iface->handle_delete_config = handle_delete_config;
  iface->handle_set_active = handle_set_active;
  iface->handle_customise = handle_customise;
  iface->handle_dry_run = handle_dry_run;
  iface->handle_test = handle_test;
  iface->handle_get_preferences = handle_get_preferences;
  iface->handle_set_preferences = handle_set_preferences;
}

WbAlertsService *
wb_alerts_service_new (WbPipeline *pipeline)
{
  WbAlertsService *self = g_object_new (WB_TYPE_ALERTS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
