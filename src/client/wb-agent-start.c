/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-agent-start"

#include "config.h"

#include "client/wb-agent-start.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "client/wb-agent-client.h"

#define PROGRAM "wakebell-agent"
#define START_TIMEOUT_S 10 /* from the first request until its name is on the bus */

/* One attempt: the bus activates the agent, or else we run the program that stands beside us. */
typedef struct
{
  GDBusConnection *connection; /* owned */
  GSubprocess *process;        /* owned, nullable */
  guint name_watch;
  guint timeout;
} StartJob;

static void
stop_waiting (StartJob *job)
{
  g_clear_handle_id (&job->name_watch, g_bus_unwatch_name);
  g_clear_handle_id (&job->timeout, g_source_remove);
}

static void
start_job_free (gpointer data)
{
  StartJob *job = data;

  stop_waiting (job);
  g_clear_object (&job->connection);
  g_clear_object (&job->process);
  g_free (job);
}

static void
finish_start (GTask *task, const char *trouble)
{
  StartJob *job = g_task_get_task_data (task);

  if (job->name_watch == 0)
    return;

  stop_waiting (job);
  if (trouble == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNREACHABLE, "%s", trouble);
}

static void
name_appeared_cb (GDBusConnection *connection, const char *name, const char *owner, gpointer task)
{
  (void) connection;
  (void) name;
  (void) owner;
  finish_start (task, NULL);
}

static gboolean
timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  StartJob *job = g_task_get_task_data (task);

  job->timeout = 0;
  finish_start (task, _ ("The agent did not answer in time."));
  return G_SOURCE_REMOVE;
}

static void
process_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  finish_start (task, _ ("The agent ended right after it was started."));
}

static char *
dup_program (void)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);

  if (own != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (own);
      g_autofree char *beside = g_build_filename (folder, PROGRAM, NULL);

      if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&beside);
    }
  return g_find_program_in_path (PROGRAM);
}

/* A session of its own, so that Ctrl+C in our terminal does not end the agent. */
static void
leave_session_cb (gpointer user_data)
{
  (void) user_data;
  setsid ();
}

static void
run_program (GTask *task)
{
  StartJob *job = g_task_get_task_data (task);
  g_autofree char *program = dup_program ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL)
    {
      finish_start (task, _ ("The program wakebell-agent was not found."));
      return;
    }

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_child_setup (launcher, leave_session_cb, NULL, NULL);
  job->process = g_subprocess_launcher_spawn (launcher, &error, program, NULL);
  if (job->process == NULL)
    finish_start (task, error->message);
  else
    g_subprocess_wait_async (job->process, NULL, process_ended_cb, g_object_ref (task));
}

/* A service file that was installed a moment ago may not be known to the bus yet. */
static void
activated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    return; /* the name watch sees it */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      finish_start (task, error->message);
      return;
    }

  g_debug ("activation: %s", error->message);
  run_program (task);
}

/*
 * wb_agent_start_async:
 *
 * Brings the agent's name onto the bus: by activation, or by running the program.
 * Fails with WB_ERROR_UNREACHABLE.
 */
void
wb_agent_start_async (GDBusConnection *connection,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (connection, cancellable, callback, user_data);
  StartJob *job = g_new0 (StartJob, 1);

  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));

  g_task_set_source_tag (task, wb_agent_start_async);
  job->connection = g_object_ref (connection);
  g_task_set_task_data (task, job, start_job_free);
  job->name_watch = g_bus_watch_name_on_connection (connection, WB_AGENT_NAME,
                                                    G_BUS_NAME_WATCHER_FLAGS_NONE, name_appeared_cb,
                                                    NULL, g_object_ref (task), g_object_unref);
  job->timeout = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, START_TIMEOUT_S, timeout_cb,
                                             g_object_ref (task), g_object_unref);
  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", WB_AGENT_NAME, 0), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, START_TIMEOUT_S * 1000, cancellable, activated_cb,
                          g_object_ref (task));
}

gboolean
wb_agent_start_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
