/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-event-store.h"

#include "base/wb-error.h"

#define HELD_BACK_ROWS 1000
#define COLUMNS "id, received_us, outcome, notification_id, body, reason"
#define THREAD_CONDITIONS                                                                          \
  " AND id > ?1 AND id < ?2 AND (?3 IS NULL OR type = ?3) AND (?4 IS NULL OR run_id = ?4)"

static WbStoredEvent *
stored_event_from_stmt (WbStatement *statement)
{
  WbStoredEvent *event = wb_stored_event_new (
      wb_statement_get_int64 (statement, 0), wb_statement_get_int64 (statement, 1),
      (WbOutcome) wb_statement_get_int64 (statement, 2), wb_statement_get_int64 (statement, 3),
      g_strdup (wb_statement_get_text (statement, 4)));

  event->reason = g_strdup (wb_statement_get_text (statement, 5));
  return event;
}

static gboolean
read_number (WbConnection *connection, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL || !wb_statement_next (statement, error))
    return FALSE;
  *number = wb_statement_get_int64 (statement, 0);
  return TRUE;
}

/* wb_event_store_get_next_id: the id for the next row; retention never takes the newest row. */
gboolean
wb_event_store_get_next_id (WbConnection *connection, gint64 *id, GError **error)
{
  WbNotes *notes = wb_connection_get_notes (connection);
  gint64 last;

  if (notes->next_event_id == 0)
    {
      if (!read_number (connection, "SELECT max(id) FROM events", &last, error))
        return FALSE;
      notes->next_event_id = last + 1;
    }
  *id = notes->next_event_id;
  return TRUE;
}

static gboolean
read_received (WbConnection *connection, gint64 id, gint64 *received_us, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT received_us FROM events WHERE id >= ?1 ORDER BY id LIMIT 1", error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, id);
  if (!wb_statement_next (select, error))
    return FALSE;
  *received_us = wb_statement_get_int64 (select, 0);
  return TRUE;
}

/*
 * wb_event_store_find_since:
 * @id: (out): no event before it was received at @since_us or later
 *
 * Times follow ids but for changes of the clock: so they need no index of their own.
 */
gboolean
wb_event_store_find_since (WbConnection *connection, gint64 since_us, gint64 *id, GError **error)
{
  gint64 low = 1, high;

  if (!wb_event_store_get_next_id (connection, &high, error))
    return FALSE;
  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;
      gint64 received_us;

      if (!read_received (connection, middle, &received_us, error))
        return FALSE;
      if (received_us < since_us)
        low = middle + 1;
      else
        high = middle;
    }
  *id = low;
  return TRUE;
}

static gboolean
insert_attachments (WbConnection *connection, const WbEvent *event, gint64 id, GError **error)
{
  for (guint i = 0; event->attachments != NULL && i < event->attachments->len; i++)
    {
      const WbAttachment *attachment = g_ptr_array_index (event->attachments, i);
      g_autoptr (WbStatement) insert = wb_connection_prepare (
          connection,
          "INSERT INTO attachments (event_id, position, name, media_type, data)"
          " VALUES (?1, ?2, ?3, ?4, ?5)",
          error);
      gsize size;
      gconstpointer data = g_bytes_get_data (attachment->data, &size);

      if (insert == NULL)
        return FALSE;
      wb_statement_bind_int64 (insert, 1, id);
      wb_statement_bind_int64 (insert, 2, i);
      wb_statement_bind_text (insert, 3, attachment->name);
      wb_statement_bind_text (insert, 4, attachment->media_type);
      wb_statement_bind_blob (insert, 5, data != NULL ? data : "", size);
      if (!wb_statement_run (insert, error))
        return FALSE;
    }
  return TRUE;
}

/* wb_event_store_insert: @row is what was decided on @event; @decision: (nullable): the path to it,
 * as JSON. */
