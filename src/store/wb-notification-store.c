/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-notification-store.h"

#include "base/wb-error.h"
#include "store/wb-search-index.h"

/* ?2 severities, ?3 categories, ?4 acknowledged, ?5 unread: 0 stands for any, see WbFilterState */
#define CONDITIONS                                                                                 \
  " AND (?2 = 0 OR (?2 >> severity) & 1) AND (?3 = 0 OR (?3 >> category) & 1)"                     \
  " AND (?4 = 0 OR (acknowledged_us IS NOT NULL) = (?4 = 1))"                                      \
  " AND (?5 = 0 OR (read_us IS NULL) = (?5 = 1))"

#define FROM_ALL " FROM notifications INDEXED BY notifications_by_seq WHERE seq < ?1" CONDITIONS
#define FROM_UNREAD                                                                                \
  " FROM notifications INDEXED BY notifications_unread WHERE read_us IS NULL AND seq < "           \
  "?1" CONDITIONS
/* severity 4: critical */
#define FROM_URGENT                                                                                \
  " FROM notifications INDEXED BY notifications_urgent"                                            \
  " WHERE severity = 4 AND acknowledged_us IS NULL AND seq < ?1" CONDITIONS
/* The left join order makes the full-text index the outer loop, which walks newest first. */
#define FROM_SEARCH                                                                                \
  " FROM search CROSS JOIN notifications INDEXED BY notifications_by_seq"                          \
  " ON notifications.seq = search.rowid"                                                           \
  " WHERE search MATCH ?7 AND search.rowid < ?1" CONDITIONS

/* A way to list: rows and how many there are. */
typedef struct
{
  const char *select;
  const char *count;
} ListSql;

static const ListSql list_all = {
  "SELECT id, seq" FROM_ALL " ORDER BY seq DESC LIMIT ?6",
  "SELECT count(*)" FROM_ALL,
};
/* Without conditions SQLite counts the entries of whole pages. */
static const char count_everything[] = "SELECT count(*) FROM notifications";
static const ListSql list_unread = {
  "SELECT id, seq" FROM_UNREAD " ORDER BY seq DESC LIMIT ?6",
  "SELECT count(*)" FROM_UNREAD,
};
static const ListSql list_urgent = {
  "SELECT id, seq" FROM_URGENT " ORDER BY seq DESC LIMIT ?6",
  "SELECT count(*)" FROM_URGENT,
};
static const ListSql list_search = {
  "SELECT notifications.id, seq" FROM_SEARCH " ORDER BY search.rowid DESC LIMIT ?6",
  "SELECT count(*) FROM (SELECT 1" FROM_SEARCH " LIMIT ?6)",
};

/*
 * wb_notification_store_find_open:
 * @open: (out): with id 0 when no notification of @dedup_key is open
 */
gboolean
wb_notification_store_find_open (WbConnection *connection,
                                 const char *dedup_key,
                                 WbOpenNotification *open,
                                 GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT id, severity, count, created_us, read_us, held_until_us,"
                               " snoozed_until_us FROM notifications"
                               " WHERE dedup_key = ?1 AND dedup_key IS NOT NULL"
                               " AND acknowledged_us IS NULL AND resolved_us IS NULL",
                               error);

  if (select == NULL)
    return FALSE;

  *open = (WbOpenNotification){ 0 };
  wb_statement_bind_text (select, 1, dedup_key);
  if (wb_statement_next (select, &local))
    *open = (WbOpenNotification){
      .id = wb_statement_get_int64 (select, 0),
      .severity = (WbSeverity) wb_statement_get_int64 (select, 1),
      .count = (guint) wb_statement_get_int64 (select, 2),
      .created_us = wb_statement_get_int64 (select, 3),
      .read_us = wb_statement_get_int64 (select, 4),
      .held_until_us = wb_statement_get_int64 (select, 5),
      .snoozed_until_us = wb_statement_get_int64 (select, 6),
    };
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
dup_channels (const WbNotification *notification)
{
  return notification->channels != NULL ? g_strjoinv (",", notification->channels) : g_strdup ("");
}

/* channels, held_until_us, snoozed_until_us and expires_us, from parameter @first on */
static void
bind_presentation (WbStatement *statement,
                   int first,
                   const WbNotification *notification,
                   const char *channels)
{
  wb_statement_bind_text (statement, first, channels);
  wb_statement_bind_time (statement, first + 1, notification->held_until_us);
  wb_statement_bind_time (statement, first + 2, notification->snoozed_until_us);
  wb_statement_bind_time (statement, first + 3, notification->expires_us);
}

