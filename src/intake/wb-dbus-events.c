/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-dbus-events.h"

#include "base/wb-error.h"
#include "base/wb-json-variant.h"
#include "engine/wb-explain.h"
#include "intake/wb-event-body.h"
#include "model/wb-limits.h"

#define ACTOR "dbus"

/* The interface Events1. */
struct _WbDbusEvents
{
  WbBusEvents1Skeleton parent_instance;

  WbPipeline *pipeline; /* owned */
  WbClock *clock;       /* owned */
};

/* A call until its events are on disk. */
typedef struct
{
  WbDbusEvents *self;                /* owned */
  GDBusMethodInvocation *invocation; /* owned by the call */
} Call;

static const WbJsonLimits explanation_limits = {
  .length_bytes = 2 * WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .string_bytes = WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH + 4,
  .values = WB_LIMIT_BODY_VALUES,
};

static void events1_init (WbBusEvents1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbDbusEvents,
                               wb_dbus_events,
                               WB_BUS_TYPE_EVENTS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_EVENTS1, events1_init))

static GVariant *
receipts_to_variant (GArray *receipts)
{
  GVariantBuilder results;

  g_variant_builder_init (&results, G_VARIANT_TYPE ("a(xs)"));
  for (guint i = 0; i < receipts->len; i++)
    {
      const WbReceipt *receipt = &g_array_index (receipts, WbReceipt, i);

      g_variant_builder_add (&results, "(xs)", receipt->id,
                             wb_outcome_to_string (receipt->outcome));
    }
  return g_variant_builder_end (&results);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbDbusEvents) self = call->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) receipts = wb_pipeline_submit_finish (WB_PIPELINE (source), result, &error);
  const WbReceipt *first;

  if (receipts == NULL)
    {
      g_dbus_method_invocation_return_gerror (call->invocation, error);
      return;
    }
  if (g_str_equal (g_dbus_method_invocation_get_method_name (call->invocation), "PublishMany"))
    {
      wb_bus_events1_complete_publish_many (WB_BUS_EVENTS1 (self), call->invocation,
                                            receipts_to_variant (receipts));
      return;
    }
  first = &g_array_index (receipts, WbReceipt, 0);
  wb_bus_events1_complete_publish (WB_BUS_EVENTS1 (self), call->invocation, first->id,
                                   wb_outcome_to_string (first->outcome));
}

static gboolean
submit (WbDbusEvents *self,
        GDBusMethodInvocation *invocation,
        GPtrArray *events,
        const GError *error)
{
  Call *call;

  if (events == NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  call = g_new (Call, 1);
  *call = (Call){ g_object_ref (self), invocation };
  wb_pipeline_submit_async (self->pipeline, events, published_cb, call);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_publish (WbBusEvents1 *object, GDBusMethodInvocation *invocation, GVariant *event)
{
  WbDbusEvents *self = WB_DBUS_EVENTS (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events
      = wb_event_body_read_variant (event, wb_clock_get_now_us (self->clock), &error);

  return submit (self, invocation, events, error);
}

static gboolean
handle_publish_many (WbBusEvents1 *object, GDBusMethodInvocation *invocation, GVariant *list)
{
  WbDbusEvents *self = WB_DBUS_EVENTS (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events
      = wb_event_body_read_variants (list, wb_clock_get_now_us (self->clock), &error);

  return submit (self, invocation, events, error);
}

/* --- explanations --- */

static GVariant *
answer_to_variant (const GString *answer, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse (answer->str, answer->len, &explanation_limits, error);

  return json != NULL
             ? g_variant_new ("(@a{sv})", wb_json_value_to_variant (wb_json_get_root (json)))
             : NULL;
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);
  GVariant *explanation = answer != NULL ? answer_to_variant (answer, &error) : NULL;

  if (explanation == NULL)
    g_dbus_method_invocation_return_gerror (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation, explanation);
  if (answer != NULL)
    g_string_free (answer, TRUE);
}

static gboolean
handle_explain_event (WbBusEvents1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autofree char *input = g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT "}", id);

  wb_pipeline_perform_async (WB_DBUS_EVENTS (object)->pipeline, &wb_explain_event, input, ACTOR,
                             explained_cb, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_explain_draft (WbBusEvents1 *object, GDBusMethodInvocation *invocation, GVariant *draft)
{
  WbDbusEvents *self = WB_DBUS_EVENTS (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events
      = wb_event_body_read_variant (draft, wb_clock_get_now_us (self->clock), &error);
  g_autofree char *input = NULL;

  if (events == NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  input = wb_event_body_dup_draft (events);
  wb_pipeline_perform_async (self->pipeline, &wb_explain_draft, input, ACTOR, explained_cb,
                             invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
wb_dbus_events_dispose (GObject *object)
{
  WbDbusEvents *self = WB_DBUS_EVENTS (object);

  g_clear_object (&self->pipeline);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_dbus_events_parent_class)->dispose (object);
}

static void
wb_dbus_events_class_init (WbDbusEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_dbus_events_dispose;
}

static void
wb_dbus_events_init (WbDbusEvents *self G_GNUC_UNUSED)
{
}

static void
events1_init (WbBusEvents1Iface *iface)
{
  iface->handle_publish = handle_publish;
  iface->handle_publish_many = handle_publish_many;
  iface->handle_explain_event = handle_explain_event;
  iface->handle_explain_draft = handle_explain_draft;
}

WbDbusEvents *
wb_dbus_events_new (WbPipeline *pipeline, WbClock *clock)
{
  WbDbusEvents *self = g_object_new (WB_TYPE_DBUS_EVENTS, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->clock = g_object_ref (clock);
  return self;
}
