/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-delivery-ledger-store.h"

#include "base/wb-error.h"
#include "store/wb-delivery-store.h"
#include "store/wb-stats-store.h"

static gboolean
propagate (GError **error, GError *local)
{
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* What is asked for most has an index of its own: those of a notification, and the dead. */
static const char *
choose_sql (const WbDeliveryQuery *query)
{
  if (query->notification_id != 0)
    return "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE notification_id = ?3 AND id < ?4"
           " AND (?1 IS NULL OR channel = ?1) AND (?2 < 0 OR state = ?2)"
           " ORDER BY id DESC LIMIT ?5";
  if (query->state == WB_DELIVERY_DEAD)
    return "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE state = 3 AND id < ?4"
           " AND (?1 IS NULL OR channel = ?1) AND ?2 = 3 AND ?3 = 0 ORDER BY id DESC LIMIT ?5";
  return "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE id < ?4 AND ?3 = 0"
         " AND (?1 IS NULL OR channel = ?1) AND (?2 < 0 OR state = ?2) ORDER BY id DESC LIMIT ?5";
}

/* wb_delivery_ledger_store_list: (transfer full) (element-type WbDelivery): newest first. */
GPtrArray *
wb_delivery_ledger_store_list (WbConnection *connection,
                               const WbDeliveryQuery *query,
                               GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) deliveries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_delivery_unref);
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, choose_sql (query), error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_text (select, 1, query->channel);
  wb_statement_bind_int64 (select, 2, query->state);
  wb_statement_bind_int64 (select, 3, query->notification_id);
  wb_statement_bind_int64 (select, 4, query->before_id);
  wb_statement_bind_int64 (select, 5, query->limit);
  while (wb_statement_next (select, &local))
    g_ptr_array_add (deliveries, wb_delivery_store_read_row (select));
  return propagate (error, g_steal_pointer (&local)) ? g_steal_pointer (&deliveries) : NULL;
}

/* wb_delivery_ledger_store_get: (transfer full): %NULL and WB_ERROR_NOT_FOUND when there is none.
 */
WbDelivery *
wb_delivery_ledger_store_get (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE id = ?1", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_int64 (select, 1, id);
  if (wb_statement_next (select, &local))
    return wb_delivery_store_read_row (select);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: there is no delivery %" G_GINT64_FORMAT,
                 id);
  return NULL;
}

/*
 * wb_delivery_ledger_store_retry:
 * @id: 0: all that are dead, of @channel if that is not %NULL
 *
 * Dead ones wait again, as if they were new, and whatever was combined goes alone.
 */
gboolean
wb_delivery_ledger_store_retry (WbConnection *connection,
                                gint64 id,
                                const char *channel,
                                gint64 now_us,
                                guint *n_retried,
                                GError **error)
{
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection,
      "UPDATE deliveries SET state = 0, attempts = 0, batch_id = 0, created_us = ?3, due_us = ?3,"
      " finished_us = NULL, reason = NULL WHERE state = 3 AND (?1 = 0 OR id = ?1)"
      " AND (?2 IS NULL OR channel = ?2)",
      error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, id);
  wb_statement_bind_text (update, 2, channel);
  wb_statement_bind_int64 (update, 3, now_us);
  if (!wb_statement_run (update, error))
    return FALSE;
  *n_retried = wb_connection_count_changes (connection);
  return TRUE;
}

/*
 * wb_delivery_ledger_store_delete:
 * @id: 0: all that are dead, of @channel if that is not %NULL; else that one, whatever its state,
 *   unless it is on its way
 */
gboolean
wb_delivery_ledger_store_delete (WbConnection *connection,
                                 gint64 id,
                                 const char *channel,
                                 guint *n_deleted,
                                 GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection,
                               "DELETE FROM deliveries WHERE (id = ?1 AND state <> 1)"
                               " OR (?1 = 0 AND state = 3 AND (?2 IS NULL OR channel = ?2))",
                               error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  wb_statement_bind_text (statement, 2, channel);
  if (!wb_statement_run (statement, error))
    return FALSE;
  *n_deleted = wb_connection_count_changes (connection);
  return TRUE;
}

