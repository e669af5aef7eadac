/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "service/wb-agent-service.h"

#include "service/wb-caller.h"

/* The interface Agent1. */
struct _WbAgentService
{
  WbBusAgent1Skeleton parent_instance;

  WbCentre *centre;     /* owned */
  WbDatabase *database; /* owned */
  WbStatusFunc status_func;
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

  g_clear_object (&self->centre);
  g_clear_object (&self->database);

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
  iface->handle_pause_popups = handle_pause_popups;
  iface->handle_quit = handle_quit;
}

WbAgentService *
wb_agent_service_new (WbCentre *centre,
                      WbDatabase *database,
                      WbStatusFunc status_func,
                      gpointer data)
{
  WbAgentService *self = g_object_new (WB_TYPE_AGENT_SERVICE, "version", WB_VERSION, NULL);

  self->centre = g_object_ref (centre);
  self->database = g_object_ref (database);
  self->status_func = status_func;
  self->data = data;
  return self;
}
