/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-installation-store.h"

/* wb_installation_store_get_token: (transfer full): sixteen hexadecimal digits that no other
 * database has. */
char *
wb_installation_store_get_token (WbConnection *connection, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT token FROM installation", error);

  if (select == NULL || !wb_statement_next (select, error))
    return NULL;
  return g_strdup (wb_statement_get_text (select, 0));
}
