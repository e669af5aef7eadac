/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-exec-channel.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/wb-json.h"
#include "channels/wb-message-json.h"
#include "model/wb-limits.h"

#define TIMEOUT_S 30      /* unless the user says otherwise */
#define OUTPUT_BYTES 4096 /* that are kept; the rest is read and dropped */
#define DRAIN_READS 16    /* of what a program that ended left behind */

struct _WbExecChannel
{
  WbChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (WbExecChannel, wb_exec_channel, WB_TYPE_CHANNEL)

/* One run of the program. */
typedef struct
{
  WbSending *sending;
  GSubprocess *process;       /* owned */
  GCancellable *cancellable;  /* owned: ends our waiting, whoever wants that */
  GPollableInputStream *pipe; /* what it writes */
  GSource *reader;            /* owned, nullable */
  GSource *timer;             /* owned, nullable */
  GString *output;            /* owned */
  pid_t group;                /* 0: it had ended before it could be asked */
  gulong cancelled_id;
  gboolean is_timed_out;
} Run;

/* What a program of a person's own needs to find his files, his language and his desktop. Nothing
 * else of the agent's environment is passed on. */
static const char *const kept_variables[] = {
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "TZ",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_CACHE_HOME",
  "XDG_STATE_HOME",
  "XDG_CURRENT_DESKTOP",
  "DBUS_SESSION_BUS_ADDRESS",
  "TMPDIR",
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
run_free (gpointer data)
{
  Run *self = data;

  clear_source (&self->reader);
  clear_source (&self->timer);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_string_free (self->output, TRUE);
  g_free (self);
}

/* --- what it is given --- */

static GStrv
set_variable (GStrv variables, const char *name, const char *value)
{
  return value != NULL ? g_environ_setenv (variables, name, value, TRUE) : variables;
}

/* The user's own variables; each value is a secret of its own, for a program may print it. */
static GStrv
add_secret_variables (GStrv variables, WbSending *sending)
{
  const WbJsonLimits limits = { 256 * 1024, 16 * 1024, 2, 2 * WB_LIMIT_HEADERS + 1 };
  const char *text = wb_sending_get_secret (sending, "environment");
  g_autoptr (WbJson) json
      = text != NULL ? wb_json_parse (text, strlen (text), &limits, NULL) : NULL;
  WbJsonIter iter;
  WbJsonValue name, value;

  if (json == NULL || wb_json_value_get_kind (wb_json_get_root (json)) != WB_JSON_OBJECT)
    return variables;
  wb_json_iter_init (&iter, wb_json_get_root (json));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *member = g_strconcat ("environment.", key, NULL);
      char *secret = wb_json_value_dup_string (value);

      variables = set_variable (variables, key, secret);
      wb_sending_take_secret (sending, member, secret);
    }
  return variables;
}

static GStrv
make_variables (WbSending *sending, const WbMessage *message)
{
  GStrv variables = g_new0 (char *, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (kept_variables); i++)
    variables = set_variable (variables, kept_variables[i], g_getenv (kept_variables[i]));
  variables = add_secret_variables (variables, sending);
  variables = set_variable (variables, "WAKEBELL_CHANNEL", sending->config->name);
  variables = set_variable (variables, "WAKEBELL_KEY", message->key);
  variables
      = set_variable (variables, "WAKEBELL_ACTION", wb_delivery_action_to_string (message->action));
  variables = set_variable (variables, "WAKEBELL_STATUS", wb_message_json_get_status (message));
  variables = set_variable (variables, "WAKEBELL_TITLE", message->title);
  variables
      = set_variable (variables, "WAKEBELL_SEVERITY", wb_severity_to_string (message->severity));
  variables
      = set_variable (variables, "WAKEBELL_PRIORITY", wb_priority_to_string (message->priority));
  if (message->event == NULL)
    return variables;
  variables = set_variable (variables, "WAKEBELL_TYPE", message->event->type->name);
  variables = set_variable (variables, "WAKEBELL_MODEL_NAME", message->event->model_name);
  variables = set_variable (variables, "WAKEBELL_RUN_ID", message->event->run_id);
  return set_variable (variables, "WAKEBELL_URL", message->event->url);
}

/* A file in memory: a program that does not read it blocks nobody, as it would with a pipe. */
static int
open_input (const WbMessage *message)
{
  g_autoptr (GString) json = g_string_new (NULL);
  int fd = memfd_create ("wakebell-message", MFD_CLOEXEC);
  gsize written = 0;

  wb_message_json_append (message, json);
  g_string_append_c (json, '\n');
  while (fd >= 0 && written < json->len)
    {
      gssize n = write (fd, json->str + written, json->len - written);

      if (n <= 0)
        {
          close (fd);
          return -1;
        }
      written += (gsize) n;
    }
  if (fd >= 0)
    lseek (fd, 0, SEEK_SET);
  return fd;
}

/* In the child: a group of its own, all of which is ended at the time limit, and no signal held
 * back that the agent holds back. */
static void
leave_session_cb (gpointer user_data G_GNUC_UNUSED)
{
  sigset_t none;

  setsid ();
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

static GSubprocess *
spawn (WbSending *sending, const WbMessage *message, GError **error)
{
  g_auto (GStrv) command = wb_channel_config_dup_strings (sending->config, "command");
  g_auto (GStrv) variables = make_variables (sending, message);
  g_autofree char *folder = wb_channel_config_dup_string (sending->config, "folder");
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  int input;

  if (*command == NULL)
    {
      g_set_error_literal (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT, "");
      return NULL;
    }
  input = open_input (message);
  if (input < 0)
    {
      g_set_error_literal (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOMEM, "");
      return NULL;
    }
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_environ (launcher, variables);
  g_subprocess_launcher_set_cwd (launcher, folder != NULL ? folder : g_get_home_dir ());
  g_subprocess_launcher_set_child_setup (launcher, leave_session_cb, NULL, NULL);
  g_subprocess_launcher_take_stdin_fd (launcher, input);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) command, error);
}

