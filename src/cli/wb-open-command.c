/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-open-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"

#define ACTION "show-notification"

static void
insert_environment (GVariantDict *dict, const char *key, const char *variable)
{
  const char *value = g_getenv (variable);

  if (value != NULL && g_utf8_validate (value, -1, NULL))
    g_variant_dict_insert (dict, key, "s", value);
}

/* With these the desktop brings the window to the front, as the person asked for it. */
static GVariant *
make_platform_data (void)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  insert_environment (&dict, "activation-token", "XDG_ACTIVATION_TOKEN");
  insert_environment (&dict, "desktop-startup-id", "DESKTOP_STARTUP_ID");
  return g_variant_dict_end (&dict);
}

static gboolean
open_notification (const char *word, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (GVariantBuilder) arguments = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  gint64 id;

  if (!wb_arguments_parse_id (word, &id, &local))
    return wb_command_refuse (error, "%s", local->message);

  g_variant_builder_add (&arguments, "v", g_variant_new_int64 (id));
  return wb_agent_call_app (
      "ActivateAction", g_variant_new ("(sav@a{sv})", ACTION, &arguments, make_platform_data ()),
      error);
}

gboolean
wb_open_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (!wb_command_parse_entries (command, NULL, argc, argv, &words, error))
    return FALSE;
  if (words[0] == NULL)
    return wb_agent_call_app ("Activate", g_variant_new ("(@a{sv})", make_platform_data ()), error);
  if (words[1] != NULL)
    return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[1]);

  return open_notification (words[0], error);
}
