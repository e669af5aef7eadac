/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/wb-agent.h"
#include "base/wb-error.h"
#include "base/wb-language.h"

/* As in sysexits.h: the set-up is at fault; starting again does not help. */
#define EXIT_SETUP 78

#define KEPT_BYTES (4 * 1024 * 1024)
#define KEPT_STEP_BYTES (256 * 1024)

static int port = -1;
static gboolean has_version = FALSE;

static const GOptionEntry entries[] = {
  { "port", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &port,
    N_ ("Listen on this port instead of the one in the settings; 0: any that is free"),
    N_ ("PORT") },
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &has_version, N_ ("Print the version"),
    NULL },
  G_OPTION_ENTRY_NULL,
};

static gboolean
terminate_cb (gpointer user_data)
{
  wb_agent_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* A burst of events takes and gives back the same memory thousands of times a second: returning it
 * to the system each time would cost more than the events do. */
static void
keep_some_memory (void)
{
  mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
  mallopt (M_TOP_PAD, KEPT_STEP_BYTES);
}

/* Events may hold what others must not see: no file of ours is open to them, and no core. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };

  umask (077);
  setrlimit (RLIMIT_CORE, &none);
  if (geteuid () == 0)
    g_message ("running as root: this agent serves root only");
}

static gboolean
parse_arguments (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("Wakebell's agent: takes events in, keeps them, and "
                                            "shows them on the desktop."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || port < -1 || port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s",
                   *argc > 1 ? _ ("no arguments are expected")
                             : _ ("--port: expected a number from 0 to 65535"));
      return FALSE;
    }
  return TRUE;
}

static GSettings *
load_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema
      = source != NULL ? g_settings_schema_source_lookup (source, WB_APP_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static int
run (GSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbAgent) agent
      = wb_agent_new (settings, port >= 0 ? port : g_settings_get_int (settings, "port"), &error);

  if (agent == NULL)
    {
      g_printerr ("wakebell-agent: %s\n", error->message);
      return g_error_matches (error, WB_ERROR, WB_ERROR_BUSY) ? EXIT_SUCCESS : EXIT_SETUP;
    }
  g_unix_signal_add (SIGTERM, terminate_cb, agent);
  g_unix_signal_add (SIGINT, terminate_cb, agent);
  wb_agent_run (agent);
  return EXIT_SUCCESS;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = NULL;

  wb_language_set_up ();
  g_set_prgname ("wakebell-agent");
  g_set_application_name ("Wakebell");

  if (!parse_arguments (&argc, &argv, &error))
    {
      g_printerr ("wakebell-agent: %s\n", error->message);
      return 2;
    }
  if (has_version)
    {
      g_print ("wakebell-agent %s\n", WB_VERSION);
      return EXIT_SUCCESS;
    }

  harden ();
  keep_some_memory ();
  settings = load_settings ();
  if (settings == NULL)
    {
      g_printerr ("wakebell-agent: the settings %s are not installed\n", WB_APP_ID);
      return EXIT_SETUP;
    }
  return run (settings);
}
