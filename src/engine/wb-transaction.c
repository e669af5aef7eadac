/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-transaction.h"

#include "base/wb-json-writer.h"
#include "engine/wb-decision.h"
#include "engine/wb-event-texts.h"
#include "engine/wb-metric-monitor.h"
#include "engine/wb-key-ledger.h"
#include "engine/wb-outbox.h"
#include "engine/wb-run-ledger.h"
#include "engine/wb-snooze.h"
#include "engine/wb-summary.h"
#include "store/wb-alarm-store.h"
#include "store/wb-event-store.h"
#include "store/wb-idempotency-store.h"
#include "store/wb-notification-state-store.h"
#include "store/wb-notification-store.h"
#include "store/wb-throttle-store.h"

struct _WbTransaction
{
  WbConnection *connection; /* of the thread it is on */
  WbPolicy *policy;         /* owned, the pipeline's: its contents belong to the writer thread */
  gint64 now_us;
  WbCommit commit;
  GString *path; /* owned: of the last decision, as JSON */
  gboolean is_continued;
};

/* wb_receipt_add_members: id, outcome and, where there is one, notification_id. */
void
wb_receipt_add_members (const WbReceipt *self, GString *json)
{
  wb_json_add_int64 (json, "id", self->id);
  wb_json_add_string (json, "outcome", wb_outcome_to_string (self->outcome));
  if (self->notification_id != 0)
    wb_json_add_int64 (json, "notification_id", self->notification_id);
}

WbTransaction *
wb_transaction_new (WbPolicy *policy, gint64 now_us)
{
  WbTransaction *self = g_new0 (WbTransaction, 1);

  self->policy = wb_policy_ref (policy);
  self->now_us = now_us;
  self->path = g_string_sized_new (WB_EVENT_JSON_BYTES);
  wb_commit_init (&self->commit);
  return self;
}

void
wb_transaction_free (WbTransaction *self)
{
  wb_commit_clear (&self->commit);
  g_string_free (self->path, TRUE);
  wb_policy_unref (self->policy);
  g_free (self);
}

/* wb_transaction_empty: after its end; what its commit holds was taken, or is dropped. */
void
wb_transaction_empty (WbTransaction *self)
{
  wb_commit_empty (&self->commit);
  self->connection = NULL;
  self->is_continued = FALSE;
}

/* wb_transaction_restart: an empty one is as new then. */
void
wb_transaction_restart (WbTransaction *self, gint64 now_us)
{
  self->now_us = now_us;
}

/* wb_transaction_begin: on the writer thread, before anything else. */
gboolean
wb_transaction_begin (WbTransaction *self, WbConnection *connection, GError **error)
{
  self->connection = connection;
  return wb_policy_refresh (self->policy, connection, error);
}

WbConnection *
wb_transaction_get_connection (WbTransaction *self)
{
  return self->connection;
}

gint64
wb_transaction_get_now_us (WbTransaction *self)
{
  return self->now_us;
}

const WbPolicy *
wb_transaction_get_policy (WbTransaction *self)
{
  return self->policy;
}

const WbPreferences *
wb_transaction_get_preferences (WbTransaction *self)
{
  return self->policy->preferences;
}

/* wb_transaction_get_commit: what is to be announced so far; to be added to. */
WbCommit *
wb_transaction_get_commit (WbTransaction *self)
{
  return &self->commit;
}

static void
set_hold (WbNotification *notification, const WbDecision *decision)
{
  if (g_strcmp0 (decision->held_by, WB_HELD_BY_SNOOZE) == 0)
    notification->snoozed_until_us = decision->held_until_us;
  else
    notification->held_until_us = decision->held_until_us;
}

