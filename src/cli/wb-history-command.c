/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-history-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"

#define DEFAULT_ROWS 20

static const WbColumn columns[] = {
  { "id", N_ ("EVENT") },        { "received_at", N_ ("RECEIVED") },
  { "outcome", N_ ("OUTCOME") }, { "severity", N_ ("SEVERITY") },
  { "type", N_ ("TYPE") },       { "title", N_ ("TITLE") },
};

/* What the options ask for. */
typedef struct
{
  gboolean is_json;
  int hours; /* 0: not given */
  int limit;
  char *type; /* owned */
  char *run;  /* owned */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->type);
  g_free (options->run);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (const WbCommand *command, int argc, char **argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "hours", 0, 0, G_OPTION_ARG_INT, &options->hours, N_ ("Only of the last NUMBER hours"),
      N_ ("NUMBER") },
    { "type", 't', 0, G_OPTION_ARG_FILENAME, &options->type, N_ ("Only of this type"),
      N_ ("WORD") },
    { "run", 0, 0, G_OPTION_ARG_FILENAME, &options->run, N_ ("Only of this run"), N_ ("ID") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options->limit, N_ ("How many at the most (20)"),
      N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  return wb_command_parse_entries (command, entries, argc, argv, NULL, error);
}

static gboolean
insert_text (GVariantDict *dict, const char *name, const char *raw, GError **error)
{
  g_autofree char *text = NULL;

  if (raw == NULL)
    return TRUE;
  text = wb_arguments_dup_utf8 (raw, error);
  if (text == NULL)
    return FALSE;
  g_variant_dict_insert (dict, name, "s", text);
  return TRUE;
}

/* (transfer floating) (nullable): what Events1.History takes; the agent refuses what makes none. */
static GVariant *
read_question (const Options *options, GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "limit", "x", (gint64) options->limit);
  if (options->hours != 0)
    g_variant_dict_insert (&dict, "hours", "x", (gint64) options->hours);
  if (!insert_text (&dict, "type", options->type, error)
      || !insert_text (&dict, "run_id", options->run, error))
    return NULL;
  return g_variant_dict_end (&dict);
}

gboolean
wb_history_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .limit = DEFAULT_ROWS };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) events = NULL;
  GVariant *question;

  if (!parse (command, argc, argv, &options, error))
    return FALSE;
  question = read_question (&options, error);
  if (question == NULL)
    return FALSE;
  reply = wb_agent_call ("Events1", "History", g_variant_new ("(@a{sv})", question), "(aa{sv})",
                         error);
  if (reply == NULL)
    return FALSE;

  events = g_variant_get_child_value (reply, 0);
  if (options.is_json)
    return wb_row_table_print_json (events, "events", error);
  if (g_variant_n_children (events) == 0)
    g_print (_ ("No events.\n"));
  else
    wb_row_table_print (events, columns, G_N_ELEMENTS (columns));
  return TRUE;
}
