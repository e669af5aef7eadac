/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-retention.h"

#include "model/wb-alarm.h"
#include "model/wb-limits.h"
#include "model/wb-severity.h"
#include "store/wb-event-store.h"
#include "store/wb-idempotency-store.h"
#include "store/wb-search-index.h"
#include "store/wb-stats-store.h"

typedef struct
{
  gint64 id;
  gint64 seq;
  gboolean goes;
  gboolean is_unread;
} Candidate;

typedef struct
{
  gint64 id;
  gboolean has_words; /* in the search index */
} OldEvent;

static void
move_to (WbRetentionState *state, WbRetentionStep step)
{
  state->step = step;
  state->cursor = 0;
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
delete_row (WbConnection *connection, const char *sql, gint64 id, GError **error)
{
  g_autoptr (WbStatement) statement = wb_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, id);
  return wb_statement_run (statement, error);
}

/* --- notifications --- */

/* Walks from the newest down, a slice at a time, to the last one that is kept for its place. */
static gboolean
count_slice (WbConnection *connection,
             const WbRetentionLimits *limits,
             WbRetentionState *state,
             GError **error)
{
  gint64 wanted = MIN (WB_RETENTION_COUNT_SLICE, limits->notifications - state->kept);
  gint64 counted;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT count(*), min(seq) FROM (SELECT seq FROM notifications"
                               " WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2)",
                               error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, state->cursor != 0 ? state->cursor : G_MAXINT64);
  wb_statement_bind_int64 (select, 2, wanted);
  if (!wb_statement_next (select, error))
    return FALSE;

  counted = wb_statement_get_int64 (select, 0);
  state->kept += counted;
  state->cursor = wb_statement_get_int64 (select, 1);
  if (counted == wanted && state->kept < limits->notifications)
    return TRUE;
  state->first_seq = counted == wanted ? state->cursor : 0;
  move_to (state, WB_RETENTION_NOTIFICATIONS);
  return TRUE;
}

static gboolean
find_candidates (WbConnection *connection,
                 const WbRetentionLimits *limits,
                 const WbRetentionState *state,
                 GArray *candidates,
                 GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT id, seq, read_us IS NULL, seq < ?2 OR updated_us < ?3,"
                               " severity = ?4 AND acknowledged_us IS NULL FROM notifications"
                               " WHERE seq > ?1 ORDER BY seq LIMIT ?5",
                               error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, state->cursor);
  wb_statement_bind_int64 (select, 2, state->first_seq);
  wb_statement_bind_int64 (select, 3, limits->age_us);
  wb_statement_bind_int64 (select, 4, WB_SEVERITY_CRITICAL);
  wb_statement_bind_int64 (select, 5, WB_RETENTION_NOTIFICATION_SLICE);
  while (wb_statement_next (select, &local))
    {
      const Candidate candidate = {
        .id = wb_statement_get_int64 (select, 0),
        .seq = wb_statement_get_int64 (select, 1),
        .is_unread = wb_statement_get_int64 (select, 2) != 0,
        .goes = wb_statement_get_int64 (select, 4) == 0,
      };

      /* Places follow times: behind the first that is new enough nothing is too old. */
      if (wb_statement_get_int64 (select, 3) == 0)
        break;
      g_array_append_val (candidates, candidate);
    }
  return propagate (error, g_steal_pointer (&local));
}

static gboolean
remove_notifications (WbConnection *connection,
                      const WbRetentionLimits *limits,
                      WbRetentionState *state,
                      GArray *removed_ids,
                      guint *removed_unread,
                      GError **error)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));

  if (!find_candidates (connection, limits, state, candidates, error))
    return FALSE;

  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);

      state->cursor = candidate->seq;
      if (!candidate->goes)
        continue;
      if (!delete_row (connection, "DELETE FROM notifications WHERE id = ?1", candidate->id, error))
        return FALSE;
      g_array_append_val (removed_ids, candidate->id);
      *removed_unread += candidate->is_unread;
      state->notifications++;
    }
  if (candidates->len < WB_RETENTION_NOTIFICATION_SLICE)
    move_to (state, WB_RETENTION_EVENTS);
  return TRUE;
}

