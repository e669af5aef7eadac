/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-database.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "store/wb-data-folder.h"

#define BATCH_JOBS 256             /* in one commit */
#define IDLE_DELAY_US (200 * 1000) /* without jobs, until idle work begins */
#define LOG_PAGES_STEP 4096        /* 16 MiB: fold that much back from the reader's thread */
#define LOG_PAGES_HARD 16384       /* 64 MiB: fold it back before the next commit */

/*
 *   any thread                writer thread                    main context
 *   write_async --> queue --> take all that wait (<= 256)
 *                             BEGIN, each in a SAVEPOINT, COMMIT
 *                             file still there?
 *                             whole batch ------------------>  one source: finish every task
 *
 * Jobs that arrive while a commit syncs form the next batch: no timer, no linger.
 */
struct _WbDatabase
{
  GObject parent_instance;

  char *path;                 /* owned */
  int lock_fd;                /* holds the folder for one agent */
  WbDatabaseIdleJob idle_job; /* nullable */
  WbConnection *connection;   /* owned by the writer once it runs; NULL after a failure */
  guint checkpoint_pages;     /* of the writer: how long the log was at the last checkpoint */
  gboolean is_failing;        /* the writer's: said in the log once, however many batches fail */

  GThread *writer;
  GAsyncQueue *writes; /* owned, Work */
  GThread *reader;
  GAsyncQueue *reads; /* owned, Work */

  int waiting_jobs;      /* atomic */
  gssize waiting_bytes;  /* atomic */
  int generation;        /* atomic: grows when the writer opened the file anew */
  int is_checkpoint_due; /* atomic */
  gboolean is_closed;    /* no job is taken any more */
};

/* One job on its way. */
typedef struct
{
  WbDatabaseJob job; /* NULL: the thread ends */
  GTask *task;       /* owned, nullable; its task data is the job's data */
  gsize size_bytes;
  GError *error; /* owned, nullable */
  gboolean is_ok;
} Work;

G_DEFINE_FINAL_TYPE (WbDatabase, wb_database, G_TYPE_OBJECT)

static void
work_free (Work *work)
{
  g_clear_object (&work->task);
  g_clear_error (&work->error);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static Work *
work_new (WbDatabaseJob job, GTask *task, gsize size_bytes)
{
  Work *work = g_new0 (Work, 1);

  work->job = job;
  work->task = task;
  work->size_bytes = size_bytes;
  return work;
}

static gpointer
get_data (const Work *work)
{
  return work->task != NULL ? g_task_get_task_data (work->task) : NULL;
}

static void
finish_work (Work *work)
{
  if (work->task == NULL)
    return;
  if (work->is_ok)
    g_task_return_pointer (work->task, get_data (work), NULL);
  else
    g_task_return_error (work->task, g_steal_pointer (&work->error));
}

/* --- writer --- */

/* Returns FALSE when the error of this job ends the transaction, and with it all jobs before. */
static gboolean
run_write (WbConnection *connection, Work *work, GError **error)
{
  if (wb_connection_run (connection, "SAVEPOINT job", &work->error))
    work->is_ok = work->job (connection, get_data (work), &work->error);

  if (!wb_connection_is_in_transaction (connection))
    {
      g_propagate_error (error, g_error_copy (work->error));
      return FALSE;
    }
  /* Without that the next commit would keep half a job. */
  if (!work->is_ok && !wb_connection_run (connection, "ROLLBACK TO job", error))
    return FALSE;
  wb_connection_run (connection, "RELEASE job", NULL);
  return TRUE;
}

static void
fail_batch (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++)
    {
      Work *work = g_ptr_array_index (batch, i);

      if (!work->is_ok && work->error != NULL)
        continue;
      work->is_ok = FALSE;
      work->error = g_error_copy (error);
    }
}

/* Steps 4 to 6 of an event: all jobs that wait share one commit. */
static gboolean
commit_batch (WbConnection *connection, GPtrArray *batch, GError **error)
{
  if (!wb_connection_run (connection, "BEGIN IMMEDIATE", error))
    return FALSE;

  for (guint i = 0; i < batch->len; i++)
    if (!run_write (connection, g_ptr_array_index (batch, i), error))
      {
        wb_connection_run (connection, "ROLLBACK", NULL);
        return FALSE;
      }

  if (!wb_connection_run (connection, "COMMIT", error))
    {
      wb_connection_run (connection, "ROLLBACK", NULL);
      return FALSE;
    }
  return wb_connection_check_file (connection, error);
}

