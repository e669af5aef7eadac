/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-pipeline.h"

#include <string.h>

#include "base/wb-error.h"
#include "engine/wb-centre-jobs.h"
#include "engine/wb-credential-call.h"
#include "engine/wb-performance.h"

#define SPARE_TRANSACTIONS 64 /* as many as a burst of events has under way */

struct _WbPipeline
{
  GObject parent_instance;

  WbDatabase *database;   /* owned */
  WbClock *clock;         /* owned */
  WbSecretKeeper *keeper; /* owned, nullable */
  WbPolicy *policy;       /* owned; its contents belong to the writer thread */
  WbCommit news;          /* on disk, and not announced yet */
  GPtrArray *spare;       /* owned, WbTransaction: for events to come */
  guint announce_id;
  WbAwaitFunc awaiter; /* nullable */
  gpointer awaiter_data;
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
  WbPipeline *pipeline; /* owned */
  GAsyncReadyCallback callback;
  gpointer callback_data;
  GPtrArray *events;          /* owned, WbEvent */
  gboolean is_list;           /* errors name the place of the event */
  GArray *receipts;           /* owned, WbReceipt */
  WbTransaction *transaction; /* owned */
} Submission;

G_DEFINE_FINAL_TYPE (WbPipeline, wb_pipeline, G_TYPE_OBJECT)

static WbTransaction *
take_transaction (WbPipeline *self)
{
  gint64 now_us = wb_clock_get_now_us (self->clock);
  WbTransaction *transaction;

  if (self->spare->len == 0)
    return wb_transaction_new (self->policy, now_us);
  transaction = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  wb_transaction_restart (transaction, now_us);
  return transaction;
}

/* Those of single events only: a list leaves behind as much room as it was long. */
static void
give_back_transaction (WbPipeline *self, WbTransaction *transaction, gboolean is_list)
{
  if (is_list || self->spare->len >= SPARE_TRANSACTIONS)
    {
      wb_transaction_free (transaction);
      return;
    }
  wb_transaction_empty (transaction);
  g_ptr_array_add (self->spare, transaction);
}

static Submission *
submission_new (WbPipeline *pipeline,
                GPtrArray *events,
                GAsyncReadyCallback callback,
                gpointer callback_data)
{
  Submission *self = g_new (Submission, 1);

  *self = (Submission){
    .pipeline = g_object_ref (pipeline),
    .callback = callback,
    .callback_data = callback_data,
    .events = g_ptr_array_ref (events),
    .is_list = events->len > 1,
    .receipts = g_array_sized_new (FALSE, FALSE, sizeof (WbReceipt), events->len),
    .transaction = take_transaction (pipeline),
  };
  return self;
}

static void
submission_free (Submission *self)
{
  g_ptr_array_unref (self->events);
  g_array_unref (self->receipts);
  give_back_transaction (self->pipeline, self->transaction, self->is_list);
  g_object_unref (self->pipeline);
  g_free (self);
}

/* --- on the writer thread, inside its transaction --- */

static gboolean
admit_job (WbConnection *connection, gpointer data, GError **error)
{
  Submission *submission = data;

  if (!wb_transaction_begin (submission->transaction, connection, error))
    return FALSE;
  for (guint i = 0; i < submission->events->len; i++)
    {
      WbReceipt receipt;

      if (!wb_transaction_take_in (submission->transaction,
                                   g_ptr_array_index (submission->events, i), &receipt, error))
        {
          if (submission->is_list)
            g_prefix_error (error, "events[%u].", i);
          return FALSE;
        }
      g_array_append_val (submission->receipts, receipt);
    }
  return TRUE;
}

/* --- on the main context --- */

static void
announce_news (WbPipeline *self)
{
  WbCommit news = self->news;

  self->announce_id = 0;
  wb_commit_init (&self->news);
  g_signal_emit (self, signals[COMMITTED], 0, &news);
  wb_commit_clear (&news);
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
announce (WbPipeline *self, WbTransaction *transaction)
{
  WbCommit *commit = wb_transaction_get_commit (transaction);

  if (wb_commit_is_empty (commit))
    return;
  wb_commit_take (&self->news, commit);
  if (self->announce_id == 0)
    self->announce_id = g_idle_add_full (G_PRIORITY_DEFAULT, announce_cb, self, NULL);
}

static void
announce_now (WbPipeline *self)
{
  if (self->announce_id == 0)
    return;
  g_source_remove (self->announce_id);
  announce_news (self);
}

static void
wb_pipeline_dispose (GObject *object)
{
  WbPipeline *self = WB_PIPELINE (object);

  g_clear_handle_id (&self->announce_id, g_source_remove);
  wb_commit_clear (&self->news);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_object (&self->database);
  g_clear_object (&self->clock);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->policy, wb_policy_unref);

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
  wb_commit_init (&self->news);
  self->spare = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_transaction_free);
  self->policy = wb_policy_new ();
}