/* --- events --- */

/* Its words must be taken back as they went in. One that cannot be read any more keeps them; they
 * match nothing. */
static gboolean
remove_words (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) row = wb_event_store_get (connection, id, &local);
  g_autoptr (WbEvent) event = NULL;

  if (row == NULL)
    return propagate (error, g_steal_pointer (&local));
  event = wb_event_new_from_json (row->body, NULL);
  return event == NULL || wb_search_index_remove (connection, id, event, error);
}

static gboolean
remove_event (WbConnection *connection, const OldEvent *event, GError **error)
{
  return (!event->has_words || remove_words (connection, event->id, error))
         && delete_row (connection, "DELETE FROM attachments WHERE event_id = ?1", event->id, error)
         && delete_row (connection, "DELETE FROM events WHERE id = ?1", event->id, error);
}

/* The columns say: too old, or too many came since; a notification shows its text, or it waits for
 * its time; its words are in the index. */
static const char select_events[]
    = "SELECT id, received_us < ?2 OR id <= (SELECT max(id) FROM events) - ?3,"
      " EXISTS (SELECT 1 FROM notifications WHERE seq = events.id)"
      " OR EXISTS (SELECT 1 FROM alarms WHERE kind = ?4 AND key = CAST(events.id AS TEXT)),"
      " EXISTS (SELECT 1 FROM search_docsize WHERE id = events.id)"
      " FROM events WHERE id > ?1 AND id < (SELECT max(id) FROM events) ORDER BY id LIMIT ?5";

static gboolean
find_events (WbConnection *connection,
             const WbRetentionLimits *limits,
             WbRetentionState *state,
             GArray *events,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, select_events, error);
  guint n_looked = 0;

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, state->cursor);
  wb_statement_bind_int64 (select, 2, limits->age_us);
  wb_statement_bind_int64 (select, 3, limits->notifications * WB_RETENTION_EVENTS_PER_NOTIFICATION);
  wb_statement_bind_int64 (select, 4, WB_ALARM_SCHEDULED);
  wb_statement_bind_int64 (select, 5, WB_RETENTION_LOOK_SLICE);
  while (events->len < WB_RETENTION_EVENT_SLICE && wb_statement_next (select, &local))
    {
      const OldEvent event = {
        .id = wb_statement_get_int64 (select, 0),
        .has_words = wb_statement_get_int64 (select, 3) != 0,
      };

      if (wb_statement_get_int64 (select, 1) == 0)
        break;
      n_looked++;
      state->cursor = event.id;
      if (wb_statement_get_int64 (select, 2) == 0)
        g_array_append_val (events, event);
    }
  if (events->len < WB_RETENTION_EVENT_SLICE && n_looked < WB_RETENTION_LOOK_SLICE)
    move_to (state, WB_RETENTION_SMALL_TABLES);
  return propagate (error, g_steal_pointer (&local));
}

