/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-run-command.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/wb-time.h"
#include "cli/wb-arguments.h"
#include "cli/wb-event-options.h"
#include "cli/wb-publish-commands.h"

#define RUN_ID_VARIABLE "WAKEBELL_RUN_ID" /* so that the command can tell of its own progress */
#define MODEL_VARIABLE "WAKEBELL_MODEL"

/* What shells say of a command that did not start, or was ended by a signal. */
#define STATUS_NOT_RUNNABLE 126
#define STATUS_NOT_FOUND 127
#define STATUS_SIGNAL 128

/* Those that people and services send to a program to make it do something. */
static const int passed_signals[]
    = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGALRM };

/* What is told of one command. */
typedef struct
{
  char *model;         /* owned */
  char *run_id;        /* owned */
  char *expect_within; /* owned, nullable */
  char *name;          /* owned: of the command; its arguments may hold secrets */
} Run;

static void
run_clear (Run *run)
{
  g_free (run->model);
  g_free (run->run_id);
  g_free (run->expect_within);
  g_free (run->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* --- the command --- */

static void
init_signals (sigset_t *signals)
{
  sigemptyset (signals);
  sigaddset (signals, SIGCHLD);
  for (gsize i = 0; i < G_N_ELEMENTS (passed_signals); i++)
    sigaddset (signals, passed_signals[i]);
}

/* What was there before, which the command gets. */
typedef struct
{
  sigset_t mask;
  struct sigaction child;
} Signals;

/* A parent that ignores the end of its children would have ours end unnoticed too. */
static void
take_signals (const sigset_t *signals, Signals *before)
{
  const struct sigaction action = { .sa_handler = SIG_DFL };

  sigprocmask (SIG_BLOCK, signals, &before->mask);
  sigaction (SIGCHLD, &action, &before->child);
}

static void
become_command (char **argv, const Signals *before, int report)
{
  int code;

  sigaction (SIGCHLD, &before->child, NULL);
  sigprocmask (SIG_SETMASK, &before->mask, NULL);
  execvp (argv[0], argv);
  code = errno;
  if (write (report, &code, sizeof code) != sizeof code)
    _exit (STATUS_NOT_FOUND);
  _exit (STATUS_NOT_RUNNABLE);
}

/* Starts the command with the terminal as it is; -1 with an error when it cannot be. */
static pid_t
start_command (char **argv, const Signals *before, GError **error)
{
  int report[2];
  int code = 0;
  pid_t pid;

  if (!g_unix_open_pipe (report, FD_CLOEXEC, error))
    return -1;
  pid = fork ();
  if (pid == 0)
    become_command (argv, before, report[1]);
  close (report[1]);
  /* Nothing comes, and the end is closed, once the command runs. */
  if (pid > 0 && read (report[0], &code, sizeof code) <= 0)
    code = 0;
  if (pid < 0)
    code = errno;
  close (report[0]);
  if (code == 0)
    return pid;

  if (pid > 0)
    waitpid (pid, NULL, 0);
  g_set_error (error, WB_COMMAND_EXIT, code == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUNNABLE,
               "%s: %s", argv[0], g_strerror (code));
  return -1;
}

/* Passes signals on until the command ends. Those that a terminal sends reach it by themselves: a
 * second one might end it before it has cleaned up. */
static int
await_command (pid_t pid, const sigset_t *signals)
{
  int status;

  while (TRUE)
    {
      siginfo_t info;
      int number = sigwaitinfo (signals, &info);

      if (number == SIGCHLD && waitpid (pid, &status, WNOHANG) == pid)
        return status;
      if (number > 0 && number != SIGCHLD && info.si_code <= 0)
        kill (pid, number);
    }
}

/* --- what is told of it --- */

static WbEventOptions *
create_event (const Run *run, const char *type)
{
  WbEventOptions *event = wb_event_options_new (type);
  g_autofree char *command = g_strconcat ("command=", run->name, NULL);

  wb_event_options_set (event, "model", run->model, NULL);
  wb_event_options_set (event, "run-id", run->run_id, NULL);
  wb_event_options_set (event, "context", command, NULL);
  return event;
}

/* What it cannot tell must not keep the command from its work. */
static void
publish (WbEventOptions *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_publish_commands_publish (event, &error);

  if (reply == NULL)
    wb_command_print_error (error->message);
}

/* The command runs already: what it says of itself may come before this. */
static void
tell_start (const Run *run, gint64 start_us)
{
  g_autoptr (WbEventOptions) event = create_event (run, "training_started");
  char time[WB_TIME_TEXT_SIZE];

  wb_time_format (start_us, time);
  wb_event_options_set (event, "occurred-at", time, NULL);
  if (run->expect_within != NULL)
    wb_event_options_set (event, "expect-within", run->expect_within, NULL);
  publish (event);
}

static void
add_failure (WbEventOptions *event, int status)
{
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;

  if (WIFSIGNALED (status))
    {
      text = g_strdup_printf (_ ("error=ended by signal %d (%s)"), WTERMSIG (status),
                              strsignal (WTERMSIG (status)));
      number = g_strdup_printf ("signal=%d", WTERMSIG (status));
    }
  else
    {
      text = g_strdup_printf (_ ("error=exit status %d"), WEXITSTATUS (status));
      number = g_strdup_printf ("exit_status=%d", WEXITSTATUS (status));
    }
  wb_event_options_set (event, "context", text, NULL);
  wb_event_options_set (event, "context", number, NULL);
}

static void
tell_end (const Run *run, int status, gint64 duration_us)
{
  gboolean is_success = WIFEXITED (status) && WEXITSTATUS (status) == 0;
  g_autoptr (WbEventOptions) event
      = create_event (run, is_success ? "training_completed" : "training_failed");
  char duration[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (duration, sizeof duration, "%.3f", (double) duration_us / G_USEC_PER_SEC);
  wb_event_options_set (event, "duration", duration, NULL);
  if (!is_success)
    add_failure (event, status);
  publish (event);
}

static void
tell_no_start (const Run *run, const char *why)
{
  g_autoptr (WbEventOptions) event = create_event (run, "training_failed");

  wb_event_options_set (event, "error", why, NULL);
  publish (event);
}

static gboolean
run_command (const Run *run, char **argv, GError **error)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 started_us = g_get_real_time ();
  GError *local = NULL;
  sigset_t signals;
  Signals before;
  pid_t pid;
  int status;

  /* Before there is another thread, which would take them. */
  init_signals (&signals);
  take_signals (&signals, &before);
  pid = start_command (argv, &before, &local);
  if (pid < 0)
    {
      tell_no_start (run, local->message);
      g_propagate_error (error, local);
      return FALSE;
    }

  tell_start (run, started_us);
  status = await_command (pid, &signals);
  tell_end (run, status, g_get_monotonic_time () - start_us);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;
  g_set_error_literal (
      error, WB_COMMAND_EXIT,
      WIFSIGNALED (status) ? STATUS_SIGNAL + WTERMSIG (status) : WEXITSTATUS (status), "");
  return FALSE;
}

/* --- the command line --- */

static char *
create_run_id (const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");

  return g_strdup_printf ("%s-%s-%04x", name, time, g_random_int () & 0xffff);
}

static gboolean
fill_run (Run *run, const char *command, GError **error)
{
  g_autofree char *base = g_path_get_basename (command);
  g_autoptr (WbEventOptions) check = wb_event_options_new (NULL);

  run->name = g_utf8_make_valid (base, -1);
  if (run->model == NULL)
    run->model = g_strdup (run->name);
  if (run->run_id == NULL)
    run->run_id = create_run_id (run->name);
  if (run->expect_within != NULL
      && !wb_event_options_set (check, "expect-within", run->expect_within, error))
    {
      g_prefix_error (error, "--expect-within: ");
      return FALSE;
    }
  return TRUE;
}

/* wb_run_command_run: ends as the command did; a command that was ended by a signal with 128 and
 * the number of the signal. */
gboolean
wb_run_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Run) run = { 0 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &run.model,
      N_ ("Name of the model; that of the command if not given"), N_ ("NAME") },
    { "run-id", 0, 0, G_OPTION_ARG_STRING, &run.run_id,
      N_ ("Name of the run; made up if not given"), N_ ("ID") },
    { "expect-within", 0, 0, G_OPTION_ARG_STRING, &run.expect_within,
      N_ ("Tell when the run is silent for longer than that"), N_ ("SECONDS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = wb_command_create_context (command, entries);
  g_autoptr (GError) local = NULL;

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (
      context, _ ("The command finds the name of its run in WAKEBELL_RUN_ID, and that of the model "
                  "in WAKEBELL_MODEL: 'wakebell send --type epoch_completed --run-id "
                  "\"$WAKEBELL_RUN_ID\" --epoch 3' tells of its progress.\n"));
  if (!g_option_context_parse (context, &argc, &argv, &local))
    return wb_command_refuse (error, "%s", local->message);
  if (argc > 1 && g_str_equal (argv[1], "--"))
    argv++, argc--;
  if (argc < 2)
    return wb_command_refuse (error, _ ("a command is missing"));
  if (!fill_run (&run, argv[1], &local))
    return wb_command_refuse (error, "%s", local->message);

  g_setenv (RUN_ID_VARIABLE, run.run_id, TRUE);
  g_setenv (MODEL_VARIABLE, run.model, TRUE);
  return run_command (&run, argv + 1, error);
}