/* wb_notification_store_insert: @merge_key: (nullable): what repeats of it share. */
gboolean
wb_notification_store_insert (WbConnection *connection,
                              const WbNotification *notification,
                              const char *merge_key,
                              GError **error)
{
  const WbEvent *event = notification->event;
  g_autofree char *channels = dup_channels (notification);
  g_autofree char *subject = NULL;
  g_autoptr (WbStatement) insert = wb_connection_prepare (
      connection,
      "INSERT INTO notifications (id, seq, severity, category, count, created_us, updated_us,"
      " resolved_us, dedup_key, subject, reason, channels, held_until_us, snoozed_until_us,"
      " expires_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      error);

  if (insert == NULL)
    return FALSE;

  if (wb_event_type_is_resolvable (event->type) || wb_event_type_mutes (event->type))
    subject = wb_event_dup_typed_subject (event, event->type->name);
  wb_statement_bind_int64 (insert, 1, notification->id);
  wb_statement_bind_int64 (insert, 2, notification->seq);
  wb_statement_bind_int64 (insert, 3, notification->severity);
  wb_statement_bind_int64 (insert, 4, event->type->category);
  wb_statement_bind_int64 (insert, 5, notification->count);
  wb_statement_bind_int64 (insert, 6, notification->created_us);
  wb_statement_bind_int64 (insert, 7, notification->updated_us);
  wb_statement_bind_time (insert, 8, notification->resolved_us);
  wb_statement_bind_text (insert, 9, merge_key);
  wb_statement_bind_text (insert, 10, subject);
  wb_statement_bind_text (insert, 11, notification->reason);
  bind_presentation (insert, 12, notification, channels);
  return wb_statement_run (insert, error);
}

/* wb_notification_store_merge: what @notification became when an event merged into it. */
gboolean
wb_notification_store_merge (WbConnection *connection,
                             const WbNotification *notification,
                             GError **error)
{
  g_autofree char *channels = dup_channels (notification);
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection,
                               "UPDATE notifications SET seq = ?2, severity = ?3, category = ?4,"
                               " count = ?5, updated_us = ?6, read_us = ?7, resolved_us = ?8,"
                               " reason = ?9, channels = ?10, held_until_us = ?11,"
                               " snoozed_until_us = ?12, expires_us = ?13 WHERE id = ?1",
                               error);

  if (update == NULL)
    return FALSE;

  wb_statement_bind_int64 (update, 1, notification->id);
  wb_statement_bind_int64 (update, 2, notification->seq);
  wb_statement_bind_int64 (update, 3, notification->severity);
  wb_statement_bind_int64 (update, 4, notification->event->type->category);
  wb_statement_bind_int64 (update, 5, notification->count);
  wb_statement_bind_int64 (update, 6, notification->updated_us);
  wb_statement_bind_time (update, 7, notification->read_us);
  wb_statement_bind_time (update, 8, notification->resolved_us);
  wb_statement_bind_text (update, 9, notification->reason);
  bind_presentation (update, 10, notification, channels);
  return wb_statement_run (update, error);
}