/* wb_delivery_ledger_store_has_open: whether the channel told since then of something that nobody
 * saw to yet. */
gboolean
wb_delivery_ledger_store_has_open (WbConnection *connection,
                                   const char *channel,
                                   gint64 since_us,
                                   gboolean *has_open,
                                   GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT 1 FROM deliveries JOIN notifications ON notifications.id = notification_id"
      " WHERE finished_us > ?2 AND channel = ?1 AND action = 0 AND state = 2"
      " AND acknowledged_us IS NULL AND resolved_us IS NULL LIMIT 1",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, channel);
  wb_statement_bind_int64 (select, 2, since_us);
  *has_open = wb_statement_next (select, &local);
  return propagate (error, g_steal_pointer (&local));
}

/* --- counts --- */

static gboolean
read_counts (WbStatement *select, WbDeliveryCountFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;

  while (wb_statement_next (select, &local))
    {
      const WbDeliveryCount count = {
        .channel = wb_statement_get_text (select, 0),
        .state = (WbDeliveryState) wb_statement_get_int64 (select, 1),
        .n = wb_statement_get_int64 (select, 2),
        .oldest_us = wb_statement_get_int64 (select, 3),
        .latency_us = wb_statement_get_int64 (select, 4),
      };

      func (&count, data);
    }
  return propagate (error, g_steal_pointer (&local));
}

/* wb_delivery_ledger_store_count: of what waits, is on its way or is dead, by channel and state. */
gboolean
wb_delivery_ledger_store_count (WbConnection *connection,
                                WbDeliveryCountFunc func,
                                gpointer data,
                                GError **error)
{
  static const char *const sql[] = {
    "SELECT channel, 0, count(*), min(created_us), 0 FROM deliveries WHERE state = 0"
    " GROUP BY channel",
    "SELECT channel, 1, count(*), min(created_us), 0 FROM deliveries WHERE state = 1"
    " GROUP BY channel",
    "SELECT channel, 3, count(*), 0, 0 FROM deliveries WHERE state = 3 GROUP BY channel",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql[i], error);

      if (select == NULL || !read_counts (select, func, data, error))
        return FALSE;
    }
  return TRUE;
}

/* wb_delivery_ledger_store_add_end: one more that came to its end. */
gboolean
wb_delivery_ledger_store_add_end (WbConnection *connection,
                                  const WbDelivery *delivery,
                                  GError **error)
{
  g_autoptr (WbStatement) add = wb_connection_prepare (
      connection,
      "INSERT INTO delivery_counts (hour_us, channel, state, n, latency_us)"
      " VALUES (?1, ?2, ?3, 1, ?4)"
      " ON CONFLICT DO UPDATE SET n = n + 1, latency_us = latency_us + excluded.latency_us",
      error);

  if (add == NULL)
    return FALSE;
  wb_statement_bind_int64 (add, 1, wb_stats_store_get_hour (delivery->finished_us));
  wb_statement_bind_text (add, 2, delivery->channel);
  wb_statement_bind_int64 (add, 3, delivery->state);
  wb_statement_bind_int64 (add, 4, MAX (0, delivery->finished_us - delivery->created_us));
  return wb_statement_run (add, error);
}

/* wb_delivery_ledger_store_sum: of what came to its end in the hours from @since_us on. */
gboolean
wb_delivery_ledger_store_sum (WbConnection *connection,
                              gint64 since_us,
                              WbDeliveryCountFunc func,
                              gpointer data,
                              GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT channel, state, sum(n), 0, sum(latency_us) FROM delivery_counts WHERE hour_us >= ?1"
      " GROUP BY channel, state",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, since_us);
  return read_counts (select, func, data, error);
}
