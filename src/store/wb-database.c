/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-database.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "store/wb-data-folder.h"
#include "store/wb-idle-queue.h"
#include "store/wb-turn.h"
#include "store/wb-work.h"

#define HANDOVER_JOBS 16     /* the writer begins with, while the main context goes on */
#define BATCH_JOBS 256       /* in one commit, and those that came with the last of them */
#define CAREFUL_BATCHES 64   /* after a job that should not have failed did */
#define LOG_PAGES_STEP 4096  /* 16 MiB: fold that much back from the reader's thread */
#define LOG_PAGES_HARD 16384 /* 64 MiB: fold it back before the next commit */

/*
 *   main context                 writer thread                 main context
 *   write_async: gather
 *   16, or end of turn: queue -> take all that wait (about 256)
 *                                BEGIN, each (but bare ones in a SAVEPOINT), COMMIT
 *                                file still there?
 *                                whole batch --------------->  one source: finish every task
 *
 * What a turn of the main loop brings is handed over in groups, and the rest at its end: were it
 * each job by itself, the first of many requests would have a commit of its own; were it all of
 * them together, the writer would be idle while the turn goes on, and the main context while the
 * commit does. Jobs that arrive while a commit syncs form the next batch: no timer, no linger. Idle
 * work is put aside until nobody waits; then each has a commit of its own.
 */
struct _WbDatabase
{
  GObject parent_instance;

  char *path;               /* owned */
  int lock_fd;              /* holds the folder for one agent */
  WbConnection *connection; /* owned by the writer once it runs; NULL after a failure */
  guint checkpoint_pages;   /* of the writer: how long the log was at the last checkpoint */
  guint careful_batches;    /* of the writer: so many to come have a savepoint for each job */
  WbIdleQueue idle_works;   /* of the writer: owned, WbWork that is put aside */

  GPtrArray *gathered; /* owned, WbWork: of this turn of the main loop */
  GSource *turn;       /* owned: hands them over */
  GThread *writer;
  GAsyncQueue *writes; /* owned, GPtrArray of WbWork */
  GThread *reader;
  GAsyncQueue *reads; /* owned, WbWork */

  int waiting_jobs;      /* atomic */
  gssize waiting_bytes;  /* atomic */
  int generation;        /* atomic: grows when the writer opened the file anew */
  int is_checkpoint_due; /* atomic */
  int is_failing;        /* atomic, set by the writer: the last batch was not stored */
  gboolean is_closed;    /* no job is taken any more */
};

G_DEFINE_FINAL_TYPE (WbDatabase, wb_database, G_TYPE_OBJECT)

/* --- writer --- */

static gboolean
finish_batch_cb (gpointer user_data)
{
  GPtrArray *batch = user_data;

  for (guint i = 0; i < batch->len; i++)
    wb_work_finish (g_ptr_array_index (batch, i));
  return G_SOURCE_REMOVE;
}