/* --- what came of it --- */

/* What the system says is only for the log of a developer: it may name what is secret. */
static void
judge_spawn_error (const GError *error, WbSendResult *result)
{
  if (error->domain != G_SPAWN_ERROR)
    {
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The program could not be started"));
      return;
    }
  switch (error->code)
    {
    case G_SPAWN_ERROR_NOENT:
    case G_SPAWN_ERROR_NOTDIR:
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("There is no such program: look at the command of the channel"));
      break;
    case G_SPAWN_ERROR_ACCES:
    case G_SPAWN_ERROR_PERM:
    case G_SPAWN_ERROR_ISDIR:
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The program may not be run: make it executable with chmod +x"));
      break;
    case G_SPAWN_ERROR_CHDIR:
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("The program's folder cannot be entered: look at the folder of the "
                             "channel"));
      break;
    default:
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The program could not be started"));
    }
}

static void
judge_exit (int status, WbSendResult *result)
{
  g_autofree char *reason = NULL;

  if (status == 0)
    {
      wb_send_result_set (result, WB_SEND_DONE, NULL);
      return;
    }
  if (status == EX_TEMPFAIL)
    {
      wb_send_result_set (result, WB_SEND_RETRY, _ ("The program asks to be run again later"));
      return;
    }
  reason = g_strdup_printf (_ ("The program ended with status %d"), status);
  wb_send_result_set (result, WB_SEND_REFUSED, reason);
}

static void
judge (const Run *run, WbSendResult *result)
{
  g_autofree char *reason = NULL;

  if (g_subprocess_get_if_exited (run->process))
    {
      judge_exit (g_subprocess_get_exit_status (run->process), result);
      return;
    }
  reason = g_strdup_printf (_ ("The program was ended by signal %d"),
                            g_subprocess_get_term_sig (run->process));
  wb_send_result_set (result, WB_SEND_RETRY, reason);
}

static void
judge_interruption (const Run *run, WbSendResult *result)
{
  wb_send_result_set (result, WB_SEND_RETRY,
                      run->is_timed_out
                          ? _ ("The program took longer than the channel allows, and was ended")
                          : _ ("The program was interrupted"));
}

