/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-snooze-store.h"

/* wb_snooze_store_get: @until_us: (out): 0: nobody put it off. */
gboolean
wb_snooze_store_get (WbConnection *connection,
                     const char *subject,
                     gint64 *until_us,
                     GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT until_us FROM snoozes WHERE subject = ?1", error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, subject);
  *until_us = wb_statement_next (select, &local) ? wb_statement_get_int64 (select, 0) : 0;
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_snooze_store_set: @until_us 0 ends it; @run_id: (nullable): it ends with this run too. */
gboolean
wb_snooze_store_set (WbConnection *connection,
                     const char *subject,
                     gint64 until_us,
                     const char *run_id,
                     GError **error)
{
  const char *sql = until_us != 0
                        ? "INSERT INTO snoozes (subject, until_us, run_id) VALUES (?1, ?2, ?3)"
                          " ON CONFLICT DO UPDATE SET until_us = ?2, run_id = ?3"
                        : "DELETE FROM snoozes WHERE subject = ?1";
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, subject);
  if (until_us != 0)
    {
      wb_statement_bind_int64 (statement, 2, until_us);
      wb_statement_bind_text (statement, 3, run_id);
    }
  return wb_statement_run (statement, error);
}

/* wb_snooze_store_list_run: (element-type utf8) (transfer full): subjects that wait for its end. */
GPtrArray *
wb_snooze_store_list_run (WbConnection *connection, const char *run_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) subjects = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT subject FROM snoozes WHERE run_id = ?1 AND run_id IS NOT NULL", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, run_id);
  while (wb_statement_next (select, &local))
    g_ptr_array_add (subjects, g_strdup (wb_statement_get_text (select, 0)));
  if (local == NULL)
    return g_steal_pointer (&subjects);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
wb_snooze_store_expire (WbConnection *connection, gint64 now_us, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM snoozes WHERE until_us <= ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, now_us);
  return wb_statement_run (statement, error);
}
