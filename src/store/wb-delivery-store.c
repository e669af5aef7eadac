/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-delivery-store.h"

#define LONGEST_PAUSE_US G_TIME_SPAN_DAY /* between two attempts */

/* wb_delivery_store_read_row: (transfer full): from a SELECT of WB_DELIVERY_COLUMNS. */
WbDelivery *
wb_delivery_store_read_row (WbStatement *select)
{
  WbDelivery *delivery = wb_delivery_new (wb_statement_get_text (select, 4),
                                          (WbDeliveryAction) wb_statement_get_int64 (select, 5));

  delivery->id = wb_statement_get_int64 (select, 0);
  delivery->notification_id = wb_statement_get_int64 (select, 1);
  delivery->event_id = wb_statement_get_int64 (select, 2);
  delivery->config_id = wb_statement_get_int64 (select, 3);
  delivery->state = (WbDeliveryState) wb_statement_get_int64 (select, 6);
  delivery->priority = (WbPriority) MIN (wb_statement_get_int64 (select, 7), WB_PRIORITY_CRITICAL);
  delivery->title = g_strdup (wb_statement_get_text (select, 8));
  delivery->attempts = (guint) wb_statement_get_int64 (select, 9);
  delivery->batch_id = wb_statement_get_int64 (select, 10);
  delivery->created_us = wb_statement_get_int64 (select, 11);
  delivery->due_us = wb_statement_get_int64 (select, 12);
  delivery->finished_us = wb_statement_get_int64 (select, 13);
  delivery->reason = g_strdup (wb_statement_get_text (select, 14));
  delivery->answer = g_strdup (wb_statement_get_text (select, 15));
  delivery->receipt = g_strdup (wb_statement_get_text (select, 16));
  delivery->tried = g_strdup (wb_statement_get_text (select, 17));
  return delivery;
}

static gboolean
propagate (GError **error, GError *local)
{
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
read_rows (WbStatement *select, GPtrArray *deliveries, GError **error)
{
  g_autoptr (GError) local = NULL;

  while (wb_statement_next (select, &local))
    g_ptr_array_add (deliveries, wb_delivery_store_read_row (select));
  return propagate (error, g_steal_pointer (&local));
}

/* wb_delivery_store_insert: @id: (out). */
gboolean
wb_delivery_store_insert (WbConnection *connection,
                          const WbDelivery *delivery,
                          gint64 *id,
                          GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO deliveries (notification_id, event_id, config_id, channel, action, state,"
      " priority, title, tried, created_us, due_us)"
      " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10) RETURNING id",
      error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_int64 (insert, 1, delivery->notification_id);
  wb_statement_bind_int64 (insert, 2, delivery->event_id);
  wb_statement_bind_int64 (insert, 3, delivery->config_id);
  wb_statement_bind_text (insert, 4, delivery->channel);
  wb_statement_bind_int64 (insert, 5, delivery->action);
  wb_statement_bind_int64 (insert, 6,
                           delivery->action == WB_DELIVERY_TEST ? WB_DELIVERY_PRIORITY_TEST
                                                                : (int) delivery->priority);
  wb_statement_bind_text (insert, 7, delivery->title);
  wb_statement_bind_text (insert, 8, delivery->tried != NULL ? delivery->tried : "");
  wb_statement_bind_int64 (insert, 9, delivery->created_us);
  wb_statement_bind_int64 (insert, 10, delivery->due_us);
  while (wb_statement_next (insert, &local))
    *id = wb_statement_get_int64 (insert, 0);
  return propagate (error, g_steal_pointer (&local));
}

/*
 * wb_delivery_store_renew:
 *
 * What waits for the same channel about the same notification, and was never tried, says the newer
 * thing instead: nobody needs both.
 */
gboolean
wb_delivery_store_renew (WbConnection *connection,
                         const WbDelivery *delivery,
                         gboolean *is_renewed,
                         GError **error)
{
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection,
      "UPDATE deliveries SET event_id = ?3, priority = max(priority, ?4), title = ?5,"
      " due_us = min(due_us, ?6), config_id = ?7"
      " WHERE notification_id = ?1 AND channel = ?2 AND action = ?8 AND state = 0 AND attempts = 0"
      " AND batch_id = 0",
      error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, delivery->notification_id);
  wb_statement_bind_text (update, 2, delivery->channel);
  wb_statement_bind_int64 (update, 3, delivery->event_id);
  wb_statement_bind_int64 (update, 4, delivery->priority);
  wb_statement_bind_text (update, 5, delivery->title);
  wb_statement_bind_int64 (update, 6, delivery->due_us);
  wb_statement_bind_int64 (update, 7, delivery->config_id);
  wb_statement_bind_int64 (update, 8, delivery->action);
  if (!wb_statement_run (update, error))
    return FALSE;
  *is_renewed = wb_connection_count_changes (connection) > 0;
  return TRUE;
}

/* wb_delivery_store_recover: at the start: what was on its way when the agent ended is tried again:
 * nobody knows whether it arrived. */
gboolean
wb_delivery_store_recover (WbConnection *connection, GError **error)
{
  return wb_connection_run (connection, "UPDATE deliveries SET state = 0 WHERE state = 1", error);
}

/* --- what is next --- */

/* wb_delivery_store_find_due: @due_us: (out): when the next of at least @min_priority is due; 0:
 * none waits. */
gboolean
wb_delivery_store_find_due (WbConnection *connection,
                            const char *channel,
                            WbPriority min_priority,
                            gint64 *due_us,
                            GError **error)
{
  gint64 earliest_us = G_MAXINT64;

  for (int priority = (int) min_priority; priority <= WB_DELIVERY_PRIORITY_TEST; priority++)
    {
      g_autoptr (WbStatement) select = wb_connection_prepare (
          connection,
          "SELECT min(due_us) FROM deliveries WHERE channel = ?1 AND state = 0 AND priority = ?2",
          error);
      gint64 found_us;

      if (select == NULL)
        return FALSE;
      wb_statement_bind_text (select, 1, channel);
      wb_statement_bind_int64 (select, 2, priority);
      if (!wb_statement_next (select, error))
        return FALSE;
      found_us = wb_statement_get_int64 (select, 0);
      if (found_us != 0)
        earliest_us = MIN (earliest_us, found_us);
    }
  *due_us = earliest_us == G_MAXINT64 ? 0 : earliest_us;
  return TRUE;
}

/* wb_delivery_store_list_due: @deliveries: (element-type WbDelivery): those that wait for longest
 * are added. */
gboolean
wb_delivery_store_list_due (WbConnection *connection,
                            const char *channel,
                            int priority,
                            gint64 now_us,
                            guint limit,
                            GPtrArray *deliveries,
                            GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE channel = ?1 AND state = 0"
      " AND priority = ?2 AND due_us <= ?3 ORDER BY due_us, id LIMIT ?4",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_text (select, 1, channel);
  wb_statement_bind_int64 (select, 2, priority);
  wb_statement_bind_int64 (select, 3, now_us);
  wb_statement_bind_int64 (select, 4, limit);
  return read_rows (select, deliveries, error);
}

/* wb_delivery_store_list_batch: all that went as one message with @first before, it too. */
gboolean
wb_delivery_store_list_batch (WbConnection *connection,
                              const WbDelivery *first,
                              GPtrArray *deliveries,
                              GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT " WB_DELIVERY_COLUMNS " FROM deliveries WHERE batch_id = ?1"
                               " AND batch_id <> 0 AND state = 0 ORDER BY id",
                               error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, first->batch_id);
  return read_rows (select, deliveries, error);
}