/* @batch: (transfer full): the main context ends it, so that what it made is freed there. */
static void
post_batch (WbDatabase *self, GPtrArray *batch)
{
  g_autoptr (GSource) source = NULL;
  gssize bytes = 0;

  for (guint i = 0; i < batch->len; i++)
    bytes += (gssize) ((WbWork *) g_ptr_array_index (batch, i))->size_bytes;
  g_atomic_int_add (&self->waiting_jobs, -(int) batch->len);
  g_atomic_pointer_add (&self->waiting_bytes, -bytes);

  /* Not g_main_context_invoke(): that runs here while nobody iterates the main context. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, finish_batch_cb, batch, (GDestroyNotify) g_ptr_array_unref);
  g_source_attach (source, NULL);
}

static gboolean
checkpoint_job (WbConnection *connection, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  wb_connection_checkpoint (connection, SQLITE_CHECKPOINT_PASSIVE);
  return TRUE;
}

/* The reader folds the log back, so that no commit waits for the sync of the database file. */
static void
keep_log_short (WbDatabase *self)
{
  guint pages = wb_connection_get_log_pages (self->connection);

  /* While commits go on the log is never folded back whole, and so never starts anew: a step is
   * how much must have been added since the last time. */
  if (pages < self->checkpoint_pages)
    self->checkpoint_pages = 0;
  if (pages > LOG_PAGES_HARD)
    wb_connection_checkpoint (self->connection, SQLITE_CHECKPOINT_RESTART);
  else if (pages > self->checkpoint_pages + LOG_PAGES_STEP
           && g_atomic_int_compare_and_exchange (&self->is_checkpoint_due, FALSE, TRUE))
    {
      self->checkpoint_pages = pages;
      g_async_queue_push (self->reads, wb_work_new (checkpoint_job, NULL));
    }
}

static WbConnection *
reopen (WbDatabase *self, GError **error)
{
  WbConnection *connection = wb_connection_open_writer (self->path, error);

  if (connection != NULL)
    g_atomic_int_inc (&self->generation);
  return connection;
}

/* @batch: (transfer full) */
static void
run_batch (WbDatabase *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;

  if (self->connection == NULL)
    self->connection = reopen (self, &error);

  if (self->connection == NULL
      || !wb_work_commit_batch (batch, self->connection, self->careful_batches > 0, &error))
    {
      self->careful_batches = CAREFUL_BATCHES;
      if (g_atomic_int_compare_and_exchange (&self->is_failing, FALSE, TRUE))
        g_warning ("events cannot be stored: %s", error->message);
      wb_work_fail_batch (batch, error);
      /* A failed commit is never tried again on the same handle: its frames may be in the log. */
      if (!g_error_matches (error, WB_ERROR, WB_ERROR_STORAGE_FULL))
        g_clear_pointer (&self->connection, wb_connection_close);
    }
  else
    {
      self->careful_batches -= MIN (self->careful_batches, 1);
      if (g_atomic_int_compare_and_exchange (&self->is_failing, TRUE, FALSE))
        g_message ("events are stored again");
    }
  post_batch (self, batch);
  if (self->connection != NULL)
    keep_log_short (self);
}

/* Returns (transfer full) the first of the next batch; NULL when idle work may run. */
static GPtrArray *
wait_for_work (WbDatabase *self)
{
  gint64 wait_us = wb_idle_queue_get_wait_us (&self->idle_works, g_get_monotonic_time ());

  if (wait_us < 0)
    return g_async_queue_pop (self->writes);
  return wait_us > 0 ? g_async_queue_timeout_pop (self->writes, (guint64) wait_us)
                     : g_async_queue_try_pop (self->writes);
}

/* Puts aside what is no work for now; returns the one that ends the thread, if it came. */
static WbWork *
sort_out (WbDatabase *self, GPtrArray *batch)
{
  WbWork *last = NULL;

  for (guint i = 0; i < batch->len;)
    {
      WbWork *work = g_ptr_array_index (batch, i);

      if (work->job != NULL && !work->is_idle)
        {
          i++;
          continue;
        }
      g_ptr_array_steal_index (batch, i);
      if (work->is_idle)
        wb_idle_queue_push (&self->idle_works, work);
      else
        last = work;
    }
  return last;
}

/* Adds what else waits, up to about a batch. */
static void
fill_batch (WbDatabase *self, GPtrArray *batch)
{
  GPtrArray *more;

  while (batch->len < BATCH_JOBS && (more = g_async_queue_try_pop (self->writes)) != NULL)
    g_ptr_array_extend_and_steal (batch, more);
}

static void
run_idle_work (WbDatabase *self)
{
  GPtrArray *batch = wb_work_new_batch ();

  g_ptr_array_add (batch, wb_idle_queue_pop (&self->idle_works));
  g_atomic_int_inc (&self->waiting_jobs); /* nobody waited for it before */
  run_batch (self, batch);
}

static void
refuse_idle_work (WbDatabase *self)
{
  WbWork *work;

  while ((work = wb_idle_queue_pop (&self->idle_works)) != NULL)
    {
      wb_work_refuse (work);
      wb_work_free (work);
    }
}

static gpointer
writer_thread (gpointer user_data)
{
  WbDatabase *self = user_data;
  g_autoptr (WbWork) last = NULL;

  while (last == NULL)
    {
      g_autoptr (GPtrArray) batch = wait_for_work (self);

      if (batch == NULL)
        {
          run_idle_work (self);
          continue;
        }
      fill_batch (self, batch);
      last = sort_out (self, batch);
      if (batch->len > 0)
        {
          run_batch (self, g_steal_pointer (&batch));
          wb_idle_queue_put_off (&self->idle_works, g_get_monotonic_time ());
        }
    }

  refuse_idle_work (self);
  if (self->connection != NULL)
    wb_connection_checkpoint (self->connection, SQLITE_CHECKPOINT_TRUNCATE);
  g_clear_pointer (&self->connection, wb_connection_close);
  return NULL;
}

/* --- reader --- */

static void
run_read (WbConnection *connection, WbWork *work)
{
  if (work->task != NULL && g_task_return_error_if_cancelled (work->task))
    {
      g_clear_object (&work->task);
      return;
    }
  wb_work_run (work, connection);
}

static gpointer
reader_thread (gpointer user_data)
{
  WbDatabase *self = user_data;
  g_autoptr (WbConnection) connection = NULL;
  int generation = -1;

  for (;;)
    {
      g_autoptr (WbWork) work = g_async_queue_pop (self->reads);

      if (work->job == NULL)
        return NULL;
      if (connection == NULL || generation != g_atomic_int_get (&self->generation))
        {
          g_clear_pointer (&connection, wb_connection_close);
          generation = g_atomic_int_get (&self->generation);
          connection = wb_connection_open_reader (self->path, &work->error);
        }
      if (connection != NULL)
        run_read (connection, work);
      if (work->job == checkpoint_job)
        g_atomic_int_set (&self->is_checkpoint_due, FALSE);
      wb_work_finish (work);
    }
}

/* --- the main context's turns --- */

static void
hand_over (gpointer user_data)
{
  WbDatabase *self = user_data;

  if (self->gathered->len == 0)
    return;
  g_async_queue_push (self->writes, self->gathered);
  self->gathered = wb_work_new_batch ();
}

/* --- opening and closing --- */

/*
 * wb_database_open:
 * @path: of the database file; its folder is made when it is not there
 *
 * Opens the file once on this thread, so that a newer schema or a foreign file is an error here;
 * then starts the threads. Callbacks of jobs run on the default main context.
 */
WbDatabase *
wb_database_open (const char *path, GError **error)
{
  g_autoptr (WbDatabase) self = g_object_new (WB_TYPE_DATABASE, NULL);

  g_return_val_if_fail (path != NULL, NULL);

  /* Nobody reads SQLite's count of its memory, which costs a lock for each allocation. */
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);

  self->path = wb_data_folder_prepare (path, error);
  if (self->path == NULL)
    return NULL;
  self->lock_fd = wb_data_folder_lock (self->path, error);
  if (self->lock_fd < 0)
    return NULL;

  self->connection = wb_connection_open_writer (self->path, error);
  if (self->connection == NULL)
    return NULL;
  g_chmod (self->path, 0600);

  self->writer = g_thread_new ("store-writer", writer_thread, self);
  self->reader = g_thread_new ("store-reader", reader_thread, self);
  self->turn = wb_turn_attach (hand_over, self);
  return g_steal_pointer (&self);
}

