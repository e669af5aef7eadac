/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-keys-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"

/* All that the options of the command say. */
typedef struct
{
  gboolean is_json;
  char *provider;
  char *percentage;
  char *used;
  char *limit;
  char *remaining;
  char *resets_at;
  char *status;
  char *error;
  char *available_models;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->provider);
  g_free (self->percentage);
  g_free (self->used);
  g_free (self->limit);
  g_free (self->remaining);
  g_free (self->resets_at);
  g_free (self->status);
  g_free (self->error);
  g_free (self->available_models);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
list (const Options *options, GError **error)
{
  static const WbColumn columns[] = {
    { "provider", N_ ("PROVIDER") },     { "key_id", N_ ("KEY") },
    { "state", N_ ("STATE") },           { "percentage", N_ ("USED %") },
    { "remaining", N_ ("REMAINING") },   { "resets_at", N_ ("RESETS AT") },
    { "last_error", N_ ("LAST ERROR") },
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) rows = NULL;
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  if (options->provider != NULL)
    g_variant_dict_insert (&filter, "provider", "s", options->provider);
  reply = wb_agent_call ("Keys1", "List", g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)),
                         "(aa{sv})", error);
  if (reply == NULL)
    return FALSE;

  rows = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (rows, "keys", error);
  if (g_variant_n_children (rows) == 0)
    g_print (_ ("No key is known\n"));
  else
    wb_row_table_print (rows, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

static gboolean
print_json (GVariant *result, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, result, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

/* "quota_warning: notified", a line for each event that was raised. */
static void
print_events (GVariant *result)
{
  g_autoptr (GVariant) events
      = g_variant_lookup_value (result, "events", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; events != NULL && i < g_variant_n_children (events); i++)
    {
      g_autoptr (GVariant) event = g_variant_get_child_value (events, i);
      g_autofree char *type = wb_row_table_dup_cell (event, "type");
      g_autofree char *outcome = wb_row_table_dup_cell (event, "outcome");

      g_print ("%s: %s\n", type, outcome);
    }
}

/* What a report answers: the key as it is now, and what was raised. */
static gboolean
print_key (GVariant *reply, const Options *options, GError **error)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (reply, 0);
  g_autofree char *provider = wb_row_table_dup_cell (key, "provider");
  g_autofree char *key_id = wb_row_table_dup_cell (key, "key_id");
  g_autofree char *state = wb_row_table_dup_cell (key, "state");

  if (options->is_json)
    return print_json (key, error);
  g_print ("%s %s: %s\n", provider, key_id, state);
  print_events (key);
  return TRUE;
}

static void
insert_text (GVariantDict *fields, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (fields, name, "s", text);
}

static gboolean
insert_number (GVariantDict *fields, const char *name, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  GVariant *number;

  if (text == NULL)
    return TRUE;
  number = wb_arguments_parse_amount (text, &local);
  if (number == NULL)
    {
      g_autofree char *option = g_strdelimit (g_strdup (name), "_", '-');

      return wb_command_refuse (error, "--%s: %s", option, local->message);
    }
  g_variant_dict_insert_value (fields, name, number);
  return TRUE;
}

static gboolean
set_quota (GStrv words, const Options *options, GError **error)
{
  g_auto (GVariantDict) quota = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;

  if (!insert_number (&quota, "percentage", options->percentage, error)
      || !insert_number (&quota, "used", options->used, error)
      || !insert_number (&quota, "limit", options->limit, error)
      || !insert_number (&quota, "remaining", options->remaining, error))
    return FALSE;
  insert_text (&quota, "resets_at", options->resets_at);
  insert_text (&quota, "status", options->status);
  reply = wb_agent_call (
      "Keys1", "SetQuota",
      g_variant_new ("(ss@a{sv})", words[0], words[1], g_variant_dict_end (&quota)), "(a{sv})",
      error);
  return reply != NULL && print_key (reply, options, error);
}

static gboolean
report_failure (GStrv words, const Options *options, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *text = NULL;
  GVariantDict failure;

  if (options->error != NULL)
    {
      text = wb_arguments_dup_utf8 (options->error, error);
      if (text == NULL)
        return FALSE;
    }
  g_variant_dict_init (&failure, NULL);
  insert_text (&failure, "error", text);
  reply = wb_agent_call (
      "Keys1", "ReportFailure",
      g_variant_new ("(ss@a{sv})", words[0], words[1], g_variant_dict_end (&failure)), "(a{sv})",
      error);
  return reply != NULL && print_key (reply, options, error);
}

static gboolean
report_recovered (GStrv words, const Options *options, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call (
      "Keys1", "ReportRecovered", g_variant_new ("(ss)", words[0], words[1]), "(a{sv})", error);

  return reply != NULL && print_key (reply, options, error);
}

static gboolean
forget (GStrv words, const Options *options G_GNUC_UNUSED, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Keys1", "Forget", g_variant_new ("(ss)", words[0], words[1]), "()", error);

  if (reply != NULL)
    g_print (_ ("Forgotten\n"));
  return reply != NULL;
}

static GVariant *
read_errors (GStrv words, GError **error)
{
  g_auto (GVariantBuilder) errors = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (; *words != NULL; words++)
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *provider = NULL;
      g_autofree char *text = NULL;

      if (!wb_arguments_split_assignment (*words, &provider, &text, &local))
        {
          wb_command_refuse (error, "%s", local->message);
          return NULL;
        }
      g_variant_builder_add (&errors, "{ss}", provider, text);
    }
  return g_variant_builder_end (&errors);
}

