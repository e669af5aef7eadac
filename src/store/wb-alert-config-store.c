/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-alert-config-store.h"

#include "base/wb-error.h"
#include "store/wb-policy-store.h"

#define COLUMNS "id, body, created_us, updated_us"

static WbAlertConfig *
config_from_stmt (WbStatement *select, GError **error)
{
  WbAlertConfig *config = wb_alert_config_new_from_body (wb_statement_get_text (select, 1), error);

  if (config == NULL)
    return NULL;
  config->id = wb_statement_get_int64 (select, 0);
  config->created_us = wb_statement_get_int64 (select, 2);
  config->updated_us = wb_statement_get_int64 (select, 3);
  return config;
}

/*
 * wb_alert_config_store_list: (transfer full) (element-type WbAlertConfig): by id
 *
 * Another version may have written what this one cannot read: that one is left out, so that the
 * others go on deciding.
 */
GPtrArray *
wb_alert_config_store_list (WbConnection *connection, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) configs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_alert_config_unref);
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT " COLUMNS " FROM alert_configs ORDER BY id", error);

  if (select == NULL)
    return NULL;

  while (wb_statement_next (select, &local))
    {
      g_autoptr (GError) unreadable = NULL;
      WbAlertConfig *config = config_from_stmt (select, &unreadable);

      if (config != NULL)
        g_ptr_array_add (configs, config);
      else
        g_debug ("alert config %" G_GINT64_FORMAT ": %s", wb_statement_get_int64 (select, 0),
                 unreadable->message);
    }
  if (local == NULL)
    return g_steal_pointer (&configs);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static WbAlertConfig *
refuse_missing (gint64 id, GError **error)
{
  g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND,
               "id: there is no alert config %" G_GINT64_FORMAT, id);
  return NULL;
}

/* wb_alert_config_store_get: (transfer full): %NULL and WB_ERROR_NOT_FOUND when there is none. */
WbAlertConfig *
wb_alert_config_store_get (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT " COLUMNS " FROM alert_configs WHERE id = ?1", error);

  if (select == NULL)
    return NULL;

  wb_statement_bind_int64 (select, 1, id);
  if (wb_statement_next (select, &local))
    return config_from_stmt (select, error);
  if (local == NULL)
    return refuse_missing (id, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
wb_alert_config_store_count (WbConnection *connection, guint *n_configs, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT count(*) FROM alert_configs", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *n_configs = (guint) wb_statement_get_int64 (select, 0);
  return TRUE;
}

/* The row is in only once the statement has come to its end. */
static gboolean
insert (WbConnection *connection, const WbAlertConfig *config, gint64 *id, GError **error)
{
  g_autofree char *body = wb_alert_config_dup_body (config);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) statement = wb_connection_prepare (
      connection,
      "INSERT INTO alert_configs (alert_type, body, created_us, updated_us)"
      " VALUES (?1, ?2, ?3, ?4) RETURNING id",
      error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, config->alert_type);
  wb_statement_bind_text (statement, 2, body);
  wb_statement_bind_int64 (statement, 3, config->created_us);
  wb_statement_bind_int64 (statement, 4, config->updated_us);
  while (wb_statement_next (statement, &local))
    *id = wb_statement_get_int64 (statement, 0);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_alert_config_store_add: (transfer full): @config as it is now, with id and times. */
WbAlertConfig *
wb_alert_config_store_add (WbConnection *connection,
                           const WbAlertConfig *config,
                           gint64 now_us,
                           GError **error)
{
  g_autoptr (WbAlertConfig) added = wb_alert_config_copy (config);

  added->created_us = added->updated_us = now_us;
  if (!insert (connection, added, &added->id, error) || !wb_policy_store_touch (connection, error))
    return NULL;
  return g_steal_pointer (&added);
}

/* wb_alert_config_store_replace: (transfer full): the config of that id, which exists, as it is
 * now. */
WbAlertConfig *
wb_alert_config_store_replace (WbConnection *connection,
                               const WbAlertConfig *config,
                               gint64 now_us,
                               GError **error)
{
  g_autoptr (WbAlertConfig) replaced = wb_alert_config_copy (config);
  g_autofree char *body = wb_alert_config_dup_body (config);
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection,
      "UPDATE alert_configs SET alert_type = ?2, body = ?3, updated_us = ?4 WHERE id = ?1", error);

  if (update == NULL)
    return NULL;
  replaced->updated_us = now_us;
  wb_statement_bind_int64 (update, 1, config->id);
  wb_statement_bind_text (update, 2, config->alert_type);
  wb_statement_bind_text (update, 3, body);
  wb_statement_bind_int64 (update, 4, now_us);
  if (!wb_statement_run (update, error) || !wb_policy_store_touch (connection, error))
    return NULL;
  return g_steal_pointer (&replaced);
}

gboolean
wb_alert_config_store_delete (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, "DELETE FROM alert_configs WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  return wb_statement_run (statement, error) && wb_policy_store_touch (connection, error);
}
