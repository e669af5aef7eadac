/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-cost-alert-store.h"

/* wb_cost_alert_store_list: (element-type double) (transfer full): thresholds that were told of. */
GArray *
wb_cost_alert_store_list (WbConnection *connection, const char *subject, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) thresholds = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT threshold FROM cost_alerts WHERE subject = ?1 ORDER BY threshold", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, subject);
  while (wb_statement_next (select, &local))
    {
      double threshold = wb_statement_get_double (select, 0);

      g_array_append_val (thresholds, threshold);
    }
  if (local == NULL)
    return g_steal_pointer (&thresholds);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
wb_cost_alert_store_add (WbConnection *connection,
                         const char *subject,
                         double threshold,
                         gint64 now_us,
                         GError **error)
{
  g_autoptr (WbStatement) insert
      = wb_connection_prepare (connection,
                               "INSERT INTO cost_alerts (subject, threshold, alerted_us)"
                               " VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                               error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_text (insert, 1, subject);
  wb_statement_bind_double (insert, 2, threshold);
  wb_statement_bind_int64 (insert, 3, now_us);
  return wb_statement_run (insert, error);
}

/* wb_cost_alert_store_clear: @subject starts over. */
gboolean
wb_cost_alert_store_clear (WbConnection *connection, const char *subject, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM cost_alerts WHERE subject = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, subject);
  return wb_statement_run (statement, error);
}

/* wb_cost_alert_store_trim: where there are more than @limit, the oldest go. */
gboolean
wb_cost_alert_store_trim (WbConnection *connection, guint limit, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection,
                               "DELETE FROM cost_alerts WHERE (subject, threshold) IN"
                               " (SELECT subject, threshold FROM cost_alerts ORDER BY alerted_us"
                               "  LIMIT max(0, (SELECT count(*) FROM cost_alerts) - ?1))",
                               error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, limit);
  return wb_statement_run (statement, error);
}
