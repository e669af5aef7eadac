/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "base/wb-text.h"
#include "cli/wb-arguments.h"

G_DEFINE_QUARK (wb - command - exit - quark, wb_command_exit)

/*
 * wb_command_create_context:
 * @entries: (nullable): the options
 *
 * Returns: (transfer full): what parses the command line and writes `wakebell COMMAND --help`
 */
GOptionContext *
wb_command_create_context (const WbCommand *self, const GOptionEntry *entries)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  name = g_strconcat ("wakebell ", self->name, NULL);
  g_set_prgname (name);
  context = g_option_context_new (self->parameters[0] != '\0' ? _ (self->parameters) : NULL);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (self->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_steal_pointer (&context);
}

static gboolean
convert_words (GStrv raw, GStrv *words, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; raw != NULL && raw[i] != NULL; i++)
    {
      g_autofree char *word = wb_arguments_dup_utf8 (raw[i], error);

      if (word == NULL)
        return FALSE;
      g_strv_builder_add (builder, word);
    }
  *words = g_strv_builder_end (builder);
  return TRUE;
}

/*
 * wb_command_parse:
 * @argv: the command's name and what follows it
 * @words: (out) (transfer full) (nullable): what is no option, in UTF-8; %NULL: nothing else is
 *   taken
 *
 * Returns: %FALSE with an error of usage
 */
gboolean
wb_command_parse (GOptionContext *context, int argc, char **argv, GStrv *words, GError **error)
{
  g_auto (GStrv) raw = NULL;
  g_autoptr (GError) local = NULL;
  const GOptionEntry remaining[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_return_val_if_fail (context != NULL, FALSE);

  g_option_context_add_main_entries (context, remaining, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &local))
    return wb_command_refuse (error, "%s", local->message);
  if (words == NULL && raw != NULL)
    return wb_command_refuse (error, _ ("unexpected argument \"%s\""), raw[0]);
  if (words != NULL && !convert_words (raw, words, &local))
    return wb_command_refuse (error, "%s", local->message);
  return TRUE;
}

/* wb_command_parse_entries: wb_command_parse() for a command whose options are a plain table. */
gboolean
wb_command_parse_entries (const WbCommand *self,
                          const GOptionEntry *entries,
                          int argc,
                          char **argv,
                          GStrv *words,
                          GError **error)
{
  g_autoptr (GOptionContext) context = wb_command_create_context (self, entries);

  return wb_command_parse (context, argc, argv, words, error);
}

/* wb_command_refuse: sets an error of usage; always %FALSE. */
gboolean
wb_command_refuse (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/*
 * wb_command_print_error: tells the person at the terminal. @message may hold text from anywhere,
 * so it is made harmless first.
 */
void
wb_command_print_error (const char *message)
{
  g_autofree char *valid = NULL;
  g_autofree char *escaped = NULL;

  g_return_if_fail (message != NULL);

  valid = g_utf8_make_valid (message, -1);
  escaped = wb_text_dup_escaped (valid);
  g_printerr ("wakebell: %s\n", escaped);
}

static void
print_usage (const WbCommand *command)
{
  if (command->parameters[0] != '\0')
    g_printerr (_ ("Usage: wakebell %s [OPTION…] %s\n"), command->name, _ (command->parameters));
  else
    g_printerr (_ ("Usage: wakebell %s [OPTION…]\n"), command->name);
  g_printerr (_ ("'wakebell %s --help' explains the options.\n"), command->name);
}

/*
 * wb_command_report:
 * @error: why the command did not do what it should
 *
 * Returns: what the program ends with
 */
int
wb_command_report (const WbCommand *self, const GError *error)
{
  g_return_val_if_fail (self != NULL && error != NULL, WB_EXIT_FAILED);

  if (*error->message != '\0')
    wb_command_print_error (error->message);
  if (error->domain == WB_COMMAND_EXIT)
    return error->code;
  if (error->domain == G_OPTION_ERROR)
    {
      print_usage (self);
      return WB_EXIT_USAGE;
    }
  if (g_error_matches (error, WB_ERROR, WB_ERROR_UNREACHABLE)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    return WB_EXIT_UNREACHABLE;
  return WB_EXIT_FAILED;
}
