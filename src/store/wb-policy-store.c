/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-policy-store.h"

/* wb_policy_store_get_revision: as it is in this transaction; whoever keeps rules in memory
 * compares. */
gboolean
wb_policy_store_get_revision (WbConnection *connection, gint64 *revision, GError **error)
{
  WbNotes *notes = wb_connection_get_notes (connection);

  if (!notes->has_policy_revision)
    {
      g_autoptr (WbStatement) select
          = wb_connection_prepare (connection, "SELECT revision FROM policy", error);

      if (select == NULL || !wb_statement_next (select, error))
        return FALSE;
      notes->policy_revision = wb_statement_get_int64 (select, 0);
      notes->has_policy_revision = TRUE;
    }
  *revision = notes->policy_revision;
  return TRUE;
}

/* wb_policy_store_touch: to be called in each transaction that changes rules or preferences. */
gboolean
wb_policy_store_touch (WbConnection *connection, GError **error)
{
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection, "UPDATE policy SET revision = random()", error);

  wb_connection_get_notes (connection)->has_policy_revision = FALSE;
  return update != NULL && wb_statement_run (update, error);
}