/* wb_delivery_store_begin: it is on its way, as part of the message that @batch_id names. */
gboolean
wb_delivery_store_begin (WbConnection *connection,
                         const WbDelivery *delivery,
                         gint64 batch_id,
                         GError **error)
{
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection, "UPDATE deliveries SET state = 1, batch_id = ?2 WHERE id = ?1", error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, delivery->id);
  wb_statement_bind_int64 (update, 2, batch_id);
  return wb_statement_run (update, error);
}

/* wb_delivery_store_update: writes how @delivery stands after an attempt. One that was deleted
 * meanwhile stays away. */
gboolean
wb_delivery_store_update (WbConnection *connection, const WbDelivery *delivery, GError **error)
{
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection,
      "UPDATE deliveries SET state = ?2, attempts = ?3, due_us = ?4, finished_us = ?5, reason = ?6,"
      " answer = ?7, receipt = ?8 WHERE id = ?1",
      error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, delivery->id);
  wb_statement_bind_int64 (update, 2, delivery->state);
  wb_statement_bind_int64 (update, 3, delivery->attempts);
  wb_statement_bind_int64 (update, 4, delivery->due_us);
  wb_statement_bind_time (update, 5, delivery->finished_us);
  wb_statement_bind_text (update, 6, delivery->reason);
  wb_statement_bind_text (update, 7, delivery->answer);
  wb_statement_bind_text (update, 8, delivery->receipt);
  return wb_statement_run (update, error);
}

/* --- about one notification --- */

/*
 * wb_delivery_store_find_receipt:
 * @receipt: (out) (transfer full) (nullable): of the last message about the same notification to
 *   the same channel
 */
gboolean
wb_delivery_store_find_receipt (WbConnection *connection,
                                const WbDelivery *delivery,
                                char **receipt,
                                GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT receipt FROM deliveries WHERE notification_id = ?1 AND notification_id <> 0"
      " AND channel = ?2 AND state = 2 AND receipt IS NOT NULL AND id < ?3 ORDER BY id DESC LIMIT "
      "1",
      error);

  if (select == NULL)
    return FALSE;
  *receipt = NULL;
  wb_statement_bind_int64 (select, 1, delivery->notification_id);
  wb_statement_bind_text (select, 2, delivery->channel);
  wb_statement_bind_int64 (select, 3, delivery->id);
  if (wb_statement_next (select, &local))
    *receipt = g_strdup (wb_statement_get_text (select, 0));
  return propagate (error, g_steal_pointer (&local));
}

/* wb_delivery_store_list_reached: (transfer full) (element-type utf8): names of the channels that
 * were told of the notification, or are just being told. */
