/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-debug-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"

/* @word: "on", "off" or "status". Returns: (transfer full): (a{sv}) */
static GVariant *
ask_agent (const char *word, GError **error)
{
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);

  if (g_str_equal (word, "status"))
    return wb_agent_call ("Agent1", "GetDebug", NULL, "(a{sv})", error);
  g_variant_dict_insert (&changes, "enabled", "b", g_str_equal (word, "on"));
  return wb_agent_call ("Agent1", "SetDebug",
                        g_variant_new ("(@a{sv})", g_variant_dict_end (&changes)), "(a{sv})",
                        error);
}

static gboolean
print (GVariant *debug, gboolean is_json, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean is_enabled = FALSE;

  if (is_json)
    {
      if (!wb_output_append_dictionary (json, debug, error))
        return FALSE;
      wb_output_print_json (json->str);
      return TRUE;
    }
  g_variant_lookup (debug, "enabled", "b", &is_enabled);
  g_print ("%s\n", is_enabled
                       ? _ ("The log of the agent tells of every step, until it ends or "
                            "'wakebell debug off': journalctl --user -u wakebell-agent")
                       : _ ("The log of the agent tells of what matters: journalctl --user -u "
                            "wakebell-agent"));
  return TRUE;
}

gboolean
wb_debug_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  static const char *const known[] = { "on", "off", "status", NULL };
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) debug = NULL;
  g_auto (GStrv) words = NULL;
  guint n_words;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  n_words = g_strv_length (words);
  if (n_words > 1 || (n_words == 1 && !g_strv_contains (known, words[0])))
    return wb_command_refuse (error, _ ("debug takes on, off or status"));
  reply = ask_agent (n_words == 1 ? words[0] : "status", error);
  if (reply == NULL)
    return FALSE;
  debug = g_variant_get_child_value (reply, 0);
  return print (debug, is_json, error);
}