WbPipeline *
wb_pipeline_new (WbDatabase *database, WbClock *clock)
{
  WbPipeline *self = g_object_new (WB_TYPE_PIPELINE, NULL);

  self->database = g_object_ref (database);
  self->clock = g_object_ref (clock);
  return self;
}

/* wb_pipeline_set_secret_keeper: who keeps the credentials that come with orders. */
void
wb_pipeline_set_secret_keeper (WbPipeline *self, WbSecretKeeper *keeper)
{
  g_return_if_fail (WB_IS_PIPELINE (self));

  g_set_object (&self->keeper, keeper);
}

/* wb_pipeline_set_awaiter: @func: (nullable): who knows when deliveries are settled. */
void
wb_pipeline_set_awaiter (WbPipeline *self, WbAwaitFunc func, gpointer user_data)
{
  g_return_if_fail (WB_IS_PIPELINE (self));

  self->awaiter = func;
  self->awaiter_data = user_data;
}

static void
admitted_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Submission *submission = user_data;

  /* Put down before the sender is answered, so that what it asks next finds it announced. */
  if (!g_task_had_error (G_TASK (result)))
    announce (submission->pipeline, submission->transaction);
  if (submission->callback != NULL)
    submission->callback (G_OBJECT (submission->pipeline), result, submission->callback_data);
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
  Submission *submission;
  gsize size = 0;

  g_return_if_fail (WB_IS_PIPELINE (self));
  g_return_if_fail (events != NULL && events->len > 0);

  for (guint i = 0; i < events->len; i++)
    size += wb_event_get_size (g_ptr_array_index (events, i));

  submission = submission_new (self, events, callback, user_data);
  /* A single event is refused before anything is written. */
  if (events->len == 1)
    wb_database_write_bare_async (self->database, admit_job, submission,
                                  (GDestroyNotify) submission_free, size, admitted_cb, submission);
  else
    wb_database_write_async (self->database, admit_job, submission,
                             (GDestroyNotify) submission_free, size, admitted_cb, submission);
}

/* wb_pipeline_submit_finish: (transfer full): a WbReceipt for each event, in order. */
GArray *
wb_pipeline_submit_finish (WbPipeline *self, GAsyncResult *result, GError **error)
{
  Submission *submission = wb_database_finish (self->database, result, error);

  return submission != NULL ? g_array_ref (submission->receipts) : NULL;
}

static void
free_answer (GString *answer)
{
  g_string_free (answer, TRUE);
}

static void performed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (wb_database_finish (WB_DATABASE (source), result, &error) == NULL && error != NULL)
    g_debug ("search goes on without the newest: %s", error->message);
  wb_database_read_async (WB_DATABASE (source), wb_performance_ask_job, g_task_get_task_data (task),
                          NULL, NULL, performed_cb, task);
}

/* @task: (transfer full): owns the performance, whichever threads it goes through. */
static void
start (WbPipeline *self,
       GTask *task,
       const WbOperation *operation,
       const char *input,
       const char *actor)
{
  GError *error = NULL;
  WbPerformance *performance = wb_performance_new (operation, input, actor, self->policy,
                                                   wb_clock_get_now_us (self->clock), &error);

  if (performance == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, performance, (GDestroyNotify) wb_performance_free);
  if (operation->searches && wb_performance_has_text (performance))
    wb_database_write_async (self->database, wb_catch_up_job, NULL, NULL, 0, caught_up_cb, task);
  else if (operation->ask != NULL)
    wb_database_read_async (self->database, wb_performance_ask_job, performance, NULL, NULL,
                            performed_cb, task);
  else if (operation->is_idle)
    wb_database_write_idle_async (self->database, wb_performance_perform_job, performance, NULL,
                                  performed_cb, task);
  else
    wb_database_write_async (self->database, wb_performance_perform_job, performance, NULL,
                             strlen (input), performed_cb, task);
}

