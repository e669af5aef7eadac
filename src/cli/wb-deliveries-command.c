/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-deliveries-command.h"

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
  gboolean is_all;
  char *channel;
  char *state;
  char *notification;
  char *limit;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->channel);
  g_free (self->state);
  g_free (self->notification);
  g_free (self->limit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
insert_count (GVariantDict *filter, const char *name, const char *text, GError **error)
{
  GVariant *count;

  if (text == NULL)
    return TRUE;
  count = wb_arguments_parse_count (text, error);
  if (count == NULL)
    return FALSE;
  g_variant_dict_insert_value (filter, name, count);
  return TRUE;
}

static gboolean
list (const Options *options, GError **error)
{
  static const WbColumn columns[] = {
    { "id", N_ ("ID") },         { "channel", N_ ("CHANNEL") }, { "state", N_ ("STATE") },
    { "action", N_ ("ACTION") }, { "attempts", N_ ("TRIES") },  { "created_at", N_ ("SINCE") },
    { "title", N_ ("TITLE") },   { "reason", N_ ("REASON") },
  };
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) rows = NULL;

  if (options->channel != NULL)
    g_variant_dict_insert (&filter, "channel", "s", options->channel);
  if (options->state != NULL)
    g_variant_dict_insert (&filter, "state", "s", options->state);
  if (!insert_count (&filter, "notification_id", options->notification, error)
      || !insert_count (&filter, "limit", options->limit, error))
    return FALSE;
  reply
      = wb_agent_call ("Deliveries1", "List",
                       g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)), "(aa{sv})", error);
  if (reply == NULL)
    return FALSE;
  rows = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (rows, "deliveries", error);
  if (g_variant_n_children (rows) == 0)
    g_print ("%s\n", _ ("Nothing was forwarded"));
  else
    wb_row_table_print (rows, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

static gboolean
print_json (GVariant *reply, GError **error)
{
  g_autoptr (GVariant) dictionary = g_variant_get_child_value (reply, 0);
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, dictionary, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

static gboolean
show (gint64 id, const Options *options, GError **error)
{
  static const struct
  {
    const char *name;
    const char *label;
  } lines[] = {
    { "id", N_ ("Delivery:") },       { "notification_id", N_ ("Notification:") },
    { "channel", N_ ("Channel:") },   { "action", N_ ("Action:") },
    { "state", N_ ("State:") },       { "title", N_ ("Title:") },
    { "priority", N_ ("Priority:") }, { "attempts", N_ ("Attempts:") },
    { "created_at", N_ ("Since:") },  { "due_at", N_ ("Tried next:") },
    { "finished_at", N_ ("Ended:") }, { "reason", N_ ("Reason:") },
    { "answer", N_ ("Answer:") },
  };
  g_autoptr (GVariant) reply
      = wb_agent_call ("Deliveries1", "Get", g_variant_new ("(x)", id), "(a{sv})", error);
  g_autoptr (GVariant) delivery = NULL;

  if (reply == NULL)
    return FALSE;
  if (options->is_json)
    return print_json (reply, error);
  delivery = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = wb_row_table_dup_cell (delivery, lines[i].name);

      if (text != NULL && *text != '\0')
        wb_output_print_line (_ (lines[i].label), text);
    }
  return TRUE;
}

static gboolean
run_on_dead (const char *method, const char *member, const Options *options, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call (
      "Deliveries1", method,
      g_variant_new ("(s)", options->channel != NULL ? options->channel : ""), "(a{sv})", error);
  g_autoptr (GVariant) answer = NULL;
  gint64 n = 0;

  if (reply == NULL)
    return FALSE;
  answer = g_variant_get_child_value (reply, 0);
  g_variant_lookup (answer, member, "x", &n);
  if (g_str_equal (member, "retried"))
    g_print (ngettext ("%lld delivery waits again\n", "%lld deliveries wait again\n", (gulong) n),
             (long long) n);
  else
    g_print (ngettext ("%lld delivery deleted\n", "%lld deliveries deleted\n", (gulong) n),
             (long long) n);
  return TRUE;
}

static gboolean
retry (gint64 id, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Deliveries1", "Retry", g_variant_new ("(x)", id), "(a{sv})", error);

  if (reply == NULL)
    return FALSE;
  g_print (ngettext ("%lld delivery waits again\n", "%lld deliveries wait again\n", 1), 1LL);
  return TRUE;
}

static gboolean
delete_one (gint64 id, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Deliveries1", "Delete", g_variant_new ("(x)", id), "()", error);

  if (reply == NULL)
    return FALSE;
  g_print (ngettext ("%lld delivery deleted\n", "%lld deliveries deleted\n", 1), 1LL);
  return TRUE;
}

static gboolean
show_queue (const Options *options, GError **error)
{
  static const struct
  {
    const char *name;
    const char *label;
  } lines[] = {
    { "queue_size", N_ ("Waiting:") },
    { "sending", N_ ("On their way:") },
    { "dead", N_ ("Dead:") },
    { "oldest_at", N_ ("Oldest:") },
    { "processing_rate", N_ ("A second:") },
    { "error_rate", N_ ("Failed (%):") },
    { "latency_ms", N_ ("Latency (ms):") },
  };
  g_autoptr (GVariant) reply = wb_agent_call ("Deliveries1", "GetQueue", NULL, "(a{sv})", error);
  g_autoptr (GVariant) queue = NULL;

  if (reply == NULL)
    return FALSE;
  if (options->is_json)
    return print_json (reply, error);
  queue = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = wb_row_table_dup_cell (queue, lines[i].name);

      if (text != NULL && *text != '\0')
        wb_output_print_line (_ (lines[i].label), text);
    }
  return TRUE;
}

