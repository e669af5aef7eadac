/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-channel-test.h"

#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "model/wb-limits.h"

/*
 * wb_channel_test_run: sends a real message, and prints what came of it.
 *
 * Returns: FALSE with an error where nothing could be tried
 */
gboolean
wb_channel_test_run (const char *name, gboolean *works, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call_for ("Channels1", "Test", g_variant_new ("(s)", name),
                                                  "(a{sv})", WB_LIMIT_CHANNEL_TEST_S, error);
  g_autoptr (GVariant) delivery = NULL;
  const char *state = "";
  const char *reason = NULL;

  if (reply == NULL)
    return FALSE;
  delivery = g_variant_get_child_value (reply, 0);
  g_variant_lookup (delivery, "state", "&s", &state);
  g_variant_lookup (delivery, "reason", "&s", &reason);
  *works = g_str_equal (state, "done");
  if (*works)
    g_print ("✓ %s\n", name);
  else
    g_print ("✗ %s: %s\n", name, reason != NULL ? reason : _ ("it is not known yet"));
  return TRUE;
}

/* wb_channel_test_list_names: (transfer full) (nullable): of those that are enabled, but the
 * desktop. */
GStrv
wb_channel_test_list_names (GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call ("Channels1", "List", NULL, "(aa{sv})", error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GVariant) channels = NULL;

  if (reply == NULL)
    return NULL;
  channels = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      gboolean is_enabled = FALSE, is_builtin = FALSE;
      const char *name = "";

      g_variant_lookup (channel, "enabled", "b", &is_enabled);
      g_variant_lookup (channel, "builtin", "b", &is_builtin);
      g_variant_lookup (channel, "name", "&s", &name);
      if (is_enabled && !is_builtin)
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}
