/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-pipeline.h"

#include "base/wb-error.h"
#include "engine/wb-admission.h"
#include "store/wb-event-store.h"
#include "store/wb-idempotency-store.h"
#include "store/wb-notification-store.h"

struct _WbPipeline
{
  GObject parent_instance;

  WbDatabase *database; /* owned */
  WbClock *clock;       /* owned */
  WbCommit news;        /* on disk, and not announced yet */
  guint announce_id;
};

enum
{
  COMMITTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One submission: what goes in, what comes out. Belongs to one thread at a time. */
typedef struct
{
  GPtrArray *events; /* owned, WbEvent */
  gint64 now_us;
  gboolean is_list; /* errors name the place of the event */
  GArray *receipts; /* owned, WbReceipt */
  WbCommit commit;
} Submission;

G_DEFINE_FINAL_TYPE (WbPipeline, wb_pipeline, G_TYPE_OBJECT)

static void
commit_init (WbCommit *commit)
{
  commit->events = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_stored_event_unref);
  commit->added = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  commit->merged = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  commit->resolved_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  commit->unread_change = 0;
}

static void
commit_clear (WbCommit *commit)
{
  g_clear_pointer (&commit->events, g_ptr_array_unref);
  g_clear_pointer (&commit->added, g_ptr_array_unref);
  g_clear_pointer (&commit->merged, g_ptr_array_unref);
  g_clear_pointer (&commit->resolved_ids, g_array_unref);
}

/* Moves all that @other holds to the end of @commit. */
static void
commit_take (WbCommit *commit, WbCommit *other)
{
  g_ptr_array_extend_and_steal (commit->events, g_steal_pointer (&other->events));
  g_ptr_array_extend_and_steal (commit->added, g_steal_pointer (&other->added));
  g_ptr_array_extend_and_steal (commit->merged, g_steal_pointer (&other->merged));
  g_array_append_vals (commit->resolved_ids, other->resolved_ids->data, other->resolved_ids->len);
  commit->unread_change += other->unread_change;
}

static Submission *
submission_new (GPtrArray *events, gint64 now_us)
{
  Submission *self = g_new0 (Submission, 1);

  self->events = g_ptr_array_ref (events);
  self->now_us = now_us;
  self->is_list = events->len > 1;
  self->receipts = g_array_sized_new (FALSE, FALSE, sizeof (WbReceipt), events->len);
  commit_init (&self->commit);
  return self;
}

static void
submission_free (Submission *self)
{
  g_ptr_array_unref (self->events);
  g_array_unref (self->receipts);
  commit_clear (&self->commit);
  g_free (self);
}

/* --- on the writer thread, inside its transaction --- */

static const char *
get_content (const WbEvent *event, const char *body)
{
  return event->content != NULL ? event->content : body;
}

/* A repeat is answered with what the first one got. */
static gboolean
answer_repeat (WbConnection *connection, Submission *submission, gint64 event_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) first = wb_event_store_get (connection, event_id, &local);
  WbReceipt receipt = { .id = event_id, .outcome = WB_OUTCOME_DUPLICATE };

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (first != NULL)
    receipt.notification_id = first->notification_id;
  g_array_append_val (submission->receipts, receipt);
  return TRUE;
}

static gboolean
store_notification (WbConnection *connection,
                    Submission *submission,
                    const WbAdmission *admission,
                    const WbOpenNotification *open,
                    WbNotification *notification,
                    GError **error)
{
  gboolean was_unread = open->id != 0 && open->read_us == 0;

  if (admission->outcome == WB_OUTCOME_MERGED)
    {
      if (!wb_notification_store_merge (connection, notification, error))
        return FALSE;
      g_ptr_array_add (submission->commit.merged, wb_notification_ref (notification));
    }
  else
    {
      if (!wb_notification_store_insert (connection, notification, error))
        return FALSE;
      g_ptr_array_add (submission->commit.added, wb_notification_ref (notification));
    }
  submission->commit.unread_change += (int) admission->is_unread - (int) was_unread;
  return TRUE;
}

static gboolean
store_event (WbConnection *connection,
             Submission *submission,
             WbEvent *event,
             const char *body,
             GError **error)
{
  WbOpenNotification open = { 0 };
  WbAdmission admission;
  g_autoptr (WbNotification) notification = NULL;
  g_autoptr (WbStoredEvent) row = NULL;
  WbReceipt receipt;
  gint64 id;

  if (!wb_event_store_get_next_id (connection, &id, error))
    return FALSE;
  if (event->dedup_key != NULL
      && !wb_notification_store_find_open (connection, event->dedup_key, &open, error))
    return FALSE;

  admission = wb_admission_decide (event, &open);
  notification = wb_admission_apply (&admission, event, &open, id, submission->now_us);
  row = wb_stored_event_new (id, submission->now_us, admission.outcome,
                             notification != NULL ? notification->id : 0, body);

  if (!wb_event_store_insert (connection, event, row, error)
      || (notification != NULL
          && !store_notification (connection, submission, &admission, &open, notification, error))
      || !wb_notification_store_resolve (connection, event, submission->now_us,
                                         submission->commit.resolved_ids, error))
    return FALSE;

  receipt = (WbReceipt){ id, admission.outcome, row->notification_id };
  g_array_append_val (submission->receipts, receipt);
  g_ptr_array_add (submission->commit.events, g_steal_pointer (&row));
  return event->idempotency_key == NULL
         || wb_idempotency_store_insert (connection, event->idempotency_key,
                                         get_content (event, body), id, submission->now_us, error);
}

