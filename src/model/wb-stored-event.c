/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-stored-event.h"

#include "base/wb-json-writer.h"

G_DEFINE_BOXED_TYPE (WbStoredEvent, wb_stored_event, wb_stored_event_ref, wb_stored_event_unref)

static const char *const outcome_words[] = {
  [WB_OUTCOME_RECORDED] = "recorded", [WB_OUTCOME_NOTIFIED] = "notified",
  [WB_OUTCOME_MERGED] = "merged",     [WB_OUTCOME_THROTTLED] = "throttled",
  [WB_OUTCOME_HELD] = "held",         [WB_OUTCOME_DUPLICATE] = "duplicate",
};

/* wb_stored_event_new: @body: (transfer full): a JSON object with at least one member. */
WbStoredEvent *
wb_stored_event_new (gint64 id,
                     gint64 received_us,
                     WbOutcome outcome,
                     gint64 notification_id,
                     char *body)
{
  WbStoredEvent *self;

  g_return_val_if_fail (body != NULL && body[0] == '{', NULL);

  self = g_atomic_rc_box_new0 (WbStoredEvent);
  self->id = id;
  self->received_us = received_us;
  self->outcome = outcome;
  self->notification_id = notification_id;
  self->body = body;
  return self;
}

WbStoredEvent *
wb_stored_event_ref (WbStoredEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_stored_event (gpointer data)
{
  WbStoredEvent *self = data;

  g_free (self->body);
  g_free (self->reason);
}

void
wb_stored_event_unref (WbStoredEvent *self)
{
  g_atomic_rc_box_release_full (self, clear_stored_event);
}

/* wb_stored_event_append_json: one object, the row's own members first. */
void
wb_stored_event_append_json (const WbStoredEvent *self, GString *json)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", self->id);
  wb_json_add_time (json, "received_at", self->received_us);
  wb_json_add_string (json, "outcome", wb_outcome_to_string (self->outcome));
  if (self->notification_id != 0)
    wb_json_add_int64 (json, "notification_id", self->notification_id);
  wb_json_add_string (json, "reason", self->reason);
  g_string_append_c (json, ',');
  g_string_append (json, self->body + 1);
}

const char *
wb_outcome_to_string (WbOutcome outcome)
{
  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (outcome_words), NULL);

  return outcome_words[outcome];
}
