/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-throttle-store.h"

/*
 * wb_throttle_store_get:
 * @scope: the rule, as "config 3" or "type quota_warning"
 * @subject: what counts as the same alert
 * @state: (out) (transfer full) (nullable): %NULL: nothing happened so far
 */
gboolean
wb_throttle_store_get (WbConnection *connection,
                       const char *scope,
                       const char *subject,
                       GBytes **state,
                       GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT state FROM alert_throttles WHERE scope = ?1 AND subject = ?2", error);
  GBytes *found = NULL;

  if (select == NULL)
    return FALSE;

  wb_statement_bind_text (select, 1, scope);
  wb_statement_bind_text (select, 2, subject);
  if (wb_statement_next (select, &local))
    found = wb_statement_dup_blob (select, 0);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *state = found;
  return TRUE;
}

gboolean
wb_throttle_store_put (WbConnection *connection,
                       const char *scope,
                       const char *subject,
                       GBytes *state,
                       gint64 now_us,
                       GError **error)
{
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO alert_throttles (scope, subject, state, updated_us) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT DO UPDATE SET state = ?3, updated_us = ?4",
      error);
  gsize size;
  gconstpointer data = g_bytes_get_data (state, &size);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_text (insert, 1, scope);
  wb_statement_bind_text (insert, 2, subject);
  wb_statement_bind_blob (insert, 3, data, size);
  wb_statement_bind_int64 (insert, 4, now_us);
  return wb_statement_run (insert, error);
}

gboolean
wb_throttle_store_delete_scope (WbConnection *connection, const char *scope, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM alert_throttles WHERE scope = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, scope);
  return wb_statement_run (statement, error);
}

/*
 * wb_throttle_store_delete_idle:
 * @before_us: rows of which nothing was heard since; a window ago, or the longest cooldown in use
 * if that is longer
 * @limit: rows in this call at the most, so that nobody waits for long
 * @deleted: (out): as many as @limit: there may be more
 */
gboolean
wb_throttle_store_delete_idle (WbConnection *connection,
                               gint64 before_us,
                               guint limit,
                               guint *deleted,
                               GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection,
      "DELETE FROM alert_throttles WHERE (scope, subject) IN (SELECT scope, subject FROM"
      " alert_throttles WHERE updated_us < ?1 ORDER BY updated_us LIMIT ?2)",
      error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, before_us);
  wb_statement_bind_int64 (statement, 2, limit);
  if (!wb_statement_run (statement, error))
    return FALSE;

  *deleted = wb_connection_count_changes (connection);
  return TRUE;
}
