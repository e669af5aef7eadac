/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-channels-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-channel-test.h"
#include "cli/wb-field-options.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"
#include "cli/wb-setting-options.h"

/* All that the options of the command say. */
typedef struct
{
  gboolean is_json;
  char *file;
  char *name;
  char *description;
  char *min_severity;
  char *rate_limit;
  char *batching;
  char *fallback;
  char *title_template;
  char *body_template;
  char *allow_http;
  GStrv settings;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->file);
  g_free (self->name);
  g_free (self->description);
  g_free (self->min_severity);
  g_free (self->rate_limit);
  g_free (self->batching);
  g_free (self->fallback);
  g_free (self->title_template);
  g_free (self->body_template);
  g_free (self->allow_http);
  g_strfreev (self->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- reading --- */

static gboolean
print_json (GVariant *channel, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, channel, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

/* The state, and why it is not ok, as columns of the row itself. */
static GVariant *
flatten (GVariant *channel)
{
  g_autoptr (GVariant) state = g_variant_lookup_value (channel, "state", G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantDict) row = G_VARIANT_DICT_INIT (channel);
  const char *text;

  if (state != NULL && g_variant_lookup (state, "status", "&s", &text))
    g_variant_dict_insert (&row, "state", "s", text);
  if (state != NULL && g_variant_lookup (state, "reason", "&s", &text))
    g_variant_dict_insert (&row, "reason", "s", text);
  return g_variant_dict_end (&row);
}

static gboolean
list (const Options *options, GError **error)
{
  static const WbColumn columns[] = {
    { "name", N_ ("NAME") },         { "kind", N_ ("KIND") },   { "enabled", N_ ("ENABLED") },
    { "min_severity", N_ ("FROM") }, { "state", N_ ("STATE") }, { "reason", N_ ("REASON") },
  };
  g_autoptr (GVariant) reply = wb_agent_call ("Channels1", "List", NULL, "(aa{sv})", error);
  g_autoptr (GVariant) channels = NULL;
  g_autoptr (GVariant) rows = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  if (reply == NULL)
    return FALSE;
  channels = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (channels, "channels", error);
  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);

      g_variant_builder_add_value (&builder, flatten (channel));
    }
  rows = g_variant_ref_sink (g_variant_builder_end (&builder));
  wb_row_table_print (rows, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

/* A dictionary in one line. */
static char *
dup_text (GVariant *channel, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (channel, name, G_VARIANT_TYPE_VARDICT);
  g_autoptr (GString) json = g_string_new (NULL);

  if (value == NULL)
    return wb_row_table_dup_cell (channel, name);
  return wb_json_append_variant (json, value, NULL) ? wb_output_dup_line (json->str) : NULL;
}

static void
print_channel (GVariant *channel)
{
  static const struct
  {
    const char *name;
    const char *label;
  } lines[] = {
    { "name", N_ ("Channel:") },
    { "kind", N_ ("Kind:") },
    { "enabled", N_ ("Enabled:") },
    { "description", N_ ("Description:") },
    { "settings", N_ ("Settings:") },
    { "min_severity", N_ ("From severity:") },
    { "rate_limit", N_ ("Max. a minute:") },
    { "batching", N_ ("Several in one:") },
    { "fallback", N_ ("If it fails:") },
    { "title_template", N_ ("Title:") },
    { "body_template", N_ ("Text:") },
    { "allow_http", N_ ("Plain http:") },
    { "state", N_ ("State:") },
    { "created_at", N_ ("Made:") },
    { "updated_at", N_ ("Changed:") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = dup_text (channel, lines[i].name);

      if (text != NULL && *text != '\0')
        wb_output_print_line (_ (lines[i].label), text);
    }
}

static gboolean
show (const char *name, const Options *options, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Channels1", "Get", g_variant_new ("(s)", name), "(a{sv})", error);
  g_autoptr (GVariant) channel = NULL;

  if (reply == NULL)
    return FALSE;
  channel = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return print_json (channel, error);
  print_channel (channel);
  return TRUE;
}

/* --- changing --- */

/* @kind: (nullable): of a channel that is to be added. */
static GVariant *
read_fields (const Options *options, const char *kind, GError **error)
{
  g_autoptr (GVariant) base = NULL;
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);

  if (options->file != NULL)
    {
      base = wb_field_options_read_file (options->file, error);
      if (base == NULL)
        return NULL;
      g_variant_ref_sink (base);
      g_variant_dict_clear (&fields);
      g_variant_dict_init (&fields, base);
    }
  if (!wb_field_options_insert_text (&fields, "kind", kind, error)
      || !wb_field_options_insert_text (&fields, "name", options->name, error)
      || !wb_field_options_insert_text (&fields, "description", options->description, error)
      || !wb_field_options_insert_text (&fields, "min_severity", options->min_severity, error)
      || !wb_field_options_insert_text (&fields, "fallback", options->fallback, error)
      || !wb_field_options_insert_text (&fields, "title_template", options->title_template, error)
      || !wb_field_options_insert_text (&fields, "body_template", options->body_template, error)
      || !wb_setting_options_insert (&fields, options->settings, kind != NULL, error))
    return NULL;
  wb_field_options_insert_value (&fields, "rate_limit", options->rate_limit);
  wb_field_options_insert_value (&fields, "batching", options->batching);
  wb_field_options_insert_value (&fields, "allow_http", options->allow_http);
  return g_variant_dict_end (&fields);
}

/* @reply: (transfer full) (nullable). */
static gboolean
report (GVariant *reply, const char *what)
{
  g_autoptr (GVariant) owned = reply;
  g_autoptr (GVariant) channel = NULL;
  g_autofree const char **warnings = NULL;
  const char *name = "";

  if (owned == NULL)
    return FALSE;
  channel = g_variant_get_child_value (owned, 0);
  g_variant_lookup (channel, "name", "&s", &name);
  g_variant_lookup (channel, "warnings", "^a&s", &warnings);
  g_print ("%s: %s\n", what, name);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    wb_command_print_error (warnings[i]);
  return TRUE;
}

static gboolean
add (const char *kind, const Options *options, GError **error)
{
  GVariant *fields = read_fields (options, kind, error);

  return fields != NULL
         && report (wb_agent_call ("Channels1", "Add", g_variant_new ("(@a{sv})", fields),
                                   "(a{sv})", error),
                    _ ("Channel added"));
}

static gboolean
update (const char *name, GVariant *fields, const char *what, GError **error)
{
  return fields != NULL
         && report (wb_agent_call ("Channels1", "Update", g_variant_new ("(s@a{sv})", name, fields),
                                   "(a{sv})", error),
                    what);
}

static gboolean
set_enabled (const char *name, gboolean is_enabled, GError **error)
{
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&fields, "enabled", "b", is_enabled);
  return update (name, g_variant_dict_end (&fields),
                 is_enabled ? _ ("Channel enabled") : _ ("Channel disabled"), error);
}

static gboolean
remove_channel (const char *name, GError **error)
{
  return report (
      wb_agent_call ("Channels1", "Remove", g_variant_new ("(s)", name), "(a{sv})", error),
      _ ("Channel removed"));
}

/* --- trying --- */

static gboolean
test (GStrv given, GError **error)
{
  g_auto (GStrv) all = *given == NULL ? wb_channel_test_list_names (error) : NULL;
  GStrv names = *given == NULL ? all : given;
  gboolean do_all_work = TRUE;

  if (names == NULL)
    return FALSE;
  if (*names == NULL)
    g_print ("%s\n", _ ("There is no channel yet: wakebell channels add KIND"));
  for (; *names != NULL; names++)
    {
      gboolean works = FALSE;

      if (!wb_channel_test_run (*names, &works, error))
        return FALSE;
      do_all_work &= works;
    }
  if (!do_all_work)
    g_set_error_literal (error, WB_COMMAND_EXIT, WB_EXIT_FAILED, "");
  return do_all_work;
}

/* --- the command line --- */

static gboolean
run_with_name (const char *verb, const char *name, const Options *options, GError **error)
{
  if (g_str_equal (verb, "show"))
    return show (name, options, error);
  if (g_str_equal (verb, "add"))
    return add (name, options, error);
  if (g_str_equal (verb, "edit"))
    return update (name, read_fields (options, NULL, error), _ ("Channel changed"), error);
  if (g_str_equal (verb, "remove"))
    return remove_channel (name, error);
  return set_enabled (name, g_str_equal (verb, "enable"), error);
}

static gboolean
run_words (GStrv words, const Options *options, GError **error)
{
  static const char *const verbs[] = { "show", "add", "edit", "enable", "disable", "remove", NULL };
  guint n_words = g_strv_length (words);

  if (n_words == 0 || (n_words == 1 && g_str_equal (words[0], "list")))
    return list (options, error);
  if (g_str_equal (words[0], "test"))
    return test (words + 1, error);
  if (n_words == 2 && g_strv_contains (verbs, words[0]))
    return run_with_name (words[0], words[1], options, error);
  if (n_words == 1 && g_str_equal (words[0], "add"))
    return wb_command_refuse (error, _ ("add takes the kind of the channel, such as slack"));
  if (n_words == 1 && g_strv_contains (verbs, words[0]))
    return wb_command_refuse (error, _ ("%s takes the name of a channel"), words[0]);
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[n_words - 1]);
}

