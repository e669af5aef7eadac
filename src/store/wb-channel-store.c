/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-channel-store.h"

#include "base/wb-error.h"
#include "store/wb-policy-store.h"

#define COLUMNS "name, body, created_us, updated_us"

static WbChannelConfig *
config_from_stmt (WbStatement *select, GError **error)
{
  WbChannelConfig *config
      = wb_channel_config_new_from_body (wb_statement_get_text (select, 1), error);

  if (config == NULL)
    return NULL;
  config->created_us = wb_statement_get_int64 (select, 2);
  config->updated_us = wb_statement_get_int64 (select, 3);
  return config;
}

/* wb_channel_store_list: (transfer full) (element-type WbChannelConfig): by name; what another
 * version wrote and this one cannot read is left out. */
GPtrArray *
wb_channel_store_list (WbConnection *connection, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) configs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_channel_config_unref);
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT " COLUMNS " FROM channels ORDER BY name", error);

  if (select == NULL)
    return NULL;

  while (wb_statement_next (select, &local))
    {
      g_autoptr (GError) unreadable = NULL;
      WbChannelConfig *config = config_from_stmt (select, &unreadable);

      if (config != NULL)
        g_ptr_array_add (configs, config);
      else
        g_debug ("channel %s: %s", wb_statement_get_text (select, 0), unreadable->message);
    }
  if (local == NULL)
    return g_steal_pointer (&configs);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* wb_channel_store_find: (transfer full) (nullable): %NULL without an error when there is none. */
WbChannelConfig *
wb_channel_store_find (WbConnection *connection, const char *name, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT " COLUMNS " FROM channels WHERE name = ?1", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, name);
  return wb_statement_next (select, error) ? config_from_stmt (select, error) : NULL;
}

/* wb_channel_store_get: (transfer full): %NULL and WB_ERROR_NOT_FOUND when there is none. */
WbChannelConfig *
wb_channel_store_get (WbConnection *connection, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  WbChannelConfig *config = wb_channel_store_find (connection, name, &local);

  if (config != NULL)
    return config;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "name: there is no channel \"%s\"", name);
  return NULL;
}

/* wb_channel_store_put: (transfer full): @config as it is now: it is new, or takes the place of the
 * one of its name, whose state it keeps. */
WbChannelConfig *
wb_channel_store_put (WbConnection *connection,
                      const WbChannelConfig *config,
                      gint64 now_us,
                      GError **error)
{
  g_autoptr (WbChannelConfig) put = wb_channel_config_copy (config);
  g_autofree char *body = wb_channel_config_dup_body (config);
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO channels (name, body, created_us, updated_us) VALUES (?1, ?2, ?3, ?3)"
      " ON CONFLICT DO UPDATE SET body = ?2, updated_us = ?3",
      error);

  if (insert == NULL)
    return NULL;
  put->updated_us = now_us;
  if (put->created_us == 0)
    put->created_us = now_us;
  wb_statement_bind_text (insert, 1, config->name);
  wb_statement_bind_text (insert, 2, body);
  wb_statement_bind_int64 (insert, 3, now_us);
  if (!wb_statement_run (insert, error) || !wb_policy_store_touch (connection, error))
    return NULL;
  return g_steal_pointer (&put);
}

gboolean
wb_channel_store_delete (WbConnection *connection, const char *name, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM channels WHERE name = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, name);
  return wb_statement_run (statement, error) && wb_policy_store_touch (connection, error);
}

/* wb_channel_store_get_state: @state: (out) (transfer full) (nullable): JSON. */
gboolean
wb_channel_store_get_state (WbConnection *connection,
                            const char *name,
                            char **state,
                            GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT state FROM channels WHERE name = ?1", error);

  if (select == NULL)
    return FALSE;
  *state = NULL;
  wb_statement_bind_text (select, 1, name);
  if (wb_statement_next (select, &local))
    *state = g_strdup (wb_statement_get_text (select, 0));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_channel_store_set_state: of a channel that went meanwhile nothing is kept. */
gboolean
wb_channel_store_set_state (WbConnection *connection,
                            const char *name,
                            const char *state,
                            GError **error)
{
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection, "UPDATE channels SET state = ?2 WHERE name = ?1", error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_text (update, 1, name);
  wb_statement_bind_text (update, 2, state);
  return wb_statement_run (update, error);
}