/* wb_database_close: brings to disk what waits and ends the threads; later jobs are refused. */
void
wb_database_close (WbDatabase *self)
{
  g_return_if_fail (WB_IS_DATABASE (self));

  self->is_closed = TRUE;
  if (self->reader != NULL)
    {
      g_async_queue_push (self->reads, wb_work_new (NULL, NULL));
      g_thread_join (g_steal_pointer (&self->reader));
    }
  if (self->writer != NULL)
    {
      g_ptr_array_add (self->gathered, wb_work_new (NULL, NULL));
      hand_over (self);
      g_thread_join (g_steal_pointer (&self->writer));
    }
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
}

static void
wb_database_finalize (GObject *object)
{
  WbDatabase *self = WB_DATABASE (object);

  wb_database_close (self);
  if (self->turn != NULL)
    g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
  g_ptr_array_unref (self->gathered);
  g_async_queue_unref (self->writes);
  g_async_queue_unref (self->reads);
  g_free (self->path);

  G_OBJECT_CLASS (wb_database_parent_class)->finalize (object);
}

static void
wb_database_class_init (WbDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_database_finalize;
}

static void
wb_database_init (WbDatabase *self)
{
  self->lock_fd = -1;
  self->gathered = wb_work_new_batch ();
  self->writes = g_async_queue_new_full ((GDestroyNotify) g_ptr_array_unref);
  self->reads = g_async_queue_new_full ((GDestroyNotify) wb_work_free);
}

static void
gather (WbDatabase *self, WbWork *work)
{
  g_ptr_array_add (self->gathered, work);
  if (self->gathered->len == HANDOVER_JOBS)
    hand_over (self);
}