gboolean
wb_event_store_insert (WbConnection *connection,
                       const WbEvent *event,
                       const WbStoredEvent *row,
                       const char *decision,
                       GError **error)
{
  g_autoptr (WbStatement) insert
      = wb_connection_prepare (connection,
                               "INSERT INTO events (id, received_us, type, run_id, outcome,"
                               " notification_id, body, reason, decision)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                               error);

  if (insert == NULL)
    return FALSE;

  wb_statement_bind_int64 (insert, 1, row->id);
  wb_statement_bind_int64 (insert, 2, row->received_us);
  wb_statement_bind_text (insert, 3, event->type->name);
  wb_statement_bind_text (insert, 4, event->run_id);
  wb_statement_bind_int64 (insert, 5, row->outcome);
  if (row->notification_id != 0)
    wb_statement_bind_int64 (insert, 6, row->notification_id);
  wb_statement_bind_text (insert, 7, row->body);
  wb_statement_bind_text (insert, 8, row->reason);
  wb_statement_bind_text (insert, 9, decision);
  if (!wb_statement_run (insert, error))
    return FALSE;
  wb_connection_get_notes (connection)->next_event_id = row->id + 1;
  return insert_attachments (connection, event, row->id, error);
}

/* wb_event_store_get: (transfer full) (nullable): %NULL without an error when there is none. */
WbStoredEvent *
wb_event_store_get (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT " COLUMNS " FROM events WHERE id = ?1", error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_int64 (select, 1, id);
  return wb_statement_next (select, error) ? stored_event_from_stmt (select) : NULL;
}

/*
 * wb_event_store_list_held_back: what came after @since_id and was throttled, or held by other than
 * its own deliver_at; newest first, HELD_BACK_ROWS at the most.
 */
gboolean
wb_event_store_list_held_back (WbConnection *connection,
                               gint64 since_id,
                               WbEventBodyFunc func,
                               gpointer data,
                               GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT body FROM events INDEXED BY events_held_back WHERE outcome IN (3, 4) AND id > ?1"
      " AND coalesce(json_extract(decision, '$.held_by'), '') <> 'deliver_at'"
      " ORDER BY id DESC LIMIT ?2",
      error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, since_id);
  wb_statement_bind_int64 (select, 2, HELD_BACK_ROWS);
  while (wb_statement_next (select, &local))
    func (wb_statement_get_text (select, 0), data);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_event_store_read_attachments: gives those of @event, which was read back, their data. */
gboolean
wb_event_store_read_attachments (WbConnection *connection,
                                 const WbEvent *event,
                                 gint64 id,
                                 GError **error)
{
  for (guint i = 0; event->attachments != NULL && i < event->attachments->len; i++)
    {
      WbAttachment *attachment = g_ptr_array_index (event->attachments, i);
      g_autoptr (WbStatement) select = wb_connection_prepare (
          connection, "SELECT data FROM attachments WHERE event_id = ?1 AND position = ?2", error);

      if (select == NULL)
        return FALSE;
      wb_statement_bind_int64 (select, 1, id);
      wb_statement_bind_int64 (select, 2, i);
      if (!wb_statement_next (select, error))
        return FALSE;
      g_clear_pointer (&attachment->data, g_bytes_unref);
      attachment->data = wb_statement_dup_blob (select, 0);
    }
  return TRUE;
}

/*
 * wb_event_store_get_decision:
 * @decision: (out) (transfer full) (nullable): the path to its outcome as JSON
 *
 * Returns: %FALSE without an error when there is no such event
 */
gboolean
wb_event_store_get_decision (WbConnection *connection, gint64 id, char **decision, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT decision FROM events WHERE id = ?1", error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, id);
  if (!wb_statement_next (select, error))
    return FALSE;
  *decision = g_strdup (wb_statement_get_text (select, 0));
  return TRUE;
}

/* wb_event_store_set_notification: of one that waited, once there is one. */
gboolean
wb_event_store_set_notification (WbConnection *connection,
                                 gint64 id,
                                 gint64 notification_id,
                                 GError **error)
{
  g_autoptr (WbStatement) update = wb_connection_prepare (
      connection, "UPDATE events SET notification_id = ?2 WHERE id = ?1", error);

  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, id);
  wb_statement_bind_int64 (update, 2, notification_id);
  return wb_statement_run (update, error);
}