static gboolean
find_unresolved (WbConnection *connection, const char *typed_subject, GArray *ids, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT id FROM notifications"
      " WHERE subject = ?1 AND subject IS NOT NULL AND resolved_us IS NULL",
      error);

  if (select == NULL)
    return FALSE;

  wb_statement_bind_text (select, 1, typed_subject);
  while (wb_statement_next (select, &local))
    {
      gint64 id = wb_statement_get_int64 (select, 0);

      g_array_append_val (ids, id);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Most events end nothing: looking first costs a tenth of UPDATE … RETURNING, for which SQLite
 * makes a table of its own each time. */
static gboolean
resolve_type (WbConnection *connection,
              const char *typed_subject,
              gint64 now_us,
              GArray *resolved_ids,
              GError **error)
{
  guint n_before = resolved_ids->len;
  g_autoptr (WbStatement) update = NULL;

  if (!find_unresolved (connection, typed_subject, resolved_ids, error))
    return FALSE;
  if (resolved_ids->len == n_before)
    return TRUE;

  update = wb_connection_prepare (
      connection,
      "UPDATE notifications SET resolved_us = ?2"
      " WHERE subject = ?1 AND subject IS NOT NULL AND resolved_us IS NULL",
      error);
  if (update == NULL)
    return FALSE;
  wb_statement_bind_text (update, 1, typed_subject);
  wb_statement_bind_int64 (update, 2, now_us);
  return wb_statement_run (update, error);
}

/*
 * wb_notification_store_resolve:
 * @type_names: (nullable): with commas between them
 * @resolved_ids: gint64: the ids are added
 *
 * Ends what is open of these types and about the same run, key, provider or model as @event.
 */
gboolean
wb_notification_store_resolve (WbConnection *connection,
                               const WbEvent *event,
                               const char *type_names,
                               gint64 now_us,
                               GArray *resolved_ids,
                               GError **error)
{
  g_auto (GStrv) types = NULL;

  if (type_names == NULL)
    return TRUE;

  types = g_strsplit (type_names, ",", -1);
  for (GStrv type = types; *type != NULL; type++)
    {
      g_autofree char *subject = wb_event_dup_typed_subject (event, *type);

      if (subject != NULL && !resolve_type (connection, subject, now_us, resolved_ids, error))
        return FALSE;
    }
  return TRUE;
}

static void
bind_filter (WbStatement *statement, const WbFilter *filter, gint64 before_seq, guint limit)
{
  wb_statement_bind_int64 (statement, 1, before_seq != 0 ? before_seq : G_MAXINT64);
  wb_statement_bind_int64 (statement, 2, filter->severities);
  wb_statement_bind_int64 (statement, 3, filter->categories);
  wb_statement_bind_int64 (statement, 4, filter->acknowledged);
  wb_statement_bind_int64 (statement, 5, filter->unread);
  wb_statement_bind_int64 (statement, 6, limit);
}

static gboolean
list_rows (WbConnection *connection,
           const char *sql,
           const WbFilter *filter,
           const char *match,
           gint64 before_seq,
           guint limit,
           GArray *rows,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql, error);

  if (select == NULL)
    return FALSE;

  bind_filter (select, filter, before_seq, limit);
  if (match != NULL)
    wb_statement_bind_text (select, 7, match);
  while (wb_statement_next (select, &local))
    {
      WbListRow row = { wb_statement_get_int64 (select, 0), wb_statement_get_int64 (select, 1) };

      g_array_append_val (rows, row);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
count_matches (WbConnection *connection,
               const char *sql,
               const WbFilter *filter,
               const char *match,
               guint64 *total,
               GError **error)
{
  g_autoptr (WbStatement) count = wb_connection_prepare (connection, sql, error);

  if (count == NULL)
    return FALSE;

  if (sql != count_everything)
    bind_filter (count, filter, 0, WB_NOTIFICATION_SEARCH_COUNT);
  if (match != NULL)
    wb_statement_bind_text (count, 7, match);
  if (!wb_statement_next (count, error))
    return FALSE;
  *total = (guint64) wb_statement_get_int64 (count, 0);
  return TRUE;
}

G_STATIC_ASSERT (WB_SEVERITY_CRITICAL == 4);

/* The index that leads past the fewest rows. */
static const ListSql *
find_list_sql (const WbFilter *filter)
{
  if (filter->severities == 1u << WB_SEVERITY_CRITICAL && filter->acknowledged == WB_FILTER_NONE)
    return &list_urgent;
  return filter->unread == WB_FILTER_ONLY ? &list_unread : &list_all;
}

/*
 * wb_notification_store_list:
 * @rows: WbListRow: the rows are added
 * @total: (out): how many match in all; counted only from the start of a list, when @before_seq is
 *   0, since it walks all of them
 */
gboolean
wb_notification_store_list (WbConnection *connection,
                            const WbFilter *filter,
                            gint64 before_seq,
                            guint limit,
                            GArray *rows,
                            guint64 *total,
                            GError **error)
{
  const ListSql *sql = find_list_sql (filter);
  g_autofree char *match = NULL;

  *total = 0;
  if (filter->text != NULL)
    {
      sql = &list_search;
      match = wb_search_index_dup_query (filter->text);
      if (match == NULL)
        return TRUE;
    }

  return list_rows (connection, sql->select, filter, match, before_seq, limit, rows, error)
         && (before_seq != 0
             || count_matches (connection,
                               wb_filter_is_empty (filter) ? count_everything : sql->count, filter,
                               match, total, error));
}

static WbNotification *
notification_from_stmt (WbStatement *select, GError **error)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (wb_statement_get_text (select, 9), error);
  WbNotification *notification;
  const char *channels;

  if (event == NULL)
    return NULL;

  notification = wb_notification_new (wb_statement_get_int64 (select, 0),
                                      wb_statement_get_int64 (select, 1), event);
  notification->count = (guint) wb_statement_get_int64 (select, 2);
  notification->created_us = wb_statement_get_int64 (select, 3);
  notification->updated_us = wb_statement_get_int64 (select, 4);
  notification->read_us = wb_statement_get_int64 (select, 5);
  notification->acknowledged_us = wb_statement_get_int64 (select, 6);
  notification->resolved_us = wb_statement_get_int64 (select, 7);
  notification->reason = g_strdup (wb_statement_get_text (select, 8));
  notification->severity = (WbSeverity) wb_statement_get_int64 (select, 10);
  channels = wb_statement_get_text (select, 11);
  if (*channels != '\0')
    notification->channels = g_strsplit (channels, ",", -1);
  notification->held_until_us = wb_statement_get_int64 (select, 12);
  notification->snoozed_until_us = wb_statement_get_int64 (select, 13);
  notification->expires_us = wb_statement_get_int64 (select, 14);
  return notification;
}

/* wb_notification_store_get: (transfer full) (nullable): %NULL without an error: there is none. */
WbNotification *
wb_notification_store_get (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection,
      "SELECT n.id, n.seq, n.count, n.created_us, n.updated_us, n.read_us, n.acknowledged_us,"
      " n.resolved_us, n.reason, e.body, n.severity, n.channels, n.held_until_us,"
      " n.snoozed_until_us, n.expires_us FROM notifications AS n JOIN events AS e ON e.id = n.seq"
      " WHERE n.id = ?1",
      error);

  if (select == NULL)
    return NULL;
  wb_statement_bind_int64 (select, 1, id);
  return wb_statement_next (select, error) ? notification_from_stmt (select, error) : NULL;
}

