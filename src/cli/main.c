/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "base/wb-language.h"
#include "cli/wb-audit-command.h"
#include "cli/wb-channels-command.h"
#include "cli/wb-debug-command.h"
#include "cli/wb-deliveries-command.h"
#include "cli/wb-doctor-command.h"
#include "cli/wb-alerts-command.h"
#include "cli/wb-drill-command.h"
#include "cli/wb-explain-command.h"
#include "cli/wb-history-command.h"
#include "cli/wb-import-env-command.h"
#include "cli/wb-keys-command.h"
#include "cli/wb-list-command.h"
#include "cli/wb-mark-commands.h"
#include "cli/wb-metrics-command.h"
#include "cli/wb-open-command.h"
#include "cli/wb-preferences-command.h"
#include "cli/wb-publish-commands.h"
#include "cli/wb-run-command.h"
#include "cli/wb-runs-command.h"
#include "cli/wb-setup-command.h"
#include "cli/wb-show-command.h"
#include "cli/wb-snooze-command.h"
#include "cli/wb-stats-command.h"
#include "cli/wb-status-command.h"
#include "cli/wb-token-command.h"
#include "cli/wb-watch-command.h"

/* clang-format off */
static const WbCommand commands[] = {
  { "send", N_ ("[TITLE [MESSAGE]]"), N_ ("Send an event"), wb_publish_commands_run_send },
  { "custom", N_ ("[TITLE [MESSAGE]]"), N_ ("The same as send"), wb_publish_commands_run_send },
  { "start", "", N_ ("Tell that a training run has started"), wb_publish_commands_run_training },
  { "complete", "", N_ ("Tell that a training run is complete"),
    wb_publish_commands_run_training },
  { "error", "", N_ ("Tell that a training run has failed"), wb_publish_commands_run_training },
  { "cost-alert", "", N_ ("Tell that a run costs more than it should"),
    wb_publish_commands_run_training },
  { "evaluation", "", N_ ("Tell the results of an evaluation"),
    wb_publish_commands_run_training },
  { "status", "", N_ ("Show how the agent is"), wb_status_command_run },
  { "list", "", N_ ("List notifications, newest first"), wb_list_command_run },
  { "show", N_ ("ID"), N_ ("Show one notification in full"), wb_show_command_run },
  { "read", N_ ("ID…"), N_ ("Mark notifications as read"), wb_mark_commands_run_read },
  { "ack", N_ ("ID…"), N_ ("Say that you take notifications up"), wb_mark_commands_run_ack },
  { "snooze", N_ ("ID"), N_ ("Put a notification off"), wb_snooze_command_run },
  { "explain", N_ ("ID|FILE"), N_ ("Tell why a notification is as it is, or what an event would become"),
    wb_explain_command_run },
  { "keys", N_ ("[quota|fail|recovered|forget PROVIDER KEY|all-failed …]"),
    N_ ("List API keys, and report how they are"), wb_keys_command_run },
  { "metrics", N_ ("[record NAME VALUE|rules …]"), N_ ("Record metrics, and look after their rules"),
    wb_metrics_command_run },
  { "history", "", N_ ("List events, newest first"), wb_history_command_run },
  { "stats", "", N_ ("Count events by hour, type and outcome"), wb_stats_command_run },
  { "audit", "", N_ ("List who changed which settings"), wb_audit_command_run },
  { "setup", N_ ("[KIND]"), N_ ("Set up a first channel, question by question"),
    wb_setup_command_run },
  { "doctor", "", N_ ("Look whether everything works, and say what to do"),
    wb_doctor_command_run },
  { "debug", N_ ("[on|off|status]"), N_ ("Have the log of the agent tell of every step"),
    wb_debug_command_run },
  { "channels",
    N_ ("[list|show NAME|add KIND|edit NAME|enable NAME|disable NAME|remove NAME|test [NAME...]]"),
    N_ ("Look after where notifications are forwarded to"), wb_channels_command_run },
  { "deliveries", N_ ("[list|show ID|retry ID|retry --all|delete ID|purge|queue]"),
    N_ ("See what became of what was forwarded, and try again"), wb_deliveries_command_run },
  { "alerts", N_ ("[list|show ID|add|edit ID|enable ID|disable ID|remove ID|customise TYPE|test TYPE|dry-run ID|FILE]"),
    N_ ("Look after alert configs: what is to ring, and how"), wb_alerts_command_run },
  { "drill", N_ ("SCENARIO"), N_ ("Play a trouble through, and tell each step"), wb_drill_command_run },
  { "preferences", N_ ("[set KEY VALUE]"), N_ ("Show or change what the agent goes by"),
    wb_preferences_command_run },
  { "import-env", N_ ("FILE"), N_ ("Take over the channels that a .env file of another tool sets up"),
    wb_import_env_command_run },
  { "run", N_ ("-- COMMAND [ARGUMENT…]"), N_ ("Run a command, and tell when it ends"),
    wb_run_command_run },
  { "runs", N_ ("[show RUN|forget RUN]"), N_ ("List training runs, newest news first"),
    wb_runs_command_run },
  { "watch", "", N_ ("Print events as they come"), wb_watch_command_run },
  { "open", N_ ("[ID]"), N_ ("Open the window, at a notification"), wb_open_command_run },
  { "token", "", N_ ("Print the token that HTTP clients send"), wb_token_command_run },
};
/* clang-format on */

static void
print_help (FILE *stream)
{
  g_autoptr (GString) help = g_string_new (NULL);

  g_string_append (help, _ ("Usage:\n  wakebell COMMAND [OPTION…]\n\n"));
  g_string_append (help, _ ("Rings when a training run or an API key needs you.\n\n"));
  g_string_append (help, _ ("Commands:\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (help, "  %-12s %s\n", commands[i].name, _ (commands[i].summary));
  g_string_append (help, _ ("\n'wakebell COMMAND --help' explains a command; 'wakebell --version' "
                            "prints the version.\n\n"
                            "Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 the agent "
                            "cannot be reached.\n"));
  g_string_append (help, _ ("An answer of the agent is waited for 25 seconds, or as many as "
                            "WAKEBELL_ANSWER_SECONDS says.\n"));
  if (stream == stdout)
    g_print ("%s", help->str);
  else
    g_printerr ("%s", help->str);
}

static const WbCommand *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

static int
run_command (const WbCommand *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!command->run (command, argc, argv, &error))
    return wb_command_report (command, error);
  return WB_EXIT_DONE;
}

static int
run (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : NULL;
  const WbCommand *command;

  if (name == NULL)
    {
      print_help (stderr);
      return WB_EXIT_USAGE;
    }
  if (g_str_equal (name, "--help") || g_str_equal (name, "-h") || g_str_equal (name, "help"))
    {
      print_help (stdout);
      return WB_EXIT_DONE;
    }
  if (g_str_equal (name, "--version"))
    {
      g_print ("wakebell %s\n", WB_VERSION);
      return WB_EXIT_DONE;
    }

  command = find_command (name);
  if (command == NULL)
    {
      g_autofree char *message = g_strdup_printf (_ ("there is no command \"%s\""), name);

      wb_command_print_error (message);
      print_help (stderr);
      return WB_EXIT_USAGE;
    }
  return run_command (command, argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  int status;

  wb_language_set_up ();

  status = run (argc, argv);
  /* A full disk or a closed pipe must not look like success. */
  if (fflush (stdout) != 0 || ferror (stdout))
    return status == WB_EXIT_DONE ? WB_EXIT_FAILED : status;
  return status;
}
