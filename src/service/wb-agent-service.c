/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "service/wb-agent-service.h"

#include "base/wb-json-variant.h"
#include "engine/wb-audit-operations.h"
#include "engine/wb-debug.h"
#include "engine/wb-housekeeper.h"
#include "engine/wb-stats-operations.h"
#include "service/wb-caller.h"
#include "service/wb-operation-call.h"

/* What the report of the agent's own health may be. */
static const WbJsonLimits health_limits
    = { .length_bytes = 1024 * 1024, .string_bytes = 64 * 1024, .depth = 8, .values = 4096 };

/* The interface Agent1. */
struct _WbAgentService
{
  WbBusAgent1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
  WbCentre *centre;     /* owned */
  WbDatabase *database; /* owned */
  WbHealth *health;     /* owned */
  WbHealthFunc status_func;
  gpointer data;
  gint64 started_us;
};

enum
{
  PAUSE_REQUESTED,
  QUIT_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A call until it is answered. */
typedef struct
{
  WbAgentService *self;              /* owned */
  GDBusMethodInvocation *invocation; /* owned by the call */
  gint64 until_s;
} Call;

static void agent1_init (WbBusAgent1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbAgentService,
                               wb_agent_service,
                               WB_BUS_TYPE_AGENT1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_AGENT1, agent1_init))

static Call *
call_new (WbBusAgent1 *object, GDBusMethodInvocation *invocation, gint64 until_s)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ WB_AGENT_SERVICE (g_object_ref (object)), invocation, until_s };
  return call;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbAgentService) self = call->self;
  g_autoptr (GError) error = NULL;
  const WbCounts *counts = wb_centre_count_finish (WB_CENTRE (source), result, &error);
  GVariantDict status;

  if (counts == NULL)
    {
      g_dbus_method_invocation_return_gerror (call->invocation, error);
      return;
    }
  g_variant_dict_init (&status, NULL);
  g_variant_dict_insert (&status, "version", "s", WB_VERSION);
  g_variant_dict_insert (&status, "started_at", "x", self->started_us);
  g_variant_dict_insert (&status, "database", "s", wb_database_get_path (self->database));
  g_variant_dict_insert (&status, "events", "t", counts->events);
  g_variant_dict_insert (&status, "notifications", "t", counts->notifications);
  g_variant_dict_insert (&status, "unread", "u", wb_centre_get_unread_count (self->centre));
  g_variant_dict_insert (&status, "queue", "u", wb_database_count_waiting (self->database));
  self->status_func (&status, self->data);
  wb_bus_agent1_complete_status (WB_BUS_AGENT1 (self), call->invocation,
                                 g_variant_dict_end (&status));
}

static gboolean
handle_status (WbBusAgent1 *object, GDBusMethodInvocation *invocation)
{
  wb_centre_count_async (WB_AGENT_SERVICE (object)->centre, counted_cb,
                         call_new (object, invocation, 0));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
examined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbAgentService) self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = NULL;
  WbHealthLevel level;
  GString *text = wb_health_examine_finish (WB_HEALTH (source), result, &level, &error);

  if (text != NULL)
    {
      json = wb_json_parse (text->str, text->len, &health_limits, &error);
      g_string_free (text, TRUE);
    }
  if (json == NULL)
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  else
    wb_bus_agent1_complete_health (WB_BUS_AGENT1 (self), call->invocation,
                                   wb_json_value_to_variant (wb_json_get_root (json)));
}

