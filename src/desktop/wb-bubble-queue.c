/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-bubble-queue.h"

typedef struct
{
  gint64 id;
  WbNotification *notification; /* owned; NULL: its bubble is to be closed */
} Slot;

struct _WbBubbleQueue
{
  GQueue waiting; /* Slot, the oldest first; closes are bounded by what is shown */
  guint n_waiting_shows;
  GArray *shown; /* gint64: bubbles on the screen, the oldest first */

  GHashTable *folded;            /* set of gint64: without a bubble of their own */
  guint n_folded_beyond;         /* likewise, over the limit */
  WbNotification *newest_folded; /* owned, nullable */
  gboolean were_missed;
  gboolean is_rest_due;
  gboolean is_holding;

  guint n_tokens;
  gint64 token_us; /* when the newest token came */
};

static Slot *
slot_new (gint64 id, WbNotification *notification)
{
  Slot *slot = g_new0 (Slot, 1);

  slot->id = id;
  if (notification != NULL)
    slot->notification = wb_notification_ref (notification);
  return slot;
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->notification, wb_notification_unref);
  g_free (slot);
}

static GList *
find_slot (WbBubbleQueue *self, gint64 id)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (((Slot *) link->data)->id == id)
      return link;
  return NULL;
}

/* (transfer full): the slot, out of the queue. */
static Slot *
steal_slot (WbBubbleQueue *self, GList *link)
{
  Slot *slot = link->data;

  if (slot->notification != NULL)
    self->n_waiting_shows--;
  g_queue_delete_link (&self->waiting, link);
  return slot;
}

static void
push_slot (WbBubbleQueue *self, gint64 id, WbNotification *notification)
{
  if (notification != NULL)
    self->n_waiting_shows++;
  g_queue_push_tail (&self->waiting, slot_new (id, notification));
}

static gboolean
find_shown (WbBubbleQueue *self, gint64 id, guint *index)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (g_array_index (self->shown, gint64, i) == id)
      {
        if (index != NULL)
          *index = i;
        return TRUE;
      }
  return FALSE;
}

static void
add_shown (WbBubbleQueue *self, gint64 id)
{
  gint64 oldest;

  if (find_shown (self, id, NULL))
    return;
  g_array_append_val (self->shown, id);
  if (self->shown->len <= WB_BUBBLE_QUEUE_LIMIT_SHOWN)
    return;

  oldest = g_array_index (self->shown, gint64, 0);
  if (find_slot (self, oldest) == NULL)
    push_slot (self, oldest, NULL);
}

static void
remove_shown (WbBubbleQueue *self, gint64 id)
{
  guint index;

  if (find_shown (self, id, &index))
    g_array_remove_index (self->shown, index);
}

static guint
count_folded (WbBubbleQueue *self)
{
  return g_hash_table_size (self->folded) + self->n_folded_beyond;
}

static void
clear_folded (WbBubbleQueue *self)
{
  g_hash_table_remove_all (self->folded);
  self->n_folded_beyond = 0;
  g_clear_pointer (&self->newest_folded, wb_notification_unref);
  self->were_missed = FALSE;
  self->is_rest_due = FALSE;
}

static void
fold (WbBubbleQueue *self, WbNotification *notification)
{
  if (g_hash_table_size (self->folded) < WB_BUBBLE_QUEUE_LIMIT_FOLDED)
    g_hash_table_add (self->folded, g_memdup2 (&notification->id, sizeof notification->id));
  else if (!g_hash_table_contains (self->folded, &notification->id))
    self->n_folded_beyond++;

  if (self->newest_folded == NULL || self->newest_folded->seq <= notification->seq)
    {
      g_clear_pointer (&self->newest_folded, wb_notification_unref);
      self->newest_folded = wb_notification_ref (notification);
    }
  self->were_missed = self->were_missed || self->is_holding;
  self->is_rest_due = TRUE;
}

static void
unfold (WbBubbleQueue *self, gint64 id)
{
  if (!g_hash_table_remove (self->folded, &id))
    return;
  if (self->newest_folded != NULL && self->newest_folded->id == id)
    g_clear_pointer (&self->newest_folded, wb_notification_unref);
  if (find_shown (self, WB_BUBBLE_REST_ID, NULL))
    self->is_rest_due = TRUE;
}

