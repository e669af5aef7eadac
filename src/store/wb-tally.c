/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-tally.h"

#include <string.h>

#include "model/wb-limits.h"
#include "store/wb-stats-store.h"

typedef struct
{
  gint64 hour_us;
  WbSubjectKind kind;
  char *name; /* owned */
} Subject;

struct _WbTally
{
  GArray *events;   /* owned, WbEventCount */
  GArray *subjects; /* owned, Subject */
  /* The newest hour that has as many names as are kept; 0: none is known. */
  gint64 full_hours_us[WB_N_SUBJECT_KINDS];
};

static void
clear_subject (gpointer subject)
{
  g_free (((Subject *) subject)->name);
}

WbTally *
wb_tally_new (void)
{
  WbTally *self = g_new0 (WbTally, 1);

  self->events = g_array_new (FALSE, FALSE, sizeof (WbEventCount));
  self->subjects = g_array_new (FALSE, FALSE, sizeof (Subject));
  g_array_set_clear_func (self->subjects, clear_subject);
  return self;
}

void
wb_tally_free (WbTally *self)
{
  g_array_unref (self->events);
  g_array_unref (self->subjects);
  g_free (self);
}

static void
add_subject (WbTally *self, gint64 hour_us, WbSubjectKind kind, const char *name)
{
  const Subject subject = { .hour_us = hour_us, .kind = kind, .name = g_strdup (name) };

  if (name != NULL)
    g_array_append_val (self->subjects, subject);
}

/* wb_tally_add_event: one more that was received at @now_us. */
void
wb_tally_add_event (WbTally *self, gint64 now_us, const WbEvent *event, WbOutcome outcome)
{
  const WbEventCount count = {
    .hour_us = wb_stats_store_get_hour (now_us),
    .type = event->type->name,
    .severity = event->severity,
    .outcome = outcome,
    .n = 1,
  };

  g_array_append_val (self->events, count);
  add_subject (self, count.hour_us, WB_SUBJECT_MODEL, event->model_name);
  add_subject (self, count.hour_us, WB_SUBJECT_PROVIDER, event->provider);
}

WbTallyMark
wb_tally_get_mark (const WbTally *self)
{
  return (WbTallyMark){ self->events->len, self->subjects->len };
}

/* wb_tally_cut: takes back what was added since then. */
void
wb_tally_cut (WbTally *self, WbTallyMark mark)
{
  g_array_set_size (self->events, mark.n_events);
  g_array_set_size (self->subjects, mark.n_subjects);
}

/* wb_tally_clear: after a transaction that was not kept. */
void
wb_tally_clear (WbTally *self)
{
  wb_tally_cut (self, (WbTallyMark){ 0 });
  memset (self->full_hours_us, 0, sizeof self->full_hours_us);
}

/* --- writing --- */

/* Names of types are of the catalogue: the same ones are at the same address. */
static int
compare_events (gconstpointer first, gconstpointer second)
{
  const WbEventCount *a = first, *b = second;

  if (a->hour_us != b->hour_us)
    return a->hour_us < b->hour_us ? -1 : 1;
  if (a->type != b->type)
    return a->type < b->type ? -1 : 1;
  if (a->severity != b->severity)
    return (int) a->severity - (int) b->severity;
  return (int) a->outcome - (int) b->outcome;
}

static int
compare_subjects (gconstpointer first, gconstpointer second)
{
  const Subject *a = first, *b = second;

  if (a->hour_us != b->hour_us)
    return a->hour_us < b->hour_us ? -1 : 1;
  if (a->kind != b->kind)
    return (int) a->kind - (int) b->kind;
  return strcmp (a->name, b->name);
}

static gboolean
write_event (WbTally *self G_GNUC_UNUSED,
             WbConnection *connection,
             gconstpointer data,
             gint64 n,
             GError **error)
{
  const WbEventCount *count = data;
  g_autoptr (WbStatement) add = wb_connection_prepare (
      connection,
      "INSERT INTO event_counts (hour_us, type, severity, outcome, n) VALUES (?1, ?2, ?3, ?4, ?5)"
      " ON CONFLICT DO UPDATE SET n = n + excluded.n",
      error);

  if (add == NULL)
    return FALSE;
  wb_statement_bind_int64 (add, 1, count->hour_us);
  wb_statement_bind_text (add, 2, count->type);
  wb_statement_bind_int64 (add, 3, count->severity);
  wb_statement_bind_int64 (add, 4, count->outcome);
  wb_statement_bind_int64 (add, 5, n);
  return wb_statement_run (add, error);
}

