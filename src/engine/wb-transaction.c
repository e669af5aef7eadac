/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-transaction.h"

#include "engine/wb-admission.h"
#include "store/wb-alarm-store.h"
#include "store/wb-event-store.h"
#include "store/wb-idempotency-store.h"
#include "store/wb-notification-store.h"

struct _WbTransaction
{
  WbConnection *connection; /* of the thread it is on */
  gint64 now_us;
  WbCommit commit;
};

WbTransaction *
wb_transaction_new (gint64 now_us)
{
  WbTransaction *self = g_new0 (WbTransaction, 1);

  self->now_us = now_us;
  wb_commit_init (&self->commit);
  return self;
}

void
wb_transaction_free (WbTransaction *self)
{
  wb_commit_clear (&self->commit);
  g_free (self);
}

/* wb_transaction_begin: on the writer thread, before anything else. */
void
wb_transaction_begin (WbTransaction *self, WbConnection *connection)
{
  self->connection = connection;
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

/* wb_transaction_get_commit: what is to be announced so far; to be added to. */
WbCommit *
wb_transaction_get_commit (WbTransaction *self)
{
  return &self->commit;
}

static gboolean
store_notification (WbTransaction *self,
                    const WbAdmission *admission,
                    const WbOpenNotification *open,
                    WbNotification *notification,
                    GError **error)
{
  gboolean was_unread = open->id != 0 && open->read_us == 0;

  if (admission->outcome == WB_OUTCOME_MERGED)
    {
      if (!wb_notification_store_merge (self->connection, notification, error))
        return FALSE;
      g_ptr_array_add (self->commit.merged, wb_notification_ref (notification));
    }
  else
    {
      if (!wb_notification_store_insert (self->connection, notification, error))
        return FALSE;
      g_ptr_array_add (self->commit.added, wb_notification_ref (notification));
    }
  self->commit.unread_change += (int) admission->is_unread - (int) was_unread;
  return TRUE;
}

static gboolean
store_event (WbTransaction *self,
             WbEvent *event,
             const char *body,
             WbReceipt *receipt,
             GError **error)
{
  WbOpenNotification open = { 0 };
  WbAdmission admission;
  g_autoptr (WbNotification) notification = NULL;
  g_autoptr (WbStoredEvent) row = NULL;
  gint64 id;

  if (!wb_event_store_get_next_id (self->connection, &id, error))
    return FALSE;
  if (event->dedup_key != NULL
      && !wb_notification_store_find_open (self->connection, event->dedup_key, &open, error))
    return FALSE;

  admission = wb_admission_decide (event, &open);
  notification = wb_admission_apply (&admission, event, &open, id, self->now_us);
  row = wb_stored_event_new (id, self->now_us, admission.outcome,
                             notification != NULL ? notification->id : 0, body);

  if (!wb_event_store_insert (self->connection, event, row, error)
      || (notification != NULL
          && !store_notification (self, &admission, &open, notification, error))
      || !wb_notification_store_resolve (self->connection, event, self->now_us,
                                         self->commit.changed_ids, error))
    return FALSE;

  *receipt = (WbReceipt){ id, admission.outcome, row->notification_id };
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
  gint64 first_id = 0;

  if (key != NULL
      && !wb_idempotency_store_find (self->connection, key, content, self->now_us, &first_id,
                                     error))
    return FALSE;
  if (first_id != 0)
    return answer_repeat (self, first_id, receipt, error);

  return store_event (self, event, body, receipt, error)
         && (key == NULL
             || wb_idempotency_store_insert (self->connection, key, content, receipt->id,
                                             self->now_us, error));
}

/* wb_transaction_submit: @event: that the agent raises itself. */
gboolean
wb_transaction_submit (WbTransaction *self, WbEvent *event, WbReceipt *receipt, GError **error)
{
  g_autofree char *body = wb_event_to_json (event);

  return store_event (self, event, body, receipt, error);
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