/* One statement for each way to look, so that each runs along an index. */
static const char *
choose_select (const WbEventQuery *query)
{
  if (query->thread_of != 0)
    return "WITH thread (id) AS (SELECT ?7 UNION SELECT id FROM notifications WHERE dedup_key ="
           " (SELECT dedup_key FROM notifications WHERE id = ?7))"
           " SELECT " COLUMNS " FROM events WHERE id IN"
           " (SELECT id FROM events INDEXED BY events_merged"
           " WHERE notification_id IN thread AND notification_id <> id" THREAD_CONDITIONS
           " UNION ALL SELECT id FROM events WHERE id IN thread AND notification_id = "
           "id" THREAD_CONDITIONS " ORDER BY id DESC LIMIT ?5) ORDER BY id DESC";
  if (query->run_id != NULL)
    return query->is_forward
               ? "SELECT " COLUMNS " FROM events WHERE run_id = ?4 AND id > ?1 AND id < ?2"
                 " AND (?3 IS NULL OR type = ?3) AND received_us >= ?6 ORDER BY id LIMIT ?5"
               : "SELECT " COLUMNS " FROM events WHERE run_id = ?4 AND id > ?1 AND id < ?2"
                 " AND (?3 IS NULL OR type = ?3) ORDER BY id DESC LIMIT ?5";
  if (query->type != NULL)
    return query->is_forward
               ? "SELECT " COLUMNS " FROM events WHERE type = ?3 AND id > ?1 AND id < ?2"
                 " AND received_us >= ?6 ORDER BY id LIMIT ?5"
               : "SELECT " COLUMNS " FROM events WHERE type = ?3 AND id > ?1 AND id < ?2"
                 " ORDER BY id DESC LIMIT ?5";
  return query->is_forward ? "SELECT " COLUMNS " FROM events WHERE id > ?1 AND id < ?2"
                             " AND received_us >= ?6 ORDER BY id LIMIT ?5"
                           : "SELECT " COLUMNS
                             " FROM events WHERE id > ?1 AND id < ?2 ORDER BY id DESC LIMIT ?5";
}

/* wb_event_store_list: (transfer full): WbStoredEvents. */
GPtrArray *
wb_event_store_list (WbConnection *connection, const WbEventQuery *query, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_stored_event_unref);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, choose_select (query), error);

  if (select == NULL)
    return NULL;

  wb_statement_bind_int64 (select, 1, query->since_id);
  wb_statement_bind_int64 (select, 2, query->before_id != 0 ? query->before_id : G_MAXINT64);
  wb_statement_bind_text (select, 3, query->type);
  wb_statement_bind_text (select, 4, query->run_id);
  wb_statement_bind_int64 (select, 5, query->limit);
  if (query->is_forward)
    wb_statement_bind_int64 (select, 6, query->since_us);
  if (query->thread_of != 0)
    wb_statement_bind_int64 (select, 7, query->thread_of);
  while (wb_statement_next (select, &local))
    {
      /* Times follow ids but for changes of the clock: the first that is too old ends the walk. */
      if (wb_statement_get_int64 (select, 1) < query->since_us)
        break;
      g_ptr_array_add (events, stored_event_from_stmt (select));
    }
  if (local == NULL)
    return g_steal_pointer (&events);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
wb_event_store_count (WbConnection *connection, guint64 *count, GError **error)
{
  gint64 number;

  if (!read_number (connection, "SELECT count(*) FROM events", &number, error))
    return FALSE;
  *count = (guint64) number;
  return TRUE;
}

void
wb_event_query_free (WbEventQuery *self)
{
  g_free (self->type);
  g_free (self->run_id);
  g_free (self);
}
