/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-notification-state-store.h"

static gboolean
find_id (WbConnection *connection, const char *sql, const char *text, gint64 *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql, error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, text);
  if (wb_statement_next (select, &local))
    *id = wb_statement_get_int64 (select, 0);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/*
 * wb_notification_state_store_find_muting:
 * @id: (out): the open notification of the type that mutes the one of @event; 0: there is none
 */
gboolean
wb_notification_state_store_find_muting (WbConnection *connection,
                                         const WbEvent *event,
                                         gint64 *id,
                                         GError **error)
{
  g_autofree char *subject = wb_event_dup_typed_subject (event, event->type->muted_by);

  *id = 0;
  return subject == NULL
         || find_id (connection,
                     "SELECT id FROM notifications WHERE subject = ?1 AND subject IS NOT NULL"
                     " AND resolved_us IS NULL AND acknowledged_us IS NULL LIMIT 1",
                     subject, id, error);
}

/* wb_notification_state_store_is_acknowledged: what a person deleted was seen to as well. */
gboolean
wb_notification_state_store_is_acknowledged (WbConnection *connection,
                                             gint64 id,
                                             gboolean *is_acknowledged,
                                             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT 1 FROM notifications WHERE id = ?1 AND acknowledged_us IS NULL", error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, id);
  *is_acknowledged = !wb_statement_next (select, &local);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Runs an UPDATE of one row with its id as ?1 and a time as ?2. */
static gboolean
update (WbConnection *connection,
        const char *sql,
        gint64 id,
        gint64 time_us,
        gboolean *is_changed,
        GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  wb_statement_bind_time (statement, 2, time_us);
  if (!wb_statement_run (statement, error))
    return FALSE;
  *is_changed = wb_connection_count_changes (connection) > 0;
  return TRUE;
}

/*
 * wb_notification_state_store_count_repeat: one more like it was held back.
 * @reopens: what was over is open again, unless another one of its dedup_key is
 */
gboolean
wb_notification_state_store_count_repeat (WbConnection *connection,
                                          gint64 id,
                                          gboolean reopens,
                                          gint64 now_us,
                                          GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection,
      "UPDATE notifications SET count = count + 1, updated_us = ?2, resolved_us = CASE"
      " WHEN resolved_us IS NULL OR NOT ?3 THEN resolved_us"
      " WHEN EXISTS (SELECT 1 FROM notifications AS other"
      " WHERE other.dedup_key = notifications.dedup_key AND other.dedup_key IS NOT NULL"
      " AND other.acknowledged_us IS NULL AND other.resolved_us IS NULL) THEN resolved_us"
      " END WHERE id = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  wb_statement_bind_int64 (statement, 2, now_us);
  wb_statement_bind_int64 (statement, 3, reopens);
  return wb_statement_run (statement, error);
}

/* wb_notification_state_store_snooze: @until_us 0 ends it. */
gboolean
wb_notification_state_store_snooze (WbConnection *connection,
                                    gint64 id,
                                    gint64 until_us,
                                    GError **error)
{
  gboolean is_changed;

  return update (connection, "UPDATE notifications SET snoozed_until_us = ?2 WHERE id = ?1", id,
                 until_us, &is_changed, error);
}

/*
 * wb_notification_state_store_release:
 * @is_free: (out): whether it was held back, and nothing holds it back any more
 *
 * Ends the waits that are over by @now_us.
 */
gboolean
wb_notification_state_store_release (WbConnection *connection,
                                     gint64 id,
                                     gint64 now_us,
                                     gboolean *is_free,
                                     GError **error)
{
  return update (connection,
                 "UPDATE notifications SET held_until_us = NULL, snoozed_until_us = NULL"
                 " WHERE id = ?1 AND coalesce(held_until_us, 0) <= ?2"
                 " AND coalesce(snoozed_until_us, 0) <= ?2"
                 " AND (held_until_us IS NOT NULL OR snoozed_until_us IS NOT NULL)",
                 id, now_us, is_free, error);
}

/* wb_notification_state_store_expire: @is_over: (out): it had not been renewed, nor resolved. */
gboolean
wb_notification_state_store_expire (WbConnection *connection,
                                    gint64 id,
                                    gint64 now_us,
                                    gboolean *is_over,
                                    GError **error)
{
  return update (connection,
                 "UPDATE notifications SET resolved_us = ?2, expires_us = NULL"
                 " WHERE id = ?1 AND resolved_us IS NULL AND expires_us <= ?2",
                 id, now_us, is_over, error);
}
