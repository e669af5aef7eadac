/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-key-store.h"

#define COLUMNS                                                                                    \
  "provider, key_id, level, percentage, remaining, quota_limit, resets_at, last_error, failed_us," \
  " quarantined_until_us, updated_us"

static WbApiKey *
key_from_stmt (WbStatement *select)
{
  WbApiKey *key
      = wb_api_key_new (wb_statement_get_text (select, 0), wb_statement_get_text (select, 1));

  key->level = (WbQuotaLevel) wb_statement_get_int64 (select, 2);
  key->percentage = g_strdup (wb_statement_get_text (select, 3));
  key->remaining = g_strdup (wb_statement_get_text (select, 4));
  key->limit = g_strdup (wb_statement_get_text (select, 5));
  key->resets_at = g_strdup (wb_statement_get_text (select, 6));
  key->last_error = g_strdup (wb_statement_get_text (select, 7));
  key->failed_us = wb_statement_get_int64 (select, 8);
  key->quarantined_until_us = wb_statement_get_int64 (select, 9);
  key->updated_us = wb_statement_get_int64 (select, 10);
  return key;
}

/* wb_key_store_get: (transfer full) (nullable): %NULL without an error: it is not known. */
WbApiKey *
wb_key_store_get (WbConnection *connection,
                  const char *provider,
                  const char *key_id,
                  GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT " COLUMNS " FROM api_keys WHERE provider = ?1 AND key_id = ?2", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, provider);
  wb_statement_bind_text (select, 2, key_id);
  return wb_statement_next (select, error) ? key_from_stmt (select) : NULL;
}

gboolean
wb_key_store_put (WbConnection *connection, const WbApiKey *key, GError **error)
{
  g_autoptr (WbStatement) insert
      = wb_connection_prepare (connection,
                               "INSERT OR REPLACE INTO api_keys (" COLUMNS ")"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                               error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_text (insert, 1, key->provider);
  wb_statement_bind_text (insert, 2, key->key_id);
  wb_statement_bind_int64 (insert, 3, key->level);
  wb_statement_bind_text (insert, 4, key->percentage);
  wb_statement_bind_text (insert, 5, key->remaining);
  wb_statement_bind_text (insert, 6, key->limit);
  wb_statement_bind_text (insert, 7, key->resets_at);
  wb_statement_bind_text (insert, 8, key->last_error);
  wb_statement_bind_time (insert, 9, key->failed_us);
  wb_statement_bind_time (insert, 10, key->quarantined_until_us);
  wb_statement_bind_int64 (insert, 11, key->updated_us);
  return wb_statement_run (insert, error);
}

gboolean
wb_key_store_remove (WbConnection *connection,
                     const char *provider,
                     const char *key_id,
                     GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection, "DELETE FROM api_keys WHERE provider = ?1 AND key_id = ?2", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, provider);
  wb_statement_bind_text (statement, 2, key_id);
  return wb_statement_run (statement, error);
}

/*
 * wb_key_store_list:
 * @provider: (nullable): only its keys
 *
 * Returns: (transfer full): WbApiKey, by provider and label, numbers in their order; %NULL on error
 */
GPtrArray *
wb_key_store_list (WbConnection *connection, const char *provider, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_api_key_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT " COLUMNS " FROM api_keys"
                               " WHERE ?1 IS NULL OR provider = ?1"
                               " ORDER BY provider, CAST (key_id AS INTEGER), key_id",
                               error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, provider);
  while (wb_statement_next (select, &local))
    g_ptr_array_add (keys, key_from_stmt (select));
  if (local == NULL)
    return g_steal_pointer (&keys);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* wb_key_store_count: how many are known, and how many of them have failed. */
gboolean
wb_key_store_count (WbConnection *connection, guint *n_keys, guint *n_failed, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT count(*), count(failed_us) FROM api_keys", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *n_keys = (guint) wb_statement_get_int64 (select, 0);
  *n_failed = (guint) wb_statement_get_int64 (select, 1);
  return TRUE;
}
