/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-keys-service.h"

#include "engine/wb-key-operations.h"
#include "service/wb-operation-call.h"

/* The interface Keys1. */
struct _WbKeysService
{
  WbBusKeys1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
};

static void keys1_init (WbBusKeys1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbKeysService,
                               wb_keys_service,
                               WB_BUS_TYPE_KEYS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_KEYS1, keys1_init))

static WbCallInput *
new_input (const char *provider, const char *key_id)
{
  WbCallInput *input = wb_call_input_new ();

  wb_call_input_add_string (input, "provider", provider);
  wb_call_input_add_string (input, "key_id", key_id);
  return input;
}

static gboolean
handle_set_quota (WbBusKeys1 *object,
                  GDBusMethodInvocation *invocation,
                  const char *provider,
                  const char *key_id,
                  GVariant *quota)
{
  g_autoptr (WbCallInput) input = new_input (provider, key_id);

  wb_call_input_add_body (input, quota);
  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_set_quota, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_report_failure (WbBusKeys1 *object,
                       GDBusMethodInvocation *invocation,
                       const char *provider,
                       const char *key_id,
                       GVariant *failure)
{
  g_autoptr (WbCallInput) input = new_input (provider, key_id);

  wb_call_input_add_body (input, failure);
  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_report_failure, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_report_recovered (WbBusKeys1 *object,
                         GDBusMethodInvocation *invocation,
                         const char *provider,
                         const char *key_id)
{
  g_autoptr (WbCallInput) input = new_input (provider, key_id);

  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_report_recovered, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GVariant *
dup_errors (GVariant *errors_by_provider)
{
  GVariantDict errors;
  GVariantIter iter;
  const char *provider, *error;

  g_variant_dict_init (&errors, NULL);
  g_variant_iter_init (&iter, errors_by_provider);
  while (g_variant_iter_next (&iter, "{&s&s}", &provider, &error))
    g_variant_dict_insert (&errors, provider, "s", error);
  return g_variant_dict_end (&errors);
}

static gboolean
handle_report_all_failed (WbBusKeys1 *object,
                          GDBusMethodInvocation *invocation,
                          GVariant *errors_by_provider,
                          GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();
  g_autoptr (GVariant) body = NULL;
  GVariantDict members;

  g_variant_dict_init (&members, options);
  g_variant_dict_insert_value (&members, "errors_by_provider", dup_errors (errors_by_provider));
  body = g_variant_ref_sink (g_variant_dict_end (&members));
  wb_call_input_add_body (input, body);
  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_report_all_failed, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_list (WbBusKeys1 *object, GDBusMethodInvocation *invocation, GVariant *filter)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, filter);
  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_list, input, invocation,
                     WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_forget (WbBusKeys1 *object,
               GDBusMethodInvocation *invocation,
               const char *provider,
               const char *key_id)
{
  g_autoptr (WbCallInput) input = new_input (provider, key_id);

  wb_operation_call (WB_KEYS_SERVICE (object)->pipeline, &wb_key_forget, input, invocation,
                     WB_REPLY_NOTHING);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
committed_cb (WbKeysService *self, const WbCommit *commit)
{
  if (commit->topics & (1u << WB_TOPIC_KEYS))
    wb_bus_keys1_emit_changed (WB_BUS_KEYS1 (self));
}

static void
wb_keys_service_dispose (GObject *object)
{
  WbKeysService *self = WB_KEYS_SERVICE (object);

  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_keys_service_parent_class)->dispose (object);
}

static void
wb_keys_service_class_init (WbKeysServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_keys_service_dispose;
}

static void
wb_keys_service_init (WbKeysService *self G_GNUC_UNUSED)
{
}

static void
keys1_init (WbBusKeys1Iface *iface)
{
  iface->handle_set_quota = handle_set_quota;
  iface->handle_report_failure = handle_report_failure;
  iface->handle_report_recovered = handle_report_recovered;
  iface->handle_report_all_failed = handle_report_all_failed;
  iface->handle_list = handle_list;
  iface->handle_forget = handle_forget;
}

WbKeysService *
wb_keys_service_new (WbPipeline *pipeline)
{
  WbKeysService *self = g_object_new (WB_TYPE_KEYS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