static gboolean
run_with_id (const char *verb, const char *word, const Options *options, GError **error)
{
  gint64 id;

  if (!wb_arguments_parse_id (word, &id, error))
    return FALSE;
  if (g_str_equal (verb, "show"))
    return show (id, options, error);
  return g_str_equal (verb, "retry") ? retry (id, error) : delete_one (id, error);
}

static gboolean
run_words (GStrv words, const Options *options, GError **error)
{
  static const char *const id_verbs[] = { "show", "retry", "delete", NULL };
  guint n_words = g_strv_length (words);

  if (n_words == 0 || (n_words == 1 && g_str_equal (words[0], "list")))
    return list (options, error);
  if (n_words == 1 && g_str_equal (words[0], "queue"))
    return show_queue (options, error);
  if (n_words == 1 && g_str_equal (words[0], "purge"))
    return run_on_dead ("Purge", "deleted", options, error);
  if (n_words == 1 && g_str_equal (words[0], "retry") && options->is_all)
    return run_on_dead ("RetryAll", "retried", options, error);
  if (n_words == 2 && g_strv_contains (id_verbs, words[0]))
    return run_with_id (words[0], words[1], options, error);
  if (n_words == 1 && g_strv_contains (id_verbs, words[0]))
    return wb_command_refuse (error, _ ("%s takes the number of a delivery"), words[0]);
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[n_words - 1]);
}

gboolean
wb_deliveries_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "channel", 0, 0, G_OPTION_ARG_STRING, &options.channel, N_ ("Only of this channel"),
      N_ ("NAME") },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state,
      N_ ("list: only queued, sending, done, dead or skipped ones"), N_ ("WORD") },
    { "notification", 0, 0, G_OPTION_ARG_STRING, &options.notification,
      N_ ("list: only those about it"), N_ ("ID") },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &options.limit, N_ ("list: at the most (50)"),
      N_ ("NUMBER") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.is_all, N_ ("retry: all that are dead"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;

  return wb_command_parse_entries (command, entries, argc, argv, &words, error)
         && run_words (words, &options, error);
}
