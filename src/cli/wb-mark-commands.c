/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-mark-commands.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"

/* Calls @method with the ids that @words name, an answer of one count. */
static gboolean
mark (const char *method, GStrv words, guint32 *changed, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariant *ids;

  if (words[0] == NULL)
    return wb_command_refuse (error, _ ("the number of a notification is missing"));
  ids = wb_arguments_parse_ids (words, &local);
  if (ids == NULL)
    return wb_command_refuse (error, "%s", local->message);

  reply = wb_agent_call ("Notifications1", method, g_variant_new ("(@ax)", ids), "(u)", error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(u)", changed);
  return TRUE;
}

static gboolean
mark_all_read (GStrv words, guint32 *changed, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  if (words[0] != NULL)
    return wb_command_refuse (error, _ ("--all stands for every number: give one or the other"));

  reply = wb_agent_call ("Notifications1", "MarkAllRead", g_variant_new ("()"), "(u)", error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(u)", changed);
  return TRUE;
}

gboolean
wb_mark_commands_run_read (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &is_all, N_ ("Every unread notification"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  guint32 changed;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if (!(is_all ? mark_all_read (words, &changed, error)
               : mark ("MarkRead", words, &changed, error)))
    return FALSE;

  g_print (
      ngettext ("%u notification marked as read\n", "%u notifications marked as read\n", changed),
      changed);
  return TRUE;
}

gboolean
wb_mark_commands_run_ack (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;
  guint32 changed;

  if (!wb_command_parse_entries (command, NULL, argc, argv, &words, error)
      || !mark ("Acknowledge", words, &changed, error))
    return FALSE;

  g_print (ngettext ("%u notification acknowledged\n", "%u notifications acknowledged\n", changed),
           changed);
  return TRUE;
}