GPtrArray *
wb_delivery_store_list_reached (WbConnection *connection, gint64 notification_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT DISTINCT channel FROM deliveries WHERE notification_id = ?1 AND action = 0"
      " AND state IN (1, 2)",
      error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_int64 (select, 1, notification_id);
  while (wb_statement_next (select, &local))
    g_ptr_array_add (names, g_strdup (wb_statement_get_text (select, 0)));
  return propagate (error, g_steal_pointer (&local)) ? g_steal_pointer (&names) : NULL;
}

/* wb_delivery_store_skip: what still waits to tell of the notification is not needed any more. */
gboolean
wb_delivery_store_skip (WbConnection *connection,
                        gint64 notification_id,
                        const char *reason,
                        gint64 now_us,
                        GError **error)
{
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection,
                               "UPDATE deliveries SET state = 4, reason = ?2, finished_us = ?3"
                               " WHERE notification_id = ?1 AND action = 0 AND state = 0",
                               error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, notification_id);
  wb_statement_bind_text (update, 2, reason);
  wb_statement_bind_int64 (update, 3, now_us);
  return wb_statement_run (update, error);
}

/* wb_delivery_store_put_off: what still waits to tell of the notification does so at @due_us; its
 * time runs from then. */
gboolean
wb_delivery_store_put_off (WbConnection *connection,
                           gint64 notification_id,
                           gint64 due_us,
                           GError **error)
{
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection,
                               "UPDATE deliveries SET due_us = ?2, created_us = max(created_us, ?2)"
                               " WHERE notification_id = ?1 AND action = 0 AND state = 0",
                               error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, notification_id);
  wb_statement_bind_int64 (update, 2, due_us);
  return wb_statement_run (update, error);
}

/* --- about one channel --- */

static gboolean
run_give_up (WbConnection *connection,
             const char *sql,
             const char *channel,
             const char *text,
             gint64 due_us,
             gint64 now_us,
             GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_text (statement, 1, channel);
  wb_statement_bind_text (statement, 2, text);
  wb_statement_bind_int64 (statement, 3, now_us);
  wb_statement_bind_int64 (statement, 4, due_us);
  return wb_statement_run (statement, error);
}

/*
 * wb_delivery_store_review:
 *
 * What is due and came before @oldest_us is dead. What was to be tried again at a time that is too
 * far away, since the clock was set back, is due now.
 */
gboolean
wb_delivery_store_review (WbConnection *connection,
                          const char *channel,
                          gint64 oldest_us,
                          gint64 now_us,
                          const char *reason,
                          GError **error)
{
  g_autoptr (WbStatement) expire = wb_connection_prepare (
      connection,
      "UPDATE deliveries SET state = 3, reason = ?2, finished_us = ?3"
      " WHERE channel = ?1 AND state = 0 AND due_us <= ?3 AND created_us < ?4",
      error);
  g_autoptr (WbStatement) heal = NULL;

  if (expire == NULL)
    return FALSE;
  wb_statement_bind_text (expire, 1, channel);
  wb_statement_bind_text (expire, 2, reason);
  wb_statement_bind_int64 (expire, 3, now_us);
  wb_statement_bind_int64 (expire, 4, oldest_us);
  if (!wb_statement_run (expire, error))
    return FALSE;

  heal
      = wb_connection_prepare (connection,
                               "UPDATE deliveries SET due_us = ?2"
                               " WHERE channel = ?1 AND state = 0 AND attempts > 0 AND due_us > ?3",
                               error);
  if (heal == NULL)
    return FALSE;
  wb_statement_bind_text (heal, 1, channel);
  wb_statement_bind_int64 (heal, 2, now_us);
  wb_statement_bind_int64 (heal, 3, now_us + LONGEST_PAUSE_US);
  return wb_statement_run (heal, error);
}

/*
 * wb_delivery_store_give_up:
 * @fallback: (nullable): the channel that gets it, unless it failed before
 *
 * All that is due for the channel by @due_us is dead.
 */
gboolean
wb_delivery_store_give_up (WbConnection *connection,
                           const char *channel,
                           const char *fallback,
                           const char *reason,
                           gint64 due_us,
                           gint64 now_us,
                           GError **error)
{
  if (fallback != NULL
      && !run_give_up (
          connection,
          "INSERT INTO deliveries (notification_id, event_id, config_id, channel, action, state,"
          " priority, title, tried, created_us, due_us)"
          " SELECT notification_id, event_id, config_id, ?2, action, 0, priority, title,"
          " iif(tried = '', ',', tried) || ?1 || ',', created_us, ?3 FROM deliveries"
          " WHERE channel = ?1 AND state = 0 AND due_us <= ?4 AND action = 0"
          " AND instr(tried, ',' || ?2 || ',') = 0",
          channel, fallback, due_us, now_us, error))
    return FALSE;
  return run_give_up (connection,
                      "UPDATE deliveries SET state = 3, reason = ?2, finished_us = ?3"
                      " WHERE channel = ?1 AND state = 0 AND due_us <= ?4",
                      channel, reason, due_us, now_us, error);
}