static gboolean
report_all_failed (GStrv words, const Options *options, GError **error)
{
  g_auto (GVariantDict) rest = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;
  GVariant *errors;
  gboolean is_true = FALSE;

  if (*words == NULL)
    return wb_command_refuse (error, _ ("all-failed takes PROVIDER=ERROR for each provider"));
  if (!insert_number (&rest, "available_models", options->available_models, error))
    return FALSE;
  errors = read_errors (words, error);
  if (errors == NULL)
    return FALSE;

  reply = wb_agent_call ("Keys1", "ReportAllFailed",
                         g_variant_new ("(@a{ss}@a{sv})", errors, g_variant_dict_end (&rest)),
                         "(a{sv})", error);
  if (reply == NULL)
    return FALSE;
  result = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return print_json (result, error);
  if (g_variant_lookup (result, "all_failed", "b", &is_true) && !is_true)
    g_print (_ ("Not all have failed\n"));
  print_events (result);
  return TRUE;
}

static gboolean
run_words (GStrv words, const Options *options, GError **error)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (GStrv words, const Options *options, GError **error);
  } actions[] = {
    { "quota", set_quota },
    { "fail", report_failure },
    { "recovered", report_recovered },
    { "forget", forget },
  };

  if (words[0] == NULL || (g_str_equal (words[0], "list") && words[1] == NULL))
    return list (options, error);
  if (g_str_equal (words[0], "all-failed"))
    return report_all_failed (words + 1, options, error);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (!g_str_equal (words[0], actions[i].name))
        continue;
      if (g_strv_length (words) != 3)
        return wb_command_refuse (error, _ ("%s takes a provider and the label of a key"),
                                  words[0]);
      return actions[i].run (words + 1, options, error);
    }
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[0]);
}

gboolean
wb_keys_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("Print JSON"), NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &options.provider, N_ ("list: only its keys"),
      N_ ("NAME") },
    { "percentage", 0, 0, G_OPTION_ARG_STRING, &options.percentage,
      N_ ("quota: how much of it is used"), N_ ("NUMBER") },
    { "used", 0, 0, G_OPTION_ARG_STRING, &options.used,
      N_ ("quota: with --limit, in place of the percentage"), N_ ("NUMBER") },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &options.limit, N_ ("quota: how much there is in all"),
      N_ ("NUMBER") },
    { "remaining", 0, 0, G_OPTION_ARG_STRING, &options.remaining, N_ ("quota: tokens that are left"),
      N_ ("NUMBER") },
    { "resets-at", 0, 0, G_OPTION_ARG_STRING, &options.resets_at, N_ ("quota: when it begins anew"),
      N_ ("TIME") },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options.status,
      N_ ("quota: ok, warning or critical, whatever the percentage"), N_ ("WORD") },
    { "error", 0, 0, G_OPTION_ARG_FILENAME, &options.error, N_ ("fail: what the provider said"),
      N_ ("TEXT") },
    { "available-models", 0, 0, G_OPTION_ARG_STRING, &options.available_models,
      N_ ("all-failed: with fewer errors, not all have failed"), N_ ("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_auto (GStrv) words = NULL;

  return wb_command_parse_entries (command, entries, argc, argv, &words, error)
         && run_words (words, &options, error);
}