/* Folds the least severe of those that wait, if @notification matters more. */
static gboolean
make_room (WbBubbleQueue *self, WbNotification *notification)
{
  GList *least = NULL;
  WbSeverity severity = notification->severity;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Slot *slot = link->data;

      if (slot->notification != NULL && slot->notification->severity < severity)
        {
          least = link;
          severity = slot->notification->severity;
        }
    }
  if (least != NULL)
    {
      Slot *slot = steal_slot (self, least);

      fold (self, slot->notification);
      slot_free (slot);
    }
  return least != NULL;
}

/* Closes first, as they make room; then the most severe, of these the oldest. */
static GList *
find_next (WbBubbleQueue *self)
{
  GList *next = NULL;
  int severity = -1;

  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Slot *slot = link->data;

      if (slot->notification == NULL)
        return link;
      if ((int) slot->notification->severity > severity)
        {
          next = link;
          severity = (int) slot->notification->severity;
        }
    }
  return next;
}

static gboolean
take_token (WbBubbleQueue *self, gint64 now_us, gint64 *due_us)
{
  gint64 n_new = (now_us - self->token_us) / WB_BUBBLE_QUEUE_PACE_US;

  if (self->n_tokens + n_new >= WB_BUBBLE_QUEUE_BURST)
    {
      self->n_tokens = WB_BUBBLE_QUEUE_BURST;
      self->token_us = now_us;
    }
  else if (n_new > 0)
    {
      self->n_tokens += (guint) n_new;
      self->token_us += n_new * WB_BUBBLE_QUEUE_PACE_US;
    }

  if (self->n_tokens == 0)
    {
      *due_us = self->token_us + WB_BUBBLE_QUEUE_PACE_US;
      return FALSE;
    }
  self->n_tokens--;
  return TRUE;
}

static WbBubbleJob *
take_close (WbBubbleQueue *self, gint64 id)
{
  WbBubbleJob *job = g_new0 (WbBubbleJob, 1);

  job->id = id;
  job->is_close = TRUE;
  remove_shown (self, id);
  if (id == WB_BUBBLE_REST_ID)
    clear_folded (self);
  return job;
}

static WbBubbleJob *
take_rest (WbBubbleQueue *self)
{
  WbBubbleJob *job = g_new0 (WbBubbleJob, 1);

  if (self->newest_folded != NULL)
    job->notification = wb_notification_ref (self->newest_folded);

  /* A rest of one is better shown as itself. */
  if (count_folded (self) == 1 && job->notification != NULL
      && !find_shown (self, WB_BUBBLE_REST_ID, NULL))
    {
      job->id = job->notification->id;
      clear_folded (self);
    }
  else
    {
      job->id = WB_BUBBLE_REST_ID;
      job->rest_count = count_folded (self);
      job->were_missed = self->were_missed;
      self->is_rest_due = FALSE;
    }
  add_shown (self, job->id);
  return job;
}

static void
drop_slots (WbBubbleQueue *self, gboolean are_shows)
{
  GList *next;

  for (GList *link = self->waiting.head; link != NULL; link = next)
    {
      Slot *slot = link->data;

      next = link->next;
      if ((slot->notification != NULL) != are_shows)
        continue;
      steal_slot (self, link);
      if (are_shows)
        fold (self, slot->notification);
      slot_free (slot);
    }
}

WbBubbleQueue *
wb_bubble_queue_new (void)
{
  WbBubbleQueue *self = g_new0 (WbBubbleQueue, 1);

  g_queue_init (&self->waiting);
  self->shown = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->folded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->n_tokens = WB_BUBBLE_QUEUE_BURST;
  return self;
}

void
wb_bubble_queue_free (WbBubbleQueue *self)
{
  g_queue_clear_full (&self->waiting, slot_free);
  g_array_unref (self->shown);
  g_hash_table_unref (self->folded);
  g_clear_pointer (&self->newest_folded, wb_notification_unref);
  g_free (self);
}

/* wb_bubble_queue_show: what waits for the same notification is replaced and keeps its place; a
 * quiet one changes what is shown, or waits, and opens nothing. */
void
wb_bubble_queue_show (WbBubbleQueue *self, WbNotification *notification)
{
  GList *link = find_slot (self, notification->id);
  Slot *slot = link != NULL ? link->data : NULL;

  if (slot != NULL && slot->notification != NULL)
    {
      wb_notification_unref (slot->notification);
      slot->notification = wb_notification_ref (notification);
      return;
    }
  if (notification->is_quiet && !find_shown (self, notification->id, NULL))
    return;
  if (self->is_holding
      || (self->n_waiting_shows >= WB_BUBBLE_QUEUE_LIMIT_WAITING
          && !make_room (self, notification)))
    {
      fold (self, notification);
      return;
    }
  if (link != NULL)
    slot_free (steal_slot (self, link));
  unfold (self, notification->id);
  push_slot (self, notification->id, notification);
}

