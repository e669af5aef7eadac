/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-delivery.h"

#include "base/wb-json-writer.h"

G_DEFINE_BOXED_TYPE (WbDelivery, wb_delivery, wb_delivery_ref, wb_delivery_unref)

static const char *const action_words[] = {
  [WB_DELIVERY_NOTIFY] = "notify",   [WB_DELIVERY_ACKNOWLEDGE] = "acknowledge",
  [WB_DELIVERY_RESOLVE] = "resolve", [WB_DELIVERY_TEST] = "test",
  [WB_DELIVERY_CONFIRM] = "confirm",
};
G_STATIC_ASSERT (G_N_ELEMENTS (action_words) == WB_N_DELIVERY_ACTIONS);

static const char *const state_words[] = {
  [WB_DELIVERY_QUEUED] = "queued", [WB_DELIVERY_SENDING] = "sending", [WB_DELIVERY_DONE] = "done",
  [WB_DELIVERY_DEAD] = "dead",     [WB_DELIVERY_SKIPPED] = "skipped",
};
G_STATIC_ASSERT (G_N_ELEMENTS (state_words) == WB_N_DELIVERY_STATES);

/* wb_delivery_new: everything else is 0 or NULL. */
WbDelivery *
wb_delivery_new (const char *channel, WbDeliveryAction action)
{
  WbDelivery *self = g_atomic_rc_box_new0 (WbDelivery);

  self->channel = g_strdup (channel);
  self->action = action;
  return self;
}

WbDelivery *
wb_delivery_ref (WbDelivery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  WbDelivery *self = data;

  g_free (self->channel);
  g_free (self->title);
  g_free (self->reason);
  g_free (self->answer);
  g_free (self->receipt);
  g_free (self->tried);
}

void
wb_delivery_unref (WbDelivery *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
add_id (GString *json, const char *name, gint64 id)
{
  if (id != 0)
    wb_json_add_int64 (json, name, id);
}

/* wb_delivery_append_json: an object; what there is not is left out. */
void
wb_delivery_append_json (const WbDelivery *self, GString *json)
{
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", self->id);
  add_id (json, "notification_id", self->notification_id);
  add_id (json, "event_id", self->event_id);
  wb_json_add_string (json, "channel", self->channel);
  wb_json_add_string (json, "action", wb_delivery_action_to_string (self->action));
  wb_json_add_string (json, "state", wb_delivery_state_to_string (self->state));
  wb_json_add_string (json, "priority", wb_priority_to_string (self->priority));
  wb_json_add_string (json, "title", self->title);
  wb_json_add_int64 (json, "attempts", self->attempts);
  wb_json_add_time (json, "created_at", self->created_us);
  if (self->state == WB_DELIVERY_QUEUED)
    wb_json_add_time (json, "due_at", self->due_us);
  wb_json_add_time (json, "finished_at", self->finished_us);
  if (self->state == WB_DELIVERY_DONE)
    wb_json_add_int64 (json, "latency_ms", (self->finished_us - self->created_us) / 1000);
  wb_json_add_string (json, "reason", self->reason);
  wb_json_add_string (json, "answer", self->answer);
  g_string_append_c (json, '}');
}

const char *
wb_delivery_action_to_string (WbDeliveryAction action)
{
  g_return_val_if_fail ((guint) action < WB_N_DELIVERY_ACTIONS, NULL);

  return action_words[action];
}

const char *
wb_delivery_state_to_string (WbDeliveryState state)
{
  g_return_val_if_fail ((guint) state < WB_N_DELIVERY_STATES, NULL);

  return state_words[state];
}

gboolean
wb_delivery_state_from_string (const char *word, WbDeliveryState *state)
{
  for (guint i = 0; i < WB_N_DELIVERY_STATES; i++)
    if (g_ascii_strcasecmp (state_words[i], word) == 0)
      {
        *state = (WbDeliveryState) i;
        return TRUE;
      }
  return FALSE;
}
