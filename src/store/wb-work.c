/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-work.h"

#include "base/wb-error.h"

/* wb_work_new: @task: (transfer full) (nullable). */
WbWork *
wb_work_new (WbDatabaseJob job, GTask *task)
{
  WbWork *self = g_new (WbWork, 1);

  *self = (WbWork){ .job = job, .task = task };
  return self;
}

void
wb_work_free (WbWork *self)
{
  g_clear_object (&self->task);
  g_clear_error (&self->error);
  g_free (self);
}

static gpointer
get_data (const WbWork *self)
{
  return self->task != NULL ? g_task_get_task_data (self->task) : NULL;
}

void
wb_work_run (WbWork *self, WbConnection *connection)
{
  self->is_ok = self->job (connection, get_data (self), &self->error);
}

/* wb_work_refuse: answers that it will not be done. */
void
wb_work_refuse (WbWork *self)
{
  g_task_return_new_error (self->task, WB_ERROR, WB_ERROR_UNAVAILABLE, "the agent is about to end");
}

/* wb_work_finish: answers how it went. */
void
wb_work_finish (WbWork *self)
{
  if (self->task == NULL)
    return;
  if (self->is_ok)
    g_task_return_pointer (self->task, get_data (self), NULL);
  else
    g_task_return_error (self->task, g_steal_pointer (&self->error));
}

/* wb_work_new_batch: (transfer full): for works that share a commit. */
GPtrArray *
wb_work_new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_work_free);
}

/* Returns FALSE when the error of this job ends the transaction, and with it all jobs before. */
static gboolean
run_in_savepoint (WbWork *self, WbConnection *connection, GError **error)
{
  WbTally *tally = wb_connection_get_tally (connection);
  const WbTallyMark mark = wb_tally_get_mark (tally);

  if (wb_connection_run (connection, "SAVEPOINT job", &self->error))
    wb_work_run (self, connection);
  if (!self->is_ok)
    wb_tally_cut (tally, mark);

  if (!wb_connection_is_in_transaction (connection))
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  /* Without that the next commit would keep half a job. */
  if (!self->is_ok)
    {
      wb_connection_clear_notes (connection);
      if (!wb_connection_run (connection, "ROLLBACK TO job", error))
        return FALSE;
    }
  wb_connection_run (connection, "RELEASE job", NULL);
  return TRUE;
}

/* What the others of the commit are answered: they may come again. */
static void
set_shared_error (const WbWork *self, GError **error)
{
  if (g_error_matches (self->error, WB_ERROR, WB_ERROR_STORAGE_FULL))
    g_propagate_error (error, g_error_copy (self->error));
  else
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "database: a write failed half-way: %s",
                 self->error->message);
}

/* Returns FALSE when it has changed something and failed. */
static gboolean
run_bare (WbWork *self, WbConnection *connection, GError **error)
{
  WbTally *tally = wb_connection_get_tally (connection);
  const WbTallyMark mark = wb_tally_get_mark (tally);
  gint64 n_changes = wb_connection_count_all_changes (connection);

  wb_work_run (self, connection);
  if (self->is_ok)
    return TRUE;

  wb_tally_cut (tally, mark);
  wb_connection_clear_notes (connection);
  if (wb_connection_is_in_transaction (connection)
      && wb_connection_count_all_changes (connection) == n_changes)
    return TRUE;

  set_shared_error (self, error);
  return FALSE;
}

/*
 * wb_work_commit_batch:
 * @is_careful: each job has a savepoint
 *
 * Steps 4 to 6 of an event: all jobs that wait share one commit.
 */
gboolean
wb_work_commit_batch (GPtrArray *batch,
                      WbConnection *connection,
                      gboolean is_careful,
                      GError **error)
{
  gboolean is_ok = wb_connection_run (connection, "BEGIN IMMEDIATE", error);

  if (!is_ok)
    return FALSE;

  wb_connection_clear_notes (connection);
  for (guint i = 0; i < batch->len && is_ok; i++)
    {
      WbWork *work = g_ptr_array_index (batch, i);

      is_ok = work->is_bare && !is_careful ? run_bare (work, connection, error)
                                           : run_in_savepoint (work, connection, error);
    }
  if (is_ok && wb_tally_write (wb_connection_get_tally (connection), connection, error)
      && wb_connection_run (connection, "COMMIT", error))
    return wb_connection_check_file (connection, error);

  wb_tally_clear (wb_connection_get_tally (connection));
  wb_connection_run (connection, "ROLLBACK", NULL);
  return FALSE;
}

/* wb_work_fail_batch: what has not failed by itself fails with @error. */
void
wb_work_fail_batch (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++)
    {
      WbWork *work = g_ptr_array_index (batch, i);

      if (!work->is_ok && work->error != NULL)
        continue;
      work->is_ok = FALSE;
      work->error = g_error_copy (error);
    }
}
