/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-channel-names.h"

#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-command.h"
#include "model/wb-channel-kind.h"

/* What the channels are called that there are. */

static GVariant *
list_channels (GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call ("Channels1", "List", NULL, "(aa{sv})", error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

/* Whether a channel has @word as its @member, "name" or "kind". */
static gboolean
has_one (GVariant *channels, const char *member, const char *word)
{
  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      const char *text = "";

      g_variant_lookup (channel, member, "&s", &text);
      if (g_ascii_strcasecmp (text, word) == 0)
        return TRUE;
    }
  return FALSE;
}

/* wb_channel_names_propose: (transfer full): @kind, or where a channel is called so, @kind-2. */
char *
wb_channel_names_propose (const char *kind, GError **error)
{
  g_autoptr (GVariant) channels = list_channels (error);
  g_autofree char *name = g_strdup (kind);

  if (channels == NULL)
    return NULL;
  for (guint i = 2; has_one (channels, "name", name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", kind, i);
    }
  return g_steal_pointer (&name);
}

/* wb_channel_names_check_new: whether no channel is called so. */
gboolean
wb_channel_names_check_new (const char *name, GError **error)
{
  g_autoptr (GVariant) channels = list_channels (error);

  if (channels == NULL)
    return FALSE;
  return !has_one (channels, "name", name)
         || wb_command_refuse (error, _ ("there is a channel \"%s\" already"), name);
}

/* Events name a channel, or a kind for all of it. */
static gboolean
is_known (GVariant *channels, const char *word)
{
  WbChannelKind kind;

  return has_one (channels, "name", word)
         || (wb_channel_kind_from_string (word, &kind)
             && has_one (channels, "kind", wb_channel_kind_to_string (kind)));
}

static void
print_unknown (GVariant *channels, GStrv unknown)
{
  g_autofree char *words = g_strjoinv (", ", unknown);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      const char *name = "";

      g_variant_lookup (channel, "name", "&s", &name);
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  /* Translators: both are names, such as: there is no channel slakc; there are: desktop, slack */
  text = g_strdup_printf (_ ("there is no channel %s; there are: %s"), words, names->str);
  wb_command_print_error (text);
}

/*
 * wb_channel_names_find_unknown:
 * @words: (nullable): as: what an event is to go to
 *
 * Returns: (transfer full): those that mean no channel, which is said on standard error; none where
 *   the agent does not tell
 */
GStrv
wb_channel_names_find_unknown (GVariant *words)
{
  g_autoptr (GVariant) channels = words != NULL ? list_channels (NULL) : NULL;
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();

  for (gsize i = 0; channels != NULL && i < g_variant_n_children (words); i++)
    {
      const char *word;

      g_variant_get_child (words, i, "&s", &word);
      if (!is_known (channels, word)
          && !g_ptr_array_find_with_equal_func (unknown, word, g_str_equal, NULL))
        g_ptr_array_add (unknown, g_strdup (word));
    }
  g_ptr_array_add (unknown, NULL);
  if (unknown->len > 1)
    print_unknown (channels, (GStrv) unknown->pdata);
  return (GStrv) g_ptr_array_steal (unknown, NULL);
}