static gboolean
finish_batch_cb (gpointer user_data)
{
  GPtrArray *batch = user_data;

  for (guint i = 0; i < batch->len; i++)
    finish_work (g_ptr_array_index (batch, i));
  return G_SOURCE_REMOVE;
}

static void
post_batch (WbDatabase *self, GPtrArray *batch)
{
  g_autoptr (GSource) source = NULL;
  gssize bytes = 0;

  for (guint i = 0; i < batch->len; i++)
    bytes += (gssize) ((Work *) g_ptr_array_index (batch, i))->size_bytes;
  g_atomic_int_add (&self->waiting_jobs, -(int) batch->len);
  g_atomic_pointer_add (&self->waiting_bytes, -bytes);

  /* Not g_main_context_invoke(): that runs here while nobody iterates the main context. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, finish_batch_cb, g_ptr_array_ref (batch),
                         (GDestroyNotify) g_ptr_array_unref);
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
      g_async_queue_push (self->reads, work_new (checkpoint_job, NULL, 0));
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

static void
run_batch (WbDatabase *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;

  if (self->connection == NULL)
    self->connection = reopen (self, &error);

  if (self->connection == NULL || !commit_batch (self->connection, batch, &error))
    {
      if (!self->is_failing)
        g_warning ("events cannot be stored: %s", error->message);
      self->is_failing = TRUE;
      fail_batch (batch, error);
      /* A failed commit is never tried again on the same handle: its frames may be in the log. */
      if (!g_error_matches (error, WB_ERROR, WB_ERROR_STORAGE_FULL))
        g_clear_pointer (&self->connection, wb_connection_close);
    }
  else if (self->is_failing)
    {
      g_message ("events are stored again");
      self->is_failing = FALSE;
    }
  post_batch (self, batch);
  if (self->connection != NULL)
    keep_log_short (self);
}

/* Returns the first of the next batch; NULL when idle work may go on. */
static Work *
wait_for_work (WbDatabase *self, gboolean has_idle_work)
{
  if (has_idle_work)
    return g_async_queue_timeout_pop (self->writes, IDLE_DELAY_US);
  return g_async_queue_pop (self->writes);
}

static gboolean
run_idle_slice (WbDatabase *self, GError **error)
{
  gboolean has_more;

  if (!wb_connection_run (self->connection, "BEGIN IMMEDIATE", error))
    return FALSE;

  has_more = self->idle_job (self->connection, error);
  if (*error != NULL || !wb_connection_run (self->connection, "COMMIT", error))
    {
      wb_connection_run (self->connection, "ROLLBACK", NULL);
      return FALSE;
    }
  keep_log_short (self);
  return has_more;
}

/* Returns whether idle work is left for the next pause. */
static gboolean
run_idle_work (WbDatabase *self)
{
  g_autoptr (GError) error = NULL;
  gboolean has_more = self->connection != NULL;

  while (has_more && g_async_queue_length (self->writes) <= 0)
    has_more = run_idle_slice (self, &error);
  if (error != NULL)
    g_debug ("idle work: %s", error->message);
  /* As after a batch: not one more commit on this handle. */
  if (error != NULL && !g_error_matches (error, WB_ERROR, WB_ERROR_STORAGE_FULL))
    g_clear_pointer (&self->connection, wb_connection_close);
  return has_more;
}

/* Takes what waits, up to a batch; returns the work that ends the thread, if it came. */
static Work *
collect_batch (WbDatabase *self, Work *first, GPtrArray *batch)
{
  Work *work = first;

  while (work != NULL && work->job != NULL)
    {
      g_ptr_array_add (batch, work);
      work = batch->len < BATCH_JOBS ? g_async_queue_try_pop (self->writes) : NULL;
    }
  return work;
}

static gpointer
writer_thread (gpointer user_data)
{
  WbDatabase *self = user_data;
  gboolean has_idle_work = self->idle_job != NULL;
  g_autoptr (Work) last = NULL;

  while (last == NULL)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) work_free);
      Work *work = wait_for_work (self, has_idle_work);

      if (work == NULL)
        {
          has_idle_work = run_idle_work (self);
          continue;
        }
      last = collect_batch (self, work, batch);
      if (batch->len > 0)
        run_batch (self, batch);
      has_idle_work = self->idle_job != NULL;
    }

  if (self->connection != NULL)
    wb_connection_checkpoint (self->connection, SQLITE_CHECKPOINT_TRUNCATE);
  g_clear_pointer (&self->connection, wb_connection_close);
  return NULL;
}