static WbNotification *
create_notification (WbTransaction *self, const WbDecision *decision, WbEvent *event, gint64 id)
{
  const WbOpenNotification *open = &decision->situation.open;
  gboolean is_merge = decision->is_merge;
  WbNotification *notification = wb_notification_new (is_merge ? open->id : id, id, event);

  notification->severity = decision->severity;
  notification->count = is_merge ? open->count + 1 : 1;
  notification->created_us = is_merge ? open->created_us : self->now_us;
  notification->updated_us = self->now_us;
  notification->read_us = decision->is_unread ? 0 : open->read_us;
  notification->resolved_us = event->is_resolved ? self->now_us : 0;
  notification->expires_us = event->is_resolved ? 0 : event->ends_us;
  if (decision->route != NULL)
    notification->channels = g_strdupv ((GStrv) decision->route->channels);
  notification->is_quiet = decision->is_quiet;
  notification->reason = g_strdup (decision->reason);
  set_hold (notification, decision);
  return notification;
}

/* wb_transaction_set_id_alarm: the same, where the key is the id of an event or notification. */
gboolean
wb_transaction_set_id_alarm (WbTransaction *self,
                             WbAlarmKind kind,
                             gint64 id,
                             gint64 due_us,
                             GError **error)
{
  char key[32];

  g_snprintf (key, sizeof key, "%" G_GINT64_FORMAT, id);
  return wb_transaction_set_alarm (self, kind, key, due_us, error);
}

static gboolean
store_notification (WbTransaction *self,
                    const WbDecision *decision,
                    WbNotification *notification,
                    GError **error)
{
  gboolean was_unread = decision->is_merge && decision->situation.open.read_us == 0;

  if (decision->is_merge ? !wb_notification_store_merge (self->connection, notification, error)
                         : !wb_notification_store_insert (self->connection, notification,
                                                          decision->merge_key, error))
    return FALSE;

  g_ptr_array_add (decision->is_merge ? self->commit.merged : self->commit.added,
                   wb_notification_ref (notification));
  self->commit.unread_change += (int) decision->is_unread - (int) was_unread;
  return (decision->held_until_us == 0
          || wb_transaction_set_id_alarm (self, WB_ALARM_RELEASE, notification->id,
                                          decision->held_until_us, error))
         && (notification->expires_us == 0
             || wb_transaction_set_id_alarm (self, WB_ALARM_EXPIRE, notification->id,
                                             notification->expires_us, error))
         && wb_outbox_add (self, decision, notification, error);
}

static gboolean
put_gate (WbTransaction *self, const WbDecision *decision, const WbGate *gate, GError **error)
{
  g_autoptr (GBytes) state = wb_throttle_state_to_bytes (&gate->state);

  return wb_throttle_store_put (self->connection, gate->scope, decision->subject, state,
                                self->now_us, error);
}

/* Counts what was held back on the one that came through, and has it summed up in the end. That
 * one is open again if it was over: what comes back within the cooldown would be told by nothing
 * else. With a time at which it ends by itself it waits for its next repeat. */
static gboolean
suppress (WbTransaction *self,
          const WbDecision *decision,
          WbGate *gate,
          gint64 event_id,
          GError **error)
{
  gint64 first_id = gate->state.first_notification_id;
  gboolean is_first = gate->state.suppressed == 0;

  wb_throttle_suppress (&gate->state, decision->severity, event_id);
  if (!put_gate (self, decision, gate, error))
    return FALSE;
  if (!gate->limits.groups_similar)
    return TRUE;

  g_array_append_val (self->commit.changed_ids, first_id);
  return wb_notification_state_store_count_repeat (
             self->connection, first_id, decision->event->ends_us == 0, self->now_us, error)
         && (!is_first
             || wb_summary_set_alarm (self, gate->scope, decision->subject, gate->answer.until_us,
                                      error));
}

static gboolean
store_throttles (WbTransaction *self,
                 const WbDecision *decision,
                 gint64 event_id,
                 gint64 notification_id,
                 GError **error)
{
  for (guint i = 0; !decision->is_exempt && i < decision->gates->len; i++)
    {
      WbGate *gate = &g_array_index (decision->gates, WbGate, i);
      gboolean is_admitted = gate->answer.reason == WB_THROTTLE_ADMITTED;

      if (wb_throttle_limits_nothing (&gate->limits))
        continue;
      if (is_admitted && decision->is_notification)
        wb_throttle_admit (&gate->state, self->now_us, decision->severity, notification_id);
      if (is_admitted ? decision->is_notification && !put_gate (self, decision, gate, error)
                      : decision->outcome == WB_OUTCOME_THROTTLED
                            && !suppress (self, decision, gate, event_id, error))
        return FALSE;
    }
  return TRUE;
}