static gboolean
count_rows (WbConnection *connection, const char *sql, guint64 *count, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql, error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *count = (guint64) wb_statement_get_int64 (select, 0);
  return TRUE;
}

gboolean
wb_notification_store_count (WbConnection *connection, guint64 *count, GError **error)
{
  return count_rows (connection, "SELECT count(*) FROM notifications", count, error);
}

gboolean
wb_notification_store_count_unread (WbConnection *connection, guint64 *count, GError **error)
{
  return count_rows (connection, "SELECT count(*) FROM notifications WHERE read_us IS NULL", count,
                     error);
}

/* Each changes a row only where there is something to change. */
static const char *const mark_sql[] = {
  [WB_MARK_READ] = "UPDATE notifications SET read_us = ?2 WHERE id = ?1 AND read_us IS NULL",
  [WB_MARK_UNREAD]
  = "UPDATE notifications SET read_us = NULL WHERE id = ?1 AND read_us IS NOT NULL",
  [WB_MARK_ACKNOWLEDGED]
  = ("UPDATE notifications SET acknowledged_us = ?2, read_us = coalesce(read_us, ?2)"
     " WHERE id = ?1 AND acknowledged_us IS NULL"),
  [WB_MARK_DELETED] = "DELETE FROM notifications WHERE id = ?1",
};

static gboolean
read_unread (WbConnection *connection, gint64 id, gboolean *is_unread, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT read_us IS NULL FROM notifications WHERE id = ?1", error);

  if (select == NULL)
    return FALSE;

  wb_statement_bind_int64 (select, 1, id);
  *is_unread = wb_statement_next (select, &local) && wb_statement_get_int64 (select, 0) != 0;
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_notification_store_mark: an id that does not exist changes nothing. */
gboolean
wb_notification_store_mark (WbConnection *connection,
                            WbMark mark,
                            gint64 id,
                            gint64 now_us,
                            gboolean *is_changed,
                            gboolean *was_unread,
                            GError **error)
{
  g_autoptr (WbStatement) update = NULL;

  if (!read_unread (connection, id, was_unread, error))
    return FALSE;

  update = wb_connection_prepare (connection, mark_sql[mark], error);
  if (update == NULL)
    return FALSE;
  wb_statement_bind_int64 (update, 1, id);
  if (mark == WB_MARK_READ || mark == WB_MARK_ACKNOWLEDGED)
    wb_statement_bind_int64 (update, 2, now_us);
  if (!wb_statement_run (update, error))
    return FALSE;

  *is_changed = wb_connection_count_changes (connection) > 0;
  return TRUE;
}

/* wb_notification_store_mark_oldest_read: one slice of "mark all as read"; adds what it changed. */
gboolean
wb_notification_store_mark_oldest_read (WbConnection *connection,
                                        gint64 up_to_seq,
                                        guint limit,
                                        gint64 now_us,
                                        GArray *ids,
                                        GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) update
      = wb_connection_prepare (connection,
                               "UPDATE notifications SET read_us = ?3 WHERE id IN"
                               " (SELECT id FROM notifications WHERE read_us IS NULL AND seq <= ?1"
                               " ORDER BY seq LIMIT ?2) RETURNING id",
                               error);

  if (update == NULL)
    return FALSE;

  wb_statement_bind_int64 (update, 1, up_to_seq);
  wb_statement_bind_int64 (update, 2, limit);
  wb_statement_bind_int64 (update, 3, now_us);
  while (wb_statement_next (update, &local))
    {
      gint64 id = wb_statement_get_int64 (update, 0);

      g_array_append_val (ids, id);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
