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

/* The names that have a row in an hour. */
typedef struct
{
  gint64 hour_us;
  GHashTable *names; /* owned, nullable: not known; set of char * */
} KnownNames;

struct _WbTally
{
  GArray *events;   /* owned, WbEventCount */
  GArray *subjects; /* owned, Subject */
  KnownNames known[WB_N_SUBJECT_KINDS];
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

static void
forget_names (WbTally *self)
{
  for (guint kind = 0; kind < WB_N_SUBJECT_KINDS; kind++)
    g_clear_pointer (&self->known[kind].names, g_hash_table_unref);
}

void
wb_tally_free (WbTally *self)
{
  forget_names (self);
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
  forget_names (self);
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

static gboolean
read_names (KnownNames *known, WbConnection *connection, const Subject *subject, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT name FROM subject_counts WHERE hour_us = ?1 AND kind = ?2", error);

  if (select == NULL)
    return FALSE;
  wb_statement_bind_int64 (select, 1, subject->hour_us);
  wb_statement_bind_int64 (select, 2, subject->kind);
  while (wb_statement_next (select, &local))
    g_hash_table_add (names, g_strdup (wb_statement_get_text (select, 0)));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_clear_pointer (&known->names, g_hash_table_unref);
  known->names = g_steal_pointer (&names);
  known->hour_us = subject->hour_us;
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
  KnownNames *known = &self->known[subject->kind];
  g_autoptr (WbStatement) add = NULL;

  if ((known->names == NULL || known->hour_us != subject->hour_us)
      && !read_names (known, connection, subject, error))
    return FALSE;
  if (!g_hash_table_contains (known->names, subject->name))
    {
      if (g_hash_table_size (known->names) >= WB_LIMIT_STATS_NAMES_AN_HOUR)
        return TRUE;
      g_hash_table_add (known->names, g_strdup (subject->name));
    }

  add = wb_connection_prepare (
      connection,
      "INSERT INTO subject_counts (hour_us, kind, name, n) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT DO UPDATE SET n = n + excluded.n",
      error);
  if (add == NULL)
    return FALSE;
  wb_statement_bind_int64 (add, 1, subject->hour_us);
  wb_statement_bind_int64 (add, 2, subject->kind);
  wb_statement_bind_text (add, 3, subject->name);
  wb_statement_bind_int64 (add, 4, n);
  return wb_statement_run (add, error);
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