/* What was done to notifications is announced at once: were it to wait for events that come
 * after it, one that merged since would pass for seen. */
static void
announce_order (WbPipeline *self, WbTransaction *transaction)
{
  const WbCommit *commit = wb_transaction_get_commit (transaction);
  gboolean has_changed
      = commit->closed_ids->len + commit->changed_ids->len + commit->removed_ids->len > 0;

  announce (self, transaction);
  if (has_changed)
    announce_now (self);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WbPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;
  WbPerformance *performance = g_task_get_task_data (task);
  g_autofree char *input = NULL;
  g_autofree char *actor = NULL;

  if (wb_database_finish (WB_DATABASE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  announce_order (self, performance->transaction);
  if (performance->operation->awaits_delivery && self->awaiter != NULL)
    {
      self->awaiter (g_steal_pointer (&performance->answer), g_object_ref (task),
                     self->awaiter_data);
      return;
    }
  if (!wb_transaction_is_continued (performance->transaction))
    {
      g_task_return_pointer (task, g_steal_pointer (&performance->answer),
                             (GDestroyNotify) free_answer);
      return;
    }
  input = g_strdup (performance->answer->str);
  actor = g_strdup (performance->actor);
  start (self, g_object_ref (task), performance->operation, input, actor);
}

/* wb_pipeline_perform_clean_async: the same, for who has seen to it that @input has none. */
void
wb_pipeline_perform_clean_async (WbPipeline *self,
                                 const WbOperation *operation,
                                 const char *input,
                                 const char *actor,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_PIPELINE (self));
  g_return_if_fail ((operation->ask == NULL) != (operation->perform == NULL));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_pipeline_perform_clean_async);
  start (self, task, operation, input, actor);
}

/*
 * wb_pipeline_perform_async:
 * @input: JSON object
 * @actor: who asks, for the audit log: "http", "dbus :1.7"
 *
 * The callback of an order is called once it is on disk. Errors: those of WbError. Credentials that
 * come with it go to the keyring, and no further here.
 */
void
wb_pipeline_perform_async (WbPipeline *self,
                           const WbOperation *operation,
                           const char *input,
                           const char *actor,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_PIPELINE (self));

  if (operation->credentials == NULL)
    {
      wb_pipeline_perform_clean_async (self, operation, input, actor, callback, user_data);
      return;
    }
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_pipeline_perform_async);
  wb_credential_call_async (self, self->keeper, operation, input, actor, task);
}

/* wb_pipeline_perform_finish: (transfer full): the answer, a JSON object. */
GString *
wb_pipeline_perform_finish (WbPipeline *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- jobs of other parts --- */

typedef struct
{
  WbTransactionJob job;
  gpointer data;
  GDestroyNotify data_free;
  WbTransaction *transaction; /* owned */
} Run;

static void
run_free (gpointer data)
{
  Run *self = data;

  if (self->data_free != NULL)
    self->data_free (self->data);
  wb_transaction_free (self->transaction);
  g_free (self);
}

static gboolean
run_job (WbConnection *connection, gpointer data, GError **error)
{
  Run *run = data;

  return wb_transaction_begin (run->transaction, connection, error)
         && run->job (run->transaction, run->data, error);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WbPipeline *self = g_task_get_source_object (task);
  GError *error = NULL;
  Run *run = wb_database_finish (WB_DATABASE (source), result, &error);

  if (run == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  announce (self, run->transaction);
  /* The callback may come only in a later round of the main loop: the data lives until then. */
  g_task_set_task_data (task, g_object_ref (result), g_object_unref);
  g_task_return_pointer (task, run->data, NULL);
}

/*
 * wb_pipeline_run_async:
 * @data: (transfer full): the job's own, read again by the caller once it is done; lives until
 *   after @callback
 */
void
wb_pipeline_run_async (WbPipeline *self,
                       WbTransactionJob job,
                       gpointer data,
                       GDestroyNotify data_free,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;
  Run *run;

  g_return_if_fail (WB_IS_PIPELINE (self));

  run = g_new (Run, 1);
  *run = (Run){ job, data, data_free,
                wb_transaction_new (self->policy, wb_clock_get_now_us (self->clock)) };
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_pipeline_run_async);
  wb_database_write_async (self->database, run_job, run, run_free, 0, ran_cb, task);
}

/* wb_pipeline_run_finish: (transfer none): the job's data; %NULL with an error of WbError. */
gpointer
wb_pipeline_run_finish (WbPipeline *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