static gboolean
admit_event (WbConnection *connection, Submission *submission, WbEvent *event, GError **error)
{
  g_autofree char *body = wb_event_to_json (event);
  gint64 first_id = 0;

  if (event->idempotency_key != NULL
      && !wb_idempotency_store_find (connection, event->idempotency_key, get_content (event, body),
                                     submission->now_us, &first_id, error))
    return FALSE;
  if (first_id != 0)
    return answer_repeat (connection, submission, first_id, error);

  return store_event (connection, submission, event, body, error);
}

static gboolean
admit_job (WbConnection *connection, gpointer data, GError **error)
{
  Submission *submission = data;

  for (guint i = 0; i < submission->events->len; i++)
    if (!admit_event (connection, submission, g_ptr_array_index (submission->events, i), error))
      {
        if (submission->is_list)
          g_prefix_error (error, "events[%u].", i);
        return FALSE;
      }
  return TRUE;
}

/* --- on the main context --- */

static void
announce_news (WbPipeline *self)
{
  WbCommit news = self->news;

  self->announce_id = 0;
  commit_init (&self->news);
  g_signal_emit (self, signals[COMMITTED], 0, &news);
  commit_clear (&news);
}

static gboolean
announce_cb (gpointer user_data)
{
  announce_news (user_data);
  return G_SOURCE_REMOVE;
}

/* What shared a commit is announced at once, after all its senders were answered: in a storm the
 * listeners would cost more than the answers. */
static void
announce (WbPipeline *self, WbCommit *commit)
{
  commit_take (&self->news, commit);
  if (self->announce_id == 0)
    self->announce_id = g_idle_add_full (G_PRIORITY_DEFAULT, announce_cb, self, NULL);
}

static void
wb_pipeline_dispose (GObject *object)
{
  WbPipeline *self = WB_PIPELINE (object);

  g_clear_handle_id (&self->announce_id, g_source_remove);
  commit_clear (&self->news);
  g_clear_object (&self->database);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_pipeline_parent_class)->dispose (object);
}

static void
wb_pipeline_class_init (WbPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_pipeline_dispose;

  /*
   * WbPipeline::committed:
   * @commit: (type gpointer): a WbCommit, lent for the time of the call
   *
   * Events are on disk, and their senders have been told so. Submissions that came together are
   * one commit.
   */
  signals[COMMITTED] = g_signal_new ("committed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
wb_pipeline_init (WbPipeline *self)
{
  commit_init (&self->news);
}

WbPipeline *
wb_pipeline_new (WbDatabase *database, WbClock *clock)
{
  WbPipeline *self = g_object_new (WB_TYPE_PIPELINE, NULL);

  self->database = g_object_ref (database);
  self->clock = g_object_ref (clock);
  return self;
}

static void
admitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WbPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;
  Submission *submission = wb_database_finish (WB_DATABASE (source), result, &error);

  if (submission == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, g_array_ref (submission->receipts), (GDestroyNotify) g_array_unref);
  if (submission->commit.events->len > 0)
    announce (self, &submission->commit);
}

/*
 * wb_pipeline_submit_async:
 * @events: (element-type WbEvent): all of them are stored, or none
 *
 * The callback is called once they are on disk. Errors: those of WbError but not-found; for more
 * than one event the message begins with its place.
 */
void
wb_pipeline_submit_async (WbPipeline *self,
                          GPtrArray *events,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  gsize size = 0;

  g_return_if_fail (WB_IS_PIPELINE (self));
  g_return_if_fail (events != NULL && events->len > 0);

  for (guint i = 0; i < events->len; i++)
    size += wb_event_get_size (g_ptr_array_index (events, i));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_pipeline_submit_async);
  wb_database_write_async (self->database, admit_job,
                           submission_new (events, wb_clock_get_now_us (self->clock)),
                           (GDestroyNotify) submission_free, size, admitted_cb, task);
}

/* wb_pipeline_submit_finish: (transfer full): a WbReceipt for each event, in order. */
GArray *
wb_pipeline_submit_finish (WbPipeline *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* wb_pipeline_announce_now: for who announces what was committed later, so that the order holds. */
void
wb_pipeline_announce_now (WbPipeline *self)
{
  g_return_if_fail (WB_IS_PIPELINE (self));

  if (self->announce_id == 0)
    return;
  g_source_remove (self->announce_id);
  announce_news (self);
}
