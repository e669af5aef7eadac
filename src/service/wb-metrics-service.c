/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-metrics-service.h"

#include "engine/wb-metric-monitor.h"
#include "engine/wb-metric-rules.h"
#include "service/wb-operation-call.h"

/* The interface Metrics1. */
struct _WbMetricsService
{
  WbBusMetrics1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
};

static void metrics1_init (WbBusMetrics1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbMetricsService,
                               wb_metrics_service,
                               WB_BUS_TYPE_METRICS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_METRICS1, metrics1_init))

static gboolean
call (WbBusMetrics1 *object,
      const WbOperation *operation,
      const WbCallInput *input,
      GDBusMethodInvocation *invocation,
      WbReply reply)
{
  wb_operation_call (WB_METRICS_SERVICE (object)->pipeline, operation, input, invocation, reply);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_record (WbBusMetrics1 *object,
               GDBusMethodInvocation *invocation,
               const char *metric_name,
               double value,
               GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();
  g_auto (GVariantDict) sample = G_VARIANT_DICT_INIT (options);

  g_variant_dict_insert (&sample, "metric_name", "s", metric_name);
  g_variant_dict_insert (&sample, "value", "d", value);
  wb_call_input_add_body (input, g_variant_dict_end (&sample));
  return call (object, &wb_metric_record, input, invocation, WB_REPLY_OBJECT);
}

static gboolean
handle_record_many (WbBusMetrics1 *object, GDBusMethodInvocation *invocation, GVariant *samples)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, samples);
  return call (object, &wb_metric_record, input, invocation, WB_REPLY_OBJECT);
}

static gboolean
handle_list (WbBusMetrics1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, options);
  return call (object, &wb_metric_list, input, invocation, WB_REPLY_LIST);
}

static gboolean
handle_list_rules (WbBusMetrics1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  return call (object, &wb_metric_rules_list, input, invocation, WB_REPLY_LIST);
}

static gboolean
handle_add_rule (WbBusMetrics1 *object, GDBusMethodInvocation *invocation, GVariant *rule)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, rule);
  return call (object, &wb_metric_rules_add, input, invocation, WB_REPLY_NOTHING);
}

static gboolean
handle_change_rule (WbBusMetrics1 *object,
                    GDBusMethodInvocation *invocation,
                    const char *rule_name,
                    GVariant *changes)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", rule_name);
  wb_call_input_add_body (input, changes);
  return call (object, &wb_metric_rules_set, input, invocation, WB_REPLY_NOTHING);
}

static gboolean
handle_delete_rule (WbBusMetrics1 *object, GDBusMethodInvocation *invocation, const char *rule_name)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "name", rule_name);
  return call (object, &wb_metric_rules_delete, input, invocation, WB_REPLY_NOTHING);
}

static void
committed_cb (WbMetricsService *self, const WbCommit *commit)
{
  if (commit->topics & 1u << WB_TOPIC_METRICS)
    wb_bus_metrics1_emit_changed (WB_BUS_METRICS1 (self));
}

static void
wb_metrics_service_dispose (GObject *object)
{
  WbMetricsService *self = WB_METRICS_SERVICE (object);

  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_metrics_service_parent_class)->dispose (object);
}

static void
wb_metrics_service_class_init (WbMetricsServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_metrics_service_dispose;
}

static void
wb_metrics_service_init (WbMetricsService *self G_GNUC_UNUSED)
{
}

static void
metrics1_init (WbBusMetrics1Iface *iface)
{
  iface->handle_record = handle_record;
  iface->handle_record_many = handle_record_many;
  iface->handle_list = handle_list;
  iface->handle_list_rules = handle_list_rules;
  iface->handle_add_rule = handle_add_rule;
  iface->handle_change_rule = handle_change_rule;
  iface->handle_delete_rule = handle_delete_rule;
}

WbMetricsService *
wb_metrics_service_new (WbPipeline *pipeline)
{
  WbMetricsService *self = g_object_new (WB_TYPE_METRICS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
