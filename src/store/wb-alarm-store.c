/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-alarm-store.h"

static gboolean
delete_alarm (WbConnection *connection, WbAlarmKind kind, const char *key, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection, "DELETE FROM alarms WHERE kind = ?1 AND key = ?2", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, kind);
  wb_statement_bind_text (statement, 2, key);
  return wb_statement_run (statement, error);
}

/* wb_alarm_store_set: @due_us 0 takes the alarm away. */
gboolean
wb_alarm_store_set (WbConnection *connection,
                    WbAlarmKind kind,
                    const char *key,
                    gint64 due_us,
                    GError **error)
{
  g_autoptr (WbStatement) statement = NULL;

  if (due_us == 0)
    return delete_alarm (connection, kind, key, error);

  statement = wb_connection_prepare (connection,
                                     "INSERT INTO alarms (kind, key, due_us) VALUES (?1, ?2, ?3)"
                                     " ON CONFLICT DO UPDATE SET due_us = ?3",
                                     error);
  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, kind);
  wb_statement_bind_text (statement, 2, key);
  wb_statement_bind_int64 (statement, 3, due_us);
  return wb_statement_run (statement, error);
}

gboolean
wb_alarm_store_clear_kind (WbConnection *connection, WbAlarmKind kind, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM alarms WHERE kind = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, kind);
  return wb_statement_run (statement, error);
}

/*
 * wb_alarm_store_take_due:
 * @key: (out) (transfer full) (nullable): of the earliest alarm that is due, which is deleted;
 * %NULL when none is
 */
gboolean
wb_alarm_store_take_due (WbConnection *connection,
                         gint64 now_us,
                         WbAlarmKind *kind,
                         char **key,
                         GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT kind, key FROM alarms WHERE due_us <= ?1 ORDER BY due_us LIMIT 1", error);
  g_autofree char *found = NULL;

  if (select == NULL)
    return FALSE;

  wb_statement_bind_int64 (select, 1, now_us);
  if (wb_statement_next (select, &local))
    {
      *kind = (WbAlarmKind) wb_statement_get_int64 (select, 0);
      found = g_strdup (wb_statement_get_text (select, 1));
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (found != NULL && !delete_alarm (connection, *kind, found, error))
    return FALSE;

  *key = g_steal_pointer (&found);
  return TRUE;
}

/* wb_alarm_store_get_next: @due_us: (out): 0: nothing is to be done. */
gboolean
wb_alarm_store_get_next (WbConnection *connection, gint64 *due_us, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT coalesce(min(due_us), 0) FROM alarms", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *due_us = wb_statement_get_int64 (select, 0);
  return TRUE;
}