static gboolean
remove_events (WbConnection *connection,
               const WbRetentionLimits *limits,
               WbRetentionState *state,
               GError **error)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (OldEvent));

  if (!find_events (connection, limits, state, events, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    if (!remove_event (connection, &g_array_index (events, OldEvent, i), error))
      return FALSE;
  state->events += events->len;
  return TRUE;
}

/* --- small tables --- */

typedef enum
{
  AGE_KEPT,        /* as long as notifications */
  AGE_IDEMPOTENCY, /* what the sender was promised */
  AGE_COOLDOWN,    /* the longest that a throttle looks back */
} Age;

/* ?1 the age, ?2 how many rows. What is old stands first, so that no statement walks a table. */
static const struct
{
  Age age;
  const char *sql;
} small_tables[] = {
  { AGE_IDEMPOTENCY, "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys"
                     " WHERE created_us <= ?1 ORDER BY created_us LIMIT ?2)" },
  { AGE_COOLDOWN, "DELETE FROM alert_throttles WHERE (scope, subject) IN (SELECT scope, subject"
                  " FROM alert_throttles WHERE updated_us < ?1 ORDER BY updated_us LIMIT ?2)" },
  { AGE_KEPT, "DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT ?2)"
              " AND (at_us < ?1 OR id <= (SELECT max(id) FROM audit) - " G_STRINGIFY (
                  WB_RETENTION_AUDIT_LINES) ")" },
  { AGE_KEPT, "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE finished_us < ?1"
              " ORDER BY finished_us LIMIT ?2)" },
  { AGE_KEPT, "DELETE FROM delivery_counts WHERE (hour_us, channel, state) IN (SELECT hour_us,"
              " channel, state FROM delivery_counts WHERE hour_us < ?1 LIMIT ?2)" },
};

static gint64
get_age (const WbRetentionLimits *limits, Age age)
{
  switch (age)
    {
    case AGE_IDEMPOTENCY:
      return limits->now_us - WB_IDEMPOTENCY_LIFETIME_US;
    case AGE_COOLDOWN:
      return limits->now_us - (gint64) WB_LIMIT_COOLDOWN_S * G_USEC_PER_SEC;
    case AGE_KEPT:
    default:
      return limits->age_us;
    }
}

static gboolean
fold_counts (WbConnection *connection,
             const WbRetentionLimits *limits,
             WbRetentionState *state,
             GError **error)
{
  gboolean has_more;

  if (!wb_stats_store_fold (connection, limits->age_us, &has_more, error))
    return FALSE;
  if (!has_more)
    move_to (state, WB_RETENTION_DONE);
  return TRUE;
}

static gboolean
remove_small (WbConnection *connection,
              const WbRetentionLimits *limits,
              WbRetentionState *state,
              GError **error)
{
  g_autoptr (WbStatement) statement
      = wb_connection_prepare (connection, small_tables[state->cursor].sql, error);

  if (statement == NULL)
    return FALSE;
  wb_statement_bind_int64 (statement, 1, get_age (limits, small_tables[state->cursor].age));
  wb_statement_bind_int64 (statement, 2, WB_RETENTION_ROW_SLICE);
  if (!wb_statement_run (statement, error))
    return FALSE;
  if (wb_connection_count_changes (connection) < WB_RETENTION_ROW_SLICE)
    state->cursor++;
  if (state->cursor == G_N_ELEMENTS (small_tables))
    move_to (state, WB_RETENTION_COUNTERS);
  return TRUE;
}

/*
 * wb_retention_run_slice:
 * @state: (inout): all zero at first; the round ends with WB_RETENTION_DONE
 * @removed_ids: gint64: the ids of notifications that went are added
 * @removed_unread: (inout): how many of them were unread is added
 *
 * A slice of what keeps the database from growing without end: old notifications go, and old
 * events that no notification shows, with their attachments and their words in the search index;
 * and what is old in the smaller tables.
 */
gboolean
wb_retention_run_slice (WbConnection *connection,
                        const WbRetentionLimits *limits,
                        WbRetentionState *state,
                        GArray *removed_ids,
                        guint *removed_unread,
                        GError **error)
{
  switch (state->step)
    {
    case WB_RETENTION_COUNT:
      return count_slice (connection, limits, state, error);
    case WB_RETENTION_NOTIFICATIONS:
      return remove_notifications (connection, limits, state, removed_ids, removed_unread, error);
    case WB_RETENTION_EVENTS:
      return remove_events (connection, limits, state, error);
    case WB_RETENTION_SMALL_TABLES:
      return remove_small (connection, limits, state, error);
    case WB_RETENTION_COUNTERS:
      return fold_counts (connection, limits, state, error);
    default:
      move_to (state, WB_RETENTION_DONE);
      return TRUE;
    }
}