static void
bind_subject (WbStatement *statement, const Subject *subject, gint64 n)
{
  wb_statement_bind_int64 (statement, 1, subject->hour_us);
  wb_statement_bind_int64 (statement, 2, subject->kind);
  wb_statement_bind_text (statement, 3, subject->name);
  wb_statement_bind_int64 (statement, 4, n);
}

static gboolean
add_to_known (WbConnection *connection,
              const Subject *subject,
              gint64 n,
              gboolean *is_known,
              GError **error)
{
  g_autoptr (WbStatement) add = wb_connection_prepare (
      connection,
      "UPDATE subject_counts SET n = n + ?4 WHERE hour_us = ?1 AND kind = ?2 AND name = ?3", error);

  if (add == NULL)
    return FALSE;
  bind_subject (add, subject, n);
  if (!wb_statement_run (add, error))
    return FALSE;
  *is_known = wb_connection_count_changes (connection) > 0;
  return TRUE;
}

static gboolean
add_new (WbConnection *connection,
         const Subject *subject,
         gint64 n,
         gboolean *is_full,
         GError **error)
{
  g_autoptr (WbStatement) add = wb_connection_prepare (
      connection,
      "INSERT INTO subject_counts (hour_us, kind, name, n) SELECT ?1, ?2, ?3, ?4"
      " WHERE (SELECT count(*) FROM subject_counts WHERE hour_us = ?1 AND kind = ?2) < ?5",
      error);

  if (add == NULL)
    return FALSE;
  bind_subject (add, subject, n);
  wb_statement_bind_int64 (add, 5, WB_LIMIT_STATS_NAMES_AN_HOUR);
  if (!wb_statement_run (add, error))
    return FALSE;
  *is_full = wb_connection_count_changes (connection) == 0;
  return TRUE;
}

/* A name that is new in an hour which has as many as are kept is left out: names come from outside,
 * and each would be a row. */
static gboolean
write_subject (WbTally *self,
               WbConnection *connection,
               gconstpointer data,
               gint64 n,
               GError **error)
{
  const Subject *subject = data;
  gint64 *full_hour_us = &self->full_hours_us[subject->kind];
  gboolean is_known, is_full;

  if (!add_to_known (connection, subject, n, &is_known, error))
    return FALSE;
  if (is_known || *full_hour_us == subject->hour_us)
    return TRUE;

  if (!add_new (connection, subject, n, &is_full, error))
    return FALSE;
  if (is_full)
    *full_hour_us = subject->hour_us;
  return TRUE;
}

/* Sorts @array, and writes what is the same in it once. */
static gboolean
write_sums (WbTally *self,
            WbConnection *connection,
            GArray *array,
            GCompareFunc compare,
            gboolean (*write) (WbTally *, WbConnection *, gconstpointer, gint64, GError **),
            GError **error)
{
  const guint size = g_array_get_element_size (array);
  guint next;

  g_array_sort (array, compare);
  for (guint i = 0; i < array->len; i = next)
    {
      const char *item = array->data + (gsize) i * size;

      for (next = i + 1; next < array->len; next++)
        if (compare (item, array->data + (gsize) next * size) != 0)
          break;
      if (!write (self, connection, item, next - i, error))
        return FALSE;
    }
  return TRUE;
}

/* wb_tally_write: before the commit of what was counted; the tally is empty then. */
gboolean
wb_tally_write (WbTally *self, WbConnection *connection, GError **error)
{
  if (!write_sums (self, connection, self->events, compare_events, write_event, error)
      || !write_sums (self, connection, self->subjects, compare_subjects, write_subject, error))
    return FALSE;
  wb_tally_cut (self, (WbTallyMark){ 0 });
  return TRUE;
}