/* The notification that an event counts on, when it makes none. */
static gint64
get_grouping_id (const WbDecision *decision)
{
  for (guint i = 0; decision->outcome == WB_OUTCOME_THROTTLED && i < decision->gates->len; i++)
    {
      const WbGate *gate = &g_array_index (decision->gates, WbGate, i);

      if (gate->answer.reason != WB_THROTTLE_ADMITTED && gate->limits.groups_similar)
        return gate->state.first_notification_id;
    }
  return 0;
}

static gboolean
insert_event (WbTransaction *self,
              const WbEvent *event,
              const WbDecision *decision,
              WbStoredEvent *row,
              GError **error)
{
  if (wb_decision_is_plain (decision))
    return wb_event_store_insert (self->connection, event, row, NULL, error);

  g_string_truncate (self->path, 0);
  wb_decision_append_kept_json (decision, self->path);
  row->reason = g_strdup (decision->reason);
  return wb_event_store_insert (self->connection, event, row, self->path->str, error);
}

/* What waits for its time does nothing before it. */
static gboolean
store_waiting (WbTransaction *self, WbEvent *event, gint64 id, GError **error)
{
  return wb_transaction_set_id_alarm (self, WB_ALARM_SCHEDULED, id, event->deliver_at_us, error);
}

/* What ends other notifications is told to where they went. */
static gboolean
resolve_others (WbTransaction *self, const WbEvent *event, GError **error)
{
  GArray *ids = self->commit.changed_ids;
  guint n_before = ids->len;

  if (!wb_notification_store_resolve (self->connection, event, event->type->resolves, self->now_us,
                                      ids, error))
    return FALSE;
  for (guint i = n_before; i < ids->len; i++)
    if (!wb_outbox_follow_up (self, g_array_index (ids, gint64, i), WB_DELIVERY_RESOLVE, error))
      return FALSE;
  return TRUE;
}

static gboolean
carry_out (WbTransaction *self,
           const WbDecision *decision,
           WbEvent *event,
           gint64 id,
           WbNotification *notification,
           GError **error)
{
  if (decision->is_waiting)
    return store_waiting (self, event, id, error);
  return (notification == NULL || store_notification (self, decision, notification, error))
         && store_throttles (self, decision, id, notification != NULL ? notification->id : 0, error)
         && resolve_others (self, event, error);
}

static WbDecision *
decide (WbTransaction *self, const WbEvent *event, const char *subject, GError **error)
{
  g_autoptr (WbDecision) decision = wb_decision_new (self->policy, event, self->now_us);

  if (subject != NULL)
    wb_decision_set_subject (decision, subject);
  if (!wb_decision_look_up (decision, self->connection, error))
    return NULL;
  wb_decision_conclude (decision);
  return g_steal_pointer (&decision);
}

/* @body: (transfer full): lives as long as what the transaction announces. */
static gboolean
store_event (WbTransaction *self,
             WbEvent *event,
             char *body,
             const WbDecision *decision,
             WbReceipt *receipt,
             GError **error)
{
  g_autoptr (WbNotification) notification = NULL;
  g_autoptr (WbStoredEvent) row = NULL;
  gint64 id = 0;
  gboolean has_id = wb_event_store_get_next_id (self->connection, &id, error);

  if (decision->is_notification)
    notification = create_notification (self, decision, event, id);
  row = wb_stored_event_new (id, self->now_us, decision->outcome,
                             notification != NULL ? notification->id : get_grouping_id (decision),
                             body);
  if (!has_id || !insert_event (self, event, decision, row, error)
      || !carry_out (self, decision, event, id, notification, error))
    return FALSE;

  wb_tally_add_event (wb_connection_get_tally (self->connection), self->now_us, event,
                      decision->outcome);
  *receipt = (WbReceipt){ id, decision->outcome, row->notification_id };
  g_ptr_array_add (self->commit.events, g_steal_pointer (&row));
  return TRUE;
}

