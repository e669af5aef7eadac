/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "cli/wb-setting-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/wb-arguments.h"
#include "cli/wb-command.h"
#include "cli/wb-field-options.h"
#include "cli/wb-output.h"
#include "model/wb-channel-setting.h"

/* The settings of a channel, as the options --set of a command give them. */

#define HELP_COLUMNS 78
#define KIND_COLUMNS 13

/* Settings that are lists, so that one word is a list too. */
static const char *const list_settings[]
    = { "recipients", "cc", "bcc", "fallback_providers", "command", NULL };

/* What stands in the name of a header or a variable whose value is a credential. */
static const char *const secret_words[]
    = { "auth", "token", "secret", "password", "key", "cookie", "credential" };

static gboolean
is_secret_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (secret_words); i++)
    if (strstr (lower, secret_words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* "headers.X-Team": a text, whatever it looks like. */
static GVariant *
make_member (const char *name, const char *text, GError **error)
{
  if (is_secret_name (strchr (name, '.')) || g_str_equal (text, "-"))
    return wb_field_options_read_secret (name, text, error);
  return g_variant_new_string (text);
}

static GVariant *
make_credential (const char *name, const char *text, GError **error)
{
  const WbChannelSetting *setting = wb_channel_setting_find_credential (name);

  if (*text == '\0' || !wb_channel_setting_is_object (setting))
    return wb_field_options_read_secret (name, text, error);
  wb_command_refuse (error, _ ("%s: give one after the other: %s.NAME=VALUE"), name, name);
  return NULL;
}

/* A command is one argument after the other; other lists have commas. */
static GVariant *
make_setting (const char *name, const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (wb_channel_setting_find_object (name) != NULL)
    return make_member (name, text, error);
  if (wb_channel_setting_find_credential (name) != NULL)
    return make_credential (name, text, error);
  if (g_str_equal (name, "command") && *text != '\0')
    return g_shell_parse_argv (text, NULL, &words, error)
               ? g_variant_new_strv ((const char *const *) words, -1)
               : NULL;
  if (g_strv_contains (list_settings, name))
    return wb_field_options_make_list (text);
  if (g_str_equal (text, "yes") || g_str_equal (text, "no"))
    return g_variant_new_boolean (g_str_equal (text, "yes"));
  return wb_arguments_parse_value (text);
}

/* Of a new channel an object is whole; else its other members stay. */
static void
insert (GVariantDict *dictionary, const char *name, GVariant *value, gboolean is_new)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  gboolean is_member = wb_channel_setting_find_object (name) != NULL;

  if (!is_new || !is_member)
    g_variant_dict_insert_value (dictionary, name, owned);
  else if (*g_variant_get_string (owned, NULL) != '\0')
    wb_field_options_insert_at (dictionary, name, owned);
}

/*
 * wb_setting_options_insert:
 * @settings: (nullable): NAME=VALUE each; they join the "settings" that @fields has
 */
gboolean
wb_setting_options_insert (GVariantDict *fields, GStrv settings, gboolean is_new, GError **error)
{
  g_autoptr (GVariant) before
      = g_variant_dict_lookup_value (fields, "settings", G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantDict) dictionary = G_VARIANT_DICT_INIT (before);

  for (GStrv setting = settings; setting != NULL && *setting != NULL; setting++)
    {
      g_autofree char *name = NULL;
      g_autofree char *text = NULL;
      GVariant *value;

      if (!wb_field_options_split (*setting, "--set", &name, &text, error))
        return FALSE;
      value = make_setting (name, text, error);
      if (value == NULL)
        return FALSE;
      insert (&dictionary, name, value, is_new);
    }
  if (settings != NULL)
    g_variant_dict_insert_value (fields, "settings", g_variant_dict_end (&dictionary));
  return TRUE;
}

/* --- help --- */

static void
append_setting (GString *help, GString *line, const WbChannelSetting *setting)
{
  g_autofree char *word = g_strconcat (wb_channel_setting_get_member (setting),
                                       wb_channel_setting_is_object (setting) ? ".NAME" : "",
                                       setting->is_credential ? "*" : "", NULL);

  if (line->len + strlen (word) > HELP_COLUMNS)
    {
      g_string_append_printf (help, "%s\n", g_strchomp (line->str));
      g_string_assign (line, "");
      wb_output_append_padded (line, "", KIND_COLUMNS);
    }
  g_string_append_printf (line, "%s ", word);
}

static void
append_kind (GString *help, WbChannelKind kind)
{
  g_autoptr (GString) line = g_string_new ("  ");
  gboolean has_any = FALSE;

  g_string_append (line, wb_channel_kind_to_string (kind));
  for (gsize i = line->len; i < KIND_COLUMNS; i++)
    g_string_append_c (line, ' ');
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->kind == kind)
      {
        append_setting (help, line, wb_channel_setting_get (i));
        has_any = TRUE;
      }
  if (has_any)
    g_string_append_printf (help, "%s\n", g_strchomp (line->str));
}

/* wb_setting_options_dup_help: (transfer full): the settings of each kind, and how credentials are
 * given. */
char *
wb_setting_options_dup_help (void)
{
  g_autoptr (GString) help = g_string_new (_ ("Settings by kind, * a credential:\n"));

  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    append_kind (help, (WbChannelKind) kind);
  g_string_append_printf (
      help,
      /* Translators: %s is the name of the settings */
      _ ("\nOf a credential the VALUE is -: it is asked for, or read from standard input, and kept "
         "in\n"
         "the keyring. headers.NAME is a header of a webhook, environment.NAME a variable that a\n"
         "program (exec) is given; what looks harmless may stand on the command line, such as\n"
         "headers.X-Team=research, and an empty VALUE removes it. Without a keyring:\n"
         "  gsettings set %s credentials-file FILE\n"
         "or systemd instead of FILE, for LoadCredential=wakebell-credentials:PATH.\n"),
      WB_APP_ID);
  return g_string_free (g_steal_pointer (&help), FALSE);
}
