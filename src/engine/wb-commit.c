/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-commit.h"

void
wb_commit_init (WbCommit *self)
{
  GDestroyNotify unref_notification = (GDestroyNotify) wb_notification_unref;

  *self = (WbCommit){ 0 };
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_stored_event_unref);
  self->added = g_ptr_array_new_with_free_func (unref_notification);
  self->merged = g_ptr_array_new_with_free_func (unref_notification);
  self->shown = g_ptr_array_new_with_free_func (unref_notification);
  self->closed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->changed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->removed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
wb_commit_clear (WbCommit *self)
{
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->added, g_ptr_array_unref);
  g_clear_pointer (&self->merged, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->closed_ids, g_array_unref);
  g_clear_pointer (&self->changed_ids, g_array_unref);
  g_clear_pointer (&self->run_ids, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_hash_table_unref);
  g_clear_pointer (&self->removed_ids, g_array_unref);
}

/* wb_commit_empty: as after wb_commit_init(), without memory being given back and taken again. */
void
wb_commit_empty (WbCommit *self)
{
  g_ptr_array_set_size (self->events, 0);
  g_ptr_array_set_size (self->added, 0);
  g_ptr_array_set_size (self->merged, 0);
  g_ptr_array_set_size (self->shown, 0);
  g_array_set_size (self->closed_ids, 0);
  g_array_set_size (self->changed_ids, 0);
  g_array_set_size (self->removed_ids, 0);
  g_clear_pointer (&self->run_ids, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_hash_table_unref);
  self->unread_change = 0;
  self->topics = 0;
  self->next_due_us = 0;
}

/* wb_commit_note_alarm: @due_us 0 is none. */
void
wb_commit_note_alarm (WbCommit *self, gint64 due_us)
{
  if (due_us != 0 && (self->next_due_us == 0 || due_us < self->next_due_us))
    self->next_due_us = due_us;
}

static void
note_word (GHashTable **words, const char *word)
{
  if (*words == NULL)
    *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_contains (*words, word))
    g_hash_table_add (*words, g_strdup (word));
}

void
wb_commit_note_run (WbCommit *self, const char *run_id)
{
  note_word (&self->run_ids, run_id);
  self->topics |= 1u << WB_TOPIC_RUNS;
}

/* wb_commit_note_channel: something is to be sent, now or later. */
void
wb_commit_note_channel (WbCommit *self, const char *name)
{
  note_word (&self->channels, name);
}

static void
take_words (GHashTable **words, GHashTable **others)
{
  GHashTableIter iter;
  gpointer word;

  if (*words == NULL)
    *words = g_steal_pointer (others);
  if (*others == NULL)
    return;
  g_hash_table_iter_init (&iter, *others);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_add (*words, word);
    }
}

static void
take_items (GPtrArray *items, GPtrArray *others)
{
  if (others->len == 0)
    return;
  g_ptr_array_extend (items, others, NULL, NULL);
  others->len = 0; /* moved: not to be freed */
}

static void
take_ids (GArray *ids, GArray *others)
{
  if (others->len > 0)
    g_array_append_vals (ids, others->data, others->len);
}

/* wb_commit_take: moves all that @other holds to the end; @other is to be emptied or cleared. */
void
wb_commit_take (WbCommit *self, WbCommit *other)
{
  take_items (self->events, other->events);
  take_items (self->added, other->added);
  take_items (self->merged, other->merged);
  take_items (self->shown, other->shown);
  take_ids (self->closed_ids, other->closed_ids);
  take_ids (self->changed_ids, other->changed_ids);
  take_ids (self->removed_ids, other->removed_ids);
  take_words (&self->run_ids, &other->run_ids);
  take_words (&self->channels, &other->channels);
  self->unread_change += other->unread_change;
  self->topics |= other->topics;
  wb_commit_note_alarm (self, other->next_due_us);
}

gboolean
wb_commit_is_empty (const WbCommit *self)
{
  return self->events->len == 0 && self->added->len == 0 && self->merged->len == 0
         && self->shown->len == 0 && self->closed_ids->len == 0 && self->changed_ids->len == 0
         && self->removed_ids->len == 0 && self->unread_change == 0 && self->topics == 0
         && self->next_due_us == 0 && self->channels == NULL;
}