void
wb_bubble_queue_close (WbBubbleQueue *self, gint64 id)
{
  GList *link = find_slot (self, id);

  if (link != NULL)
    slot_free (steal_slot (self, link));
  unfold (self, id);
  if (find_shown (self, id, NULL))
    push_slot (self, id, NULL);
}

/*
 * wb_bubble_queue_take:
 * @now_us: monotonic time
 * @due_us: (out): when to ask again: 0 for now, -1 for not before something is put in
 *
 * Returns: (transfer full) (nullable): what to do now; it counts as done
 */
WbBubbleJob *
wb_bubble_queue_take (WbBubbleQueue *self, gint64 now_us, gint64 *due_us)
{
  GList *link = find_next (self);
  Slot *slot = link != NULL ? link->data : NULL;
  WbBubbleJob *job;

  *due_us = -1;
  if (self->is_holding || (slot == NULL && !self->is_rest_due))
    return NULL;
  *due_us = 0;

  if (slot != NULL && slot->notification == NULL)
    {
      gint64 id = slot->id;

      slot_free (steal_slot (self, link));
      return take_close (self, id);
    }
  if (slot == NULL && count_folded (self) == 0)
    {
      self->is_rest_due = FALSE;
      return find_shown (self, WB_BUBBLE_REST_ID, NULL) ? take_close (self, WB_BUBBLE_REST_ID)
                                                        : NULL;
    }
  if (!take_token (self, now_us, due_us))
    return NULL;
  if (slot == NULL)
    return take_rest (self);

  job = g_new0 (WbBubbleJob, 1);
  job->id = slot->id;
  job->notification = wb_notification_ref (slot->notification);
  slot_free (steal_slot (self, link));
  add_shown (self, job->id);
  return job;
}

/* wb_bubble_queue_give_back: @job could not be done, as nothing can be shown now. */
void
wb_bubble_queue_give_back (WbBubbleQueue *self, const WbBubbleJob *job)
{
  remove_shown (self, job->id);
  if (job->is_close)
    return;
  if (job->id == WB_BUBBLE_REST_ID)
    {
      self->is_rest_due = count_folded (self) > 0;
      return;
    }
  /* A newer state of it may have come meanwhile. */
  if (find_slot (self, job->id) == NULL)
    fold (self, job->notification);
}

/* wb_bubble_queue_forget: the bubble is no longer on the screen. */
void
wb_bubble_queue_forget (WbBubbleQueue *self, gint64 id)
{
  GList *link = find_slot (self, id);

  remove_shown (self, id);
  if (link != NULL && ((Slot *) link->data)->notification == NULL)
    slot_free (steal_slot (self, link));
  if (id == WB_BUBBLE_REST_ID && !self->is_rest_due)
    clear_folded (self);
}

/* wb_bubble_queue_forget_all: no bubble is on the screen any more. */
void
wb_bubble_queue_forget_all (WbBubbleQueue *self)
{
  gboolean was_rest_shown = find_shown (self, WB_BUBBLE_REST_ID, NULL);

  g_array_set_size (self->shown, 0);
  drop_slots (self, FALSE);
  if (was_rest_shown && !self->is_rest_due)
    clear_folded (self);
}

/* wb_bubble_queue_hold: nothing can be shown for now: folds what waits and what comes. */
void
wb_bubble_queue_hold (WbBubbleQueue *self)
{
  self->is_holding = TRUE;
  drop_slots (self, TRUE);
}

void
wb_bubble_queue_resume (WbBubbleQueue *self)
{
  self->is_holding = FALSE;
}

gboolean
wb_bubble_queue_is_empty (WbBubbleQueue *self)
{
  return g_queue_is_empty (&self->waiting) && !self->is_rest_due;
}

/* wb_bubble_job_create_bubble: (transfer full): what to show; not for a close. */
WbBubble *
wb_bubble_job_create_bubble (const WbBubbleJob *self)
{
  g_return_val_if_fail (!self->is_close, NULL);

  if (self->id == WB_BUBBLE_REST_ID)
    return wb_bubble_new_for_rest (self->rest_count, self->were_missed, self->notification);
  return wb_bubble_new (self->notification);
}

void
wb_bubble_job_free (WbBubbleJob *self)
{
  g_clear_pointer (&self->notification, wb_notification_unref);
  g_free (self);
}
