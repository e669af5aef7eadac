/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-audit-store.h"

/* wb_audit_store_add: the id of @entry is not looked at. */
gboolean
wb_audit_store_add (WbConnection *connection, const WbAuditEntry *entry, GError **error)
{
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO audit (at_us, actor, action, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_int64 (insert, 1, entry->at_us);
  wb_statement_bind_text (insert, 2, entry->actor);
  wb_statement_bind_text (insert, 3, entry->action);
  wb_statement_bind_text (insert, 4, entry->subject);
  wb_statement_bind_text (insert, 5, entry->detail);
  return wb_statement_run (insert, error);
}

/* wb_audit_store_list: newest first; @before_id 0 starts at the newest. */
gboolean
wb_audit_store_list (WbConnection *connection,
                     gint64 before_id,
                     guint limit,
                     WbAuditFunc func,
                     gpointer data,
                     GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT id, at_us, actor, action, subject, detail FROM audit"
                               " WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                               error);

  if (select == NULL)
    return FALSE;

  wb_statement_bind_int64 (select, 1, before_id != 0 ? before_id : G_MAXINT64);
  wb_statement_bind_int64 (select, 2, limit);
  while (wb_statement_next (select, &local))
    {
      const WbAuditEntry entry = {
        .id = wb_statement_get_int64 (select, 0),
        .at_us = wb_statement_get_int64 (select, 1),
        .actor = wb_statement_get_text (select, 2),
        .action = wb_statement_get_text (select, 3),
        .subject = wb_statement_get_text (select, 4),
        .detail = wb_statement_get_text (select, 5),
      };

      func (&entry, data);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