/* A repeat is answered with what the first one got. */
static gboolean
answer_repeat (WbTransaction *self, gint64 event_id, WbReceipt *receipt, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) first = wb_event_store_get (self->connection, event_id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *receipt
      = (WbReceipt){ event_id, WB_OUTCOME_DUPLICATE, first != NULL ? first->notification_id : 0 };
  return TRUE;
}

/* What else an event that someone sent changes. */
static gboolean
observe (WbTransaction *self, const WbEvent *event, gint64 id, GError **error)
{
  return wb_snooze_observe_event (self, event, error)
         && wb_metric_monitor_observe_event (self, event, error)
         && wb_key_ledger_observe_event (self, event, error)
         && wb_run_ledger_observe_event (self, event, id, error);
}

/*
 * wb_transaction_take_in:
 * @event: that someone sent
 * @receipt: (out)
 *
 * Errors: those of WbError but not-found.
 */
gboolean
wb_transaction_take_in (WbTransaction *self, WbEvent *event, WbReceipt *receipt, GError **error)
{
  g_autofree char *body = wb_event_to_json (event);
  const char *key = event->idempotency_key;
  const char *content = event->content != NULL ? event->content : body;
  g_autoptr (WbDecision) decision = NULL;
  gint64 first_id = 0;

  if (key != NULL
      && !wb_idempotency_store_find (self->connection, key, content, self->now_us, &first_id,
                                     error))
    return FALSE;
  if (first_id != 0)
    return answer_repeat (self, first_id, receipt, error);

  decision = decide (self, event, NULL, error);
  return decision != NULL
         && store_event (self, event, g_steal_pointer (&body), decision, receipt, error)
         && (decision->is_waiting || observe (self, event, receipt->id, error))
         && (key == NULL
             || wb_idempotency_store_insert (self->connection, key, content, receipt->id,
                                             self->now_us, error));
}

/* wb_transaction_submit: @event: that the agent raises itself; gets the texts that it lacks. */
gboolean
wb_transaction_submit (WbTransaction *self, WbEvent *event, WbReceipt *receipt, GError **error)
{
  g_autoptr (WbDecision) decision = NULL;

  wb_event_texts_fill (event, self->now_us);
  decision = decide (self, event, NULL, error);
  return decision != NULL
         && store_event (self, event, wb_event_to_json (event), decision, receipt, error);
}

/*
 * wb_transaction_submit_summary:
 * @event: that stands for all that a throttle held back for @subject
 * @retry_us: (out): 0, or when to try again: the throttle lets nothing through yet
 */
gboolean
wb_transaction_submit_summary (WbTransaction *self,
                               WbEvent *event,
                               const char *subject,
                               gint64 *retry_us,
                               GError **error)
{
  g_autoptr (WbDecision) decision = decide (self, event, subject, error);
  WbReceipt receipt;

  if (decision == NULL)
    return FALSE;
  *retry_us = decision->outcome == WB_OUTCOME_THROTTLED ? wb_decision_get_next_us (decision) : 0;
  return *retry_us != 0
         || store_event (self, event, wb_event_to_json (event), decision, &receipt, error);
}

/* wb_transaction_set_alarm: @due_us 0 takes the alarm of @kind and @key away. */
gboolean
wb_transaction_set_alarm (WbTransaction *self,
                          WbAlarmKind kind,
                          const char *key,
                          gint64 due_us,
                          GError **error)
{
  wb_commit_note_alarm (&self->commit, due_us);
  return wb_alarm_store_set (self->connection, kind, key, due_us, error);
}

/* wb_transaction_touch: listeners hear that @topic changed. */
void
wb_transaction_touch (WbTransaction *self, WbTopic topic)
{
  self->commit.topics |= 1u << topic;
}

/*
 * wb_transaction_continue:
 *
 * For an order that has much to do and does it in slices, so that events go in between: before it
 * is answered it is performed again, in a transaction of its own, with its answer as the input.
 */
void
wb_transaction_continue (WbTransaction *self)
{
  self->is_continued = TRUE;
}

gboolean
wb_transaction_is_continued (WbTransaction *self)
{
  return self->is_continued;
}