/* --- reader --- */

static void
run_read (WbConnection *connection, Work *work)
{
  if (work->task != NULL && g_task_return_error_if_cancelled (work->task))
    {
      g_clear_object (&work->task);
      return;
    }
  work->is_ok = work->job (connection, get_data (work), &work->error);
}

static gpointer
reader_thread (gpointer user_data)
{
  WbDatabase *self = user_data;
  g_autoptr (WbConnection) connection = NULL;
  int generation = -1;

  for (;;)
    {
      g_autoptr (Work) work = g_async_queue_pop (self->reads);

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
      finish_work (work);
    }
}

/* --- opening and closing --- */

/*
 * wb_database_open:
 * @path: of the database file; its folder is made when it is not there
 * @idle_job: (nullable): run by the writer when no jobs came for a while
 *
 * Opens the file once on this thread, so that a newer schema or a foreign file is an error here;
 * then starts the threads. Callbacks of jobs run on the default main context.
 */
WbDatabase *
wb_database_open (const char *path, WbDatabaseIdleJob idle_job, GError **error)
{
  g_autoptr (WbDatabase) self = g_object_new (WB_TYPE_DATABASE, NULL);
  g_autofree char *folder = NULL;
  g_autofree char *real_folder = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  /* Nobody reads SQLite's count of its memory, which costs a lock for each allocation. */
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);

  folder = g_path_get_dirname (path);
  self->idle_job = idle_job;
  if (!wb_data_folder_prepare (folder, error))
    return NULL;
  /* SQLITE_OPEN_NOFOLLOW is meant for the file, and refuses links in all of the path: a home
   * folder is often behind one. */
  real_folder = realpath (folder, NULL);
  name = g_path_get_basename (path);
  self->path = g_build_filename (real_folder != NULL ? real_folder : folder, name, NULL);
  self->lock_fd = wb_data_folder_lock (self->path, error);
  if (self->lock_fd < 0)
    return NULL;

  self->connection = wb_connection_open_writer (self->path, error);
  if (self->connection == NULL)
    return NULL;
  g_chmod (self->path, 0600);

  self->writer = g_thread_new ("store-writer", writer_thread, self);
  self->reader = g_thread_new ("store-reader", reader_thread, self);
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
      g_async_queue_push (self->reads, work_new (NULL, NULL, 0));
      g_thread_join (g_steal_pointer (&self->reader));
    }
  if (self->writer != NULL)
    {
      g_async_queue_push (self->writes, work_new (NULL, NULL, 0));
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
  self->writes = g_async_queue_new_full ((GDestroyNotify) work_free);
  self->reads = g_async_queue_new_full ((GDestroyNotify) work_free);
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
refuse_closed (GTask *task)
{
  g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNAVAILABLE, "the agent is about to end");
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
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WB_IS_DATABASE (self));
  g_return_if_fail (job != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_database_write_async);
  g_task_set_task_data (task, data, data_free);
  if (self->is_closed)
    refuse_closed (task);
  else if (!reserve (self, size_bytes))
    g_task_return_new_error (task, WB_ERROR, WB_ERROR_BUSY,
                             "%d events wait to be stored; try again in a second",
                             g_atomic_int_get (&self->waiting_jobs));
  else
    g_async_queue_push (self->writes, work_new (job, g_steal_pointer (&task), size_bytes));
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
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WB_IS_DATABASE (self));
  g_return_if_fail (job != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_database_read_async);
  g_task_set_task_data (task, data, data_free);
  if (self->is_closed)
    refuse_closed (task);
  else
    g_async_queue_push (self->reads, work_new (job, g_steal_pointer (&task), 0));
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

/* wb_database_count_waiting: jobs that were taken in and are not on disk yet. */
guint
wb_database_count_waiting (WbDatabase *self)
{
  g_return_val_if_fail (WB_IS_DATABASE (self), 0);

  return (guint) g_atomic_int_get (&self->waiting_jobs);
}