gboolean
wb_channels_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("list, show: print JSON"), NULL },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options.file,
      N_ ("Read the fields from FILE, as JSON; - is standard input"), N_ ("FILE") },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &options.name,
      N_ ("What alerts call it; else its kind"), N_ ("WORD") },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.settings,
      N_ ("A setting, such as smtp_host=mail.example.org; of a credential the VALUE is -, and it is "
          "asked for, or read from standard input"), N_ ("NAME=VALUE") },
    { "description", 0, 0, G_OPTION_ARG_FILENAME, &options.description, N_ ("What it is for"),
      N_ ("TEXT") },
    { "min-severity", 0, 0, G_OPTION_ARG_FILENAME, &options.min_severity,
      N_ ("What is milder is not sent"), N_ ("WORD") },
    { "rate-limit", 0, 0, G_OPTION_ARG_STRING, &options.rate_limit,
      N_ ("Messages a minute; default leaves that to the kind"), N_ ("NUMBER") },
    { "batching", 0, 0, G_OPTION_ARG_STRING, &options.batching,
      N_ ("Whether several notifications become one message"), N_ ("YES|NO") },
    { "fallback", 0, 0, G_OPTION_ARG_FILENAME, &options.fallback,
      N_ ("The channel that is tried when this one failed for good"), N_ ("NAME") },
    { "title-template", 0, 0, G_OPTION_ARG_FILENAME, &options.title_template,
      N_ ("The title in your words, with {{field}}"), N_ ("TEXT") },
    { "body-template", 0, 0, G_OPTION_ARG_FILENAME, &options.body_template,
      N_ ("The text in your words, CommonMark with {{field}}"), N_ ("TEXT") },
    { "allow-http", 0, 0, G_OPTION_ARG_STRING, &options.allow_http,
      N_ ("Whether plain http to hosts of a private network is allowed"), N_ ("YES|NO") },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_autoptr (GOptionContext) context = wb_command_create_context (command, entries);
  g_autofree char *help = wb_setting_options_dup_help ();
  g_auto (GStrv) words = NULL;

  g_option_context_set_description (context, help);
  return wb_command_parse (context, argc, argv, &words, error)
         && run_words (words, &options, error);
}