/* --- a run --- */

/* Returns: whether there may be more. */
static gboolean
read_output (Run *run)
{
  char buffer[OUTPUT_BYTES];
  g_autoptr (GError) error = NULL;
  gssize n
      = g_pollable_input_stream_read_nonblocking (run->pipe, buffer, sizeof buffer, NULL, &error);

  if (n > 0)
    g_string_append_len (run->output, buffer, MIN (n, (gssize) (OUTPUT_BYTES - run->output->len)));
  return n > 0;
}

static gboolean
output_cb (GObject *stream G_GNUC_UNUSED, gpointer user_data)
{
  Run *run = user_data;

  if (read_output (run))
    return G_SOURCE_CONTINUE;
  clear_source (&run->reader);
  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  Run *run = user_data;

  run->is_timed_out = TRUE;
  clear_source (&run->timer);
  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable G_GNUC_UNUSED, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* A process that it left in the background may hold the pipe for ever: it is not waited for. */
static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  WbSendItem *item = wb_sending_get_item (run->sending, 0);

  g_cancellable_disconnect (g_task_get_cancellable (task), run->cancelled_id);
  if (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL))
    judge (run, &item->result);
  else
    {
      if (run->group > 0)
        kill (-run->group, SIGKILL);
      judge_interruption (run, &item->result);
    }
  for (guint i = 0; i < DRAIN_READS; i++)
    if (!read_output (run))
      break;
  wb_send_result_set_answer (&item->result, run->sending, run->output->str);
  g_task_return_boolean (task, TRUE);
}

static void
watch (GTask *task, Run *run)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 timeout_s = wb_channel_config_get_integer (run->sending->config, "timeout", TIMEOUT_S);
  const char *identifier = g_subprocess_get_identifier (run->process);

  run->cancellable = g_cancellable_new ();
  run->group = identifier != NULL ? (pid_t) g_ascii_strtoll (identifier, NULL, 10) : 0;
  run->pipe = G_POLLABLE_INPUT_STREAM (g_subprocess_get_stdout_pipe (run->process));
  run->reader = g_pollable_input_stream_create_source (run->pipe, NULL);
  g_source_set_callback (run->reader, G_SOURCE_FUNC (output_cb), run, NULL);
  g_source_attach (run->reader, g_task_get_context (task));
  run->timer = g_timeout_source_new ((guint) timeout_s * 1000);
  g_source_set_callback (run->timer, timeout_cb, run, NULL);
  g_source_attach (run->timer, g_task_get_context (task));
  /* Only what is cancelled from here on ends the waiting. */
  g_subprocess_wait_async (run->process, run->cancellable, ended_cb, g_object_ref (task));
  if (cancellable != NULL)
    run->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                               g_object_ref (run->cancellable), g_object_unref);
}

static void
wb_exec_channel_send_async (WbChannel *channel,
                            WbSending *sending,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (channel, cancellable, callback, user_data);
  WbSendItem *item = wb_sending_get_item (sending, 0);
  g_autoptr (GError) error = NULL;
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, wb_exec_channel_send_async);
  /* The item has its result, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  run->sending = sending;
  run->output = g_string_new (NULL);
  g_task_set_task_data (task, run, run_free);
  run->process = spawn (sending, item->message, &error);
  if (run->process != NULL)
    {
      watch (task, run);
      return;
    }
  judge_spawn_error (error, &item->result);
  g_task_return_boolean (task, TRUE);
}

static void
wb_exec_channel_send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
wb_exec_channel_class_init (WbExecChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_EXEC;
  channel_class->send_async = wb_exec_channel_send_async;
  channel_class->send_finish = wb_exec_channel_send_finish;
}

static void
wb_exec_channel_init (WbExecChannel *self G_GNUC_UNUSED)
{
}

WbChannel *
wb_exec_channel_new (void)
{
  return g_object_new (WB_TYPE_EXEC_CHANNEL, NULL);
}