static gboolean
reserve (WbDatabase *self, gsize size_bytes)
{
  if (g_atomic_int_get (&self->waiting_jobs) >= WB_DATABASE_QUEUE_JOBS
      || (gsize) (gssize) g_atomic_pointer_get (&self->waiting_bytes) + size_bytes
             > WB_DATABASE_QUEUE_BYTES)
    return FALSE;

  g_atomic_int_inc (&self->waiting_jobs);
  g_atomic_pointer_add (&self->waiting_bytes, (gssize) size_bytes);
  return TRUE;
}

static void
push_work (WbDatabase *self, GAsyncQueue *queue, WbWork *work)
{
  if (self->is_closed)
    wb_work_refuse (work);
  else if (queue == self->writes && !work->is_idle && !reserve (self, work->size_bytes))
    g_task_return_new_error (work->task, WB_ERROR, WB_ERROR_BUSY,
                             "%d events wait to be stored; try again in a second",
                             g_atomic_int_get (&self->waiting_jobs));
  else if (queue == self->writes)
    gather (self, g_steal_pointer (&work));
  else
    g_async_queue_push (queue, g_steal_pointer (&work));
  g_clear_pointer (&work, wb_work_free);
}

static WbWork *
create_work (WbDatabase *self,
             WbDatabaseJob job,
             gpointer data,
             GDestroyNotify data_free,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_assert (job != NULL);
  g_task_set_source_tag (task, create_work);
  g_task_set_task_data (task, data, data_free);
  return wb_work_new (job, task);
}

/*
 * wb_database_write_async:
 * @data: (transfer full): given to @job and, when it succeeded, by wb_database_finish()
 * @size_bytes: about how much memory it holds
 *
 * The callback is called once the transaction is on disk. With too much waiting the job is refused
 * with WB_ERROR_BUSY.
 */
void
wb_database_write_async (WbDatabase *self,
                         WbDatabaseJob job,
                         gpointer data,
                         GDestroyNotify data_free,
                         gsize size_bytes,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  WbWork *work = create_work (self, job, data, data_free, NULL, callback, user_data);

  work->size_bytes = size_bytes;
  push_work (self, self->writes, work);
}

/*
 * wb_database_write_bare_async:
 *
 * As wb_database_write_async(), for a job that fails before its first change or with the database
 * itself, and so needs no savepoint: that costs more than a small job. If it fails later after all,
 * everything in its commit does, and the next commits have savepoints for all.
 */
void
wb_database_write_bare_async (WbDatabase *self,
                              WbDatabaseJob job,
                              gpointer data,
                              GDestroyNotify data_free,
                              gsize size_bytes,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  WbWork *work = create_work (self, job, data, data_free, NULL, callback, user_data);

  work->size_bytes = size_bytes;
  work->is_bare = TRUE;
  push_work (self, self->writes, work);
}

/*
 * wb_database_write_idle_async:
 *
 * As wb_database_write_async(), when no other job came for a while, or between jobs that come one
 * by one: @job is small, so that none of them waits for it long.
 */
void
wb_database_write_idle_async (WbDatabase *self,
                              WbDatabaseJob job,
                              gpointer data,
                              GDestroyNotify data_free,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  WbWork *work = create_work (self, job, data, data_free, NULL, callback, user_data);

  work->is_idle = TRUE;
  push_work (self, self->writes, work);
}

/* wb_database_read_async: as wb_database_write_async(), on the reader; @job only reads. */
void
wb_database_read_async (WbDatabase *self,
                        WbDatabaseJob job,
                        gpointer data,
                        GDestroyNotify data_free,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  push_work (self, self->reads,
             create_work (self, job, data, data_free, cancellable, callback, user_data));
}

/*
 * wb_database_finish:
 *
 * Returns: (transfer none): the job's data, which lives as long as @result; %NULL with an error
 */
gpointer
wb_database_finish (WbDatabase *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
wb_database_get_path (WbDatabase *self)
{
  g_return_val_if_fail (WB_IS_DATABASE (self), NULL);

  return self->path;
}

/* wb_database_is_failing: the last commit did not reach the disk. */
gboolean
wb_database_is_failing (WbDatabase *self)
{
  g_return_val_if_fail (WB_IS_DATABASE (self), TRUE);

  return g_atomic_int_get (&self->is_failing) != 0;
}

/* wb_database_count_waiting: jobs that were taken in and are not on disk yet. */
guint
wb_database_count_waiting (WbDatabase *self)
{
  g_return_val_if_fail (WB_IS_DATABASE (self), 0);

  return (guint) g_atomic_int_get (&self->waiting_jobs);
}