static gboolean
handle_health (WbBusAgent1 *object, GDBusMethodInvocation *invocation)
{
  wb_health_examine_async (WB_AGENT_SERVICE (object)->health, examined_cb,
                           call_new (object, invocation, 0));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_stats (WbBusAgent1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, options);
  wb_operation_call (WB_AGENT_SERVICE (object)->pipeline, &wb_stats_get, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_debug (WbBusAgent1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_operation_call (WB_AGENT_SERVICE (object)->pipeline, &wb_debug_get, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_set_debug (WbBusAgent1 *object, GDBusMethodInvocation *invocation, GVariant *changes)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, changes);
  wb_operation_call (WB_AGENT_SERVICE (object)->pipeline, &wb_debug_set, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_clean_up (WbBusAgent1 *object, GDBusMethodInvocation *invocation)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_operation_call (WB_AGENT_SERVICE (object)->pipeline, &wb_housekeeper_retain, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_list_audit (WbBusAgent1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, options);
  wb_operation_call (WB_AGENT_SERVICE (object)->pipeline, &wb_audit_list, input, invocation,
                     WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
pause_allowed_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbAgentService) self = call->self;
  g_autoptr (GError) error = NULL;

  if (!wb_caller_check_finish (result, &error))
    {
      g_dbus_method_invocation_return_gerror (call->invocation, error);
      return;
    }
  g_signal_emit (self, signals[PAUSE_REQUESTED], 0, call->until_s);
  wb_bus_agent1_complete_pause_popups (WB_BUS_AGENT1 (self), call->invocation);
}

static gboolean
handle_pause_popups (WbBusAgent1 *object, GDBusMethodInvocation *invocation, gint64 until_s)
{
  wb_caller_check_async (invocation, pause_allowed_cb, call_new (object, invocation, until_s));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
quit_allowed_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbAgentService) self = call->self;
  g_autoptr (GError) error = NULL;

  if (!wb_caller_check_finish (result, &error))
    {
      g_dbus_method_invocation_return_gerror (call->invocation, error);
      return;
    }
  wb_bus_agent1_complete_quit (WB_BUS_AGENT1 (self), call->invocation);
  g_signal_emit (self, signals[QUIT_REQUESTED], 0);
}

static gboolean
handle_quit (WbBusAgent1 *object, GDBusMethodInvocation *invocation)
{
  wb_caller_check_async (invocation, quit_allowed_cb, call_new (object, invocation, 0));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
wb_agent_service_dispose (GObject *object)
{
  WbAgentService *self = WB_AGENT_SERVICE (object);

  g_clear_object (&self->pipeline);
  g_clear_object (&self->centre);
  g_clear_object (&self->database);
  g_clear_object (&self->health);

  G_OBJECT_CLASS (wb_agent_service_parent_class)->dispose (object);
}

static void
wb_agent_service_class_init (WbAgentServiceClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_agent_service_dispose;

  /* WbAgentService::pause-requested: @until_s: seconds since 1970, UTC; past: show pop-ups */
  signals[PAUSE_REQUESTED] = g_signal_new ("pause-requested", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  /* WbAgentService::quit-requested: the caller was answered */
  signals[QUIT_REQUESTED] = g_signal_new ("quit-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
wb_agent_service_init (WbAgentService *self)
{
  self->started_us = g_get_real_time ();
}

static void
agent1_init (WbBusAgent1Iface *iface)
{
  iface->handle_status = handle_status;
  iface->handle_health = handle_health;
  iface->handle_stats = handle_stats;
  iface->handle_clean_up = handle_clean_up;
  iface->handle_list_audit = handle_list_audit;
  iface->handle_get_debug = handle_get_debug;
  iface->handle_set_debug = handle_set_debug;
  iface->handle_pause_popups = handle_pause_popups;
  iface->handle_quit = handle_quit;
}

WbAgentService *
wb_agent_service_new (WbPipeline *pipeline,
                      WbCentre *centre,
                      WbDatabase *database,
                      WbHealth *health,
                      WbHealthFunc status_func,
                      gpointer data)
{
  WbAgentService *self = g_object_new (WB_TYPE_AGENT_SERVICE, "version", WB_VERSION, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->centre = g_object_ref (centre);
  self->database = g_object_ref (database);
  self->health = g_object_ref (health);
  self->status_func = status_func;
  self->data = data;
  return self;
}
