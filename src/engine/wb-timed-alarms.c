/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-timed-alarms.h"

#include "base/wb-error.h"
#include "engine/wb-outbox.h"
#include "store/wb-event-store.h"
#include "store/wb-notification-state-store.h"
#include "store/wb-notification-store.h"

static gint64
read_id (const char *key)
{
  return g_ascii_strtoll (key, NULL, 10);
}

/* An event in the history, with its files. */
static WbEvent *
read_event (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) row = wb_event_store_get (connection, id, &local);
  g_autoptr (WbEvent) event = NULL;

  if (row == NULL)
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "event: it is gone");
      return NULL;
    }
  event = wb_event_new_from_json (row->body, error);
  if (event == NULL || !wb_event_store_read_attachments (connection, event, id, error))
    return NULL;
  return g_steal_pointer (&event);
}

/*
 * wb_timed_alarms_deliver:
 * @key: id of an event that waited for its deliver_at
 *
 * It comes in again, as of now: the one that waited stays in the history as what was sent, and
 * points to the notification.
 */
gboolean
wb_timed_alarms_deliver (WbTransaction *transaction, const char *key, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbEvent) event = read_event (connection, read_id (key), error);
  WbReceipt receipt;

  if (event == NULL)
    return FALSE;

  event->deliver_at_us = 0;
  g_clear_pointer (&event->idempotency_key, g_free);
  return wb_transaction_take_in (transaction, event, &receipt, error)
         && (receipt.notification_id == 0
             || wb_event_store_set_notification (connection, read_id (key), receipt.notification_id,
                                                 error));
}

/* What was seen to meanwhile needs no pop-up, nor what a digest will tell. */
static gboolean
is_to_be_shown (WbTransaction *transaction, const WbNotification *notification)
{
  return notification->read_us == 0 && notification->resolved_us == 0
         && (notification->snoozed_until_us != 0
             || wb_transaction_get_preferences (transaction)->digest_mode == WB_DIGEST_OFF);
}

/* wb_timed_alarms_release: @key: id of a notification that quiet hours or a snooze held back. */
gboolean
wb_timed_alarms_release (WbTransaction *transaction, const char *key, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  WbCommit *commit = wb_transaction_get_commit (transaction);
  gint64 id = read_id (key);
  g_autoptr (WbNotification) notification = wb_notification_store_get (connection, id, NULL);
  gboolean is_free, is_needed;

  if (notification == NULL)
    return TRUE;
  if (!wb_notification_state_store_release (connection, id, wb_transaction_get_now_us (transaction),
                                            &is_free, error))
    return FALSE;
  if (!is_free)
    return TRUE;

  g_array_append_val (commit->changed_ids, id);
  is_needed = is_to_be_shown (transaction, notification);
  if (!wb_outbox_release (transaction, id, is_needed, error))
    return FALSE;
  if (!is_needed)
    return TRUE;
  notification->held_until_us = notification->snoozed_until_us = 0;
  g_ptr_array_add (commit->shown, g_steal_pointer (&notification));
  return TRUE;
}

/* wb_timed_alarms_expire: @key: id of a notification that is over unless it was renewed. */
gboolean
wb_timed_alarms_expire (WbTransaction *transaction, const char *key, GError **error)
{
  WbCommit *commit = wb_transaction_get_commit (transaction);
  gint64 id = read_id (key);
  gboolean is_over;

  if (!wb_notification_state_store_expire (wb_transaction_get_connection (transaction), id,
                                           wb_transaction_get_now_us (transaction), &is_over,
                                           error))
    return FALSE;
  if (!is_over)
    return TRUE;
  g_array_append_val (commit->changed_ids, id);
  return wb_outbox_follow_up (transaction, id, WB_DELIVERY_RESOLVE, error);
}
