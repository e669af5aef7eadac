/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-runs-service.h"

#include "engine/wb-run-operations.h"
#include "engine/wb-snooze.h"
#include "service/wb-operation-call.h"

#define CHANGED_MS 200 /* batches may come a thousand times a second */

/* The interface Runs1. */
struct _WbRunsService
{
  WbBusRuns1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
  GHashTable *changed;  /* owned, set of char *: run_ids that were not told of yet */
  guint changed_id;
};

static void runs1_init (WbBusRuns1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbRunsService,
                               wb_runs_service,
                               WB_BUS_TYPE_RUNS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_RUNS1, runs1_init))

static gboolean
handle_list (WbBusRuns1 *object, GDBusMethodInvocation *invocation, GVariant *filter)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, filter);
  wb_operation_call (WB_RUNS_SERVICE (object)->pipeline, &wb_run_list, input, invocation,
                     WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get (WbBusRuns1 *object, GDBusMethodInvocation *invocation, const char *run_id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "run_id", run_id);
  wb_operation_call (WB_RUNS_SERVICE (object)->pipeline, &wb_run_get, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_mute (WbBusRuns1 *object,
             GDBusMethodInvocation *invocation,
             const char *run_id,
             GVariant *how)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "run_id", run_id);
  wb_call_input_add_body (input, how);
  wb_operation_call (WB_RUNS_SERVICE (object)->pipeline, &wb_snooze_run, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_forget (WbBusRuns1 *object, GDBusMethodInvocation *invocation, const char *run_id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_string (input, "run_id", run_id);
  wb_operation_call (WB_RUNS_SERVICE (object)->pipeline, &wb_run_forget, input, invocation,
                     WB_REPLY_NOTHING);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
tell_cb (gpointer user_data)
{
  WbRunsService *self = user_data;
  g_autofree const char **run_ids
      = (const char **) g_hash_table_get_keys_as_array (self->changed, NULL);

  self->changed_id = 0;
  wb_bus_runs1_emit_changed (WB_BUS_RUNS1 (self), run_ids);
  g_hash_table_remove_all (self->changed);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (WbRunsService *self, const WbCommit *commit)
{
  GHashTableIter iter;
  gpointer run_id;

  if (commit->run_ids == NULL)
    return;
  g_hash_table_iter_init (&iter, commit->run_ids);
  while (g_hash_table_iter_next (&iter, &run_id, NULL))
    if (!g_hash_table_contains (self->changed, run_id))
      g_hash_table_add (self->changed, g_strdup (run_id));
  if (self->changed_id == 0)
    self->changed_id = g_timeout_add (CHANGED_MS, tell_cb, self);
}

static void
wb_runs_service_dispose (GObject *object)
{
  WbRunsService *self = WB_RUNS_SERVICE (object);

  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_runs_service_parent_class)->dispose (object);
}

static void
wb_runs_service_finalize (GObject *object)
{
  g_hash_table_unref (WB_RUNS_SERVICE (object)->changed);

  G_OBJECT_CLASS (wb_runs_service_parent_class)->finalize (object);
}

static void
wb_runs_service_class_init (WbRunsServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_runs_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_runs_service_finalize;
}

static void
wb_runs_service_init (WbRunsService *self)
{
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
runs1_init (WbBusRuns1Iface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_get = handle_get;
  iface->handle_mute = handle_mute;
  iface->handle_forget = handle_forget;
}

WbRunsService *
wb_runs_service_new (WbPipeline *pipeline)
{
  WbRunsService *self = g_object_new (WB_TYPE_RUNS_SERVICE, NULL);

  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
