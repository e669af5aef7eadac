/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-runs-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-time.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"
#include "cli/wb-run-text.h"
#include "model/wb-limits.h"

#define DEFAULT_ROWS 20
#define CURVE_COLUMNS 60

static const WbColumn columns[] = {
  { "run", N_ ("RUN") },           { "model", N_ ("MODEL") },    { "state", N_ ("STATE") },
  { "progress", N_ ("PROGRESS") }, { "eta", N_ ("LEFT") },       { "loss", N_ ("LOSS") },
  { "cost", N_ ("COST") },         { "heard", N_ ("HEARD OF") }, { "news", N_ ("LAST NEWS") },
};

/* Names of states are words of the interface; these are for people. */
static const struct
{
  const char *word;
  const char *label;
} states[] = {
  { "started", N_ ("started") },     { "running", N_ ("running") },
  { "paused", N_ ("paused") },       { "evaluating", N_ ("evaluating") },
  { "completed", N_ ("completed") }, { "failed", N_ ("failed") },
};

/* --- what a run is told as --- */

static const char *
get_text (GVariant *run, const char *name)
{
  const char *text = NULL;

  g_variant_lookup (run, name, "&s", &text);
  return text;
}

static gboolean
get_integer (GVariant *run, const char *name, gint64 *number)
{
  return g_variant_lookup (run, name, "x", number);
}

static gboolean
to_number (GVariant *value, double *number)
{
  gboolean is_double = g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE);

  if (!is_double && !g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return FALSE;
  *number = is_double ? g_variant_get_double (value) : (double) g_variant_get_int64 (value);
  return TRUE;
}

static gboolean
get_number (GVariant *run, const char *name, double *number)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (run, name, NULL);

  return value != NULL && to_number (value, number);
}

static gboolean
get_time (GVariant *run, const char *name, gint64 *time_us)
{
  const char *text = get_text (run, name);

  return text != NULL && wb_time_parse (text, time_us);
}

static char *
dup_state (GVariant *run)
{
  const char *word = get_text (run, "state");
  gboolean is_stalled = FALSE;
  const char *label = word != NULL ? word : "";

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].word, word) == 0)
      label = _ (states[i].label);
  g_variant_lookup (run, "stalled", "b", &is_stalled);
  return is_stalled ? g_strdup_printf (_ ("%s, stalled"), label) : g_strdup (label);
}

static char *
dup_bar (GVariant *run)
{
  double fraction;

  return get_number (run, "progress", &fraction) ? wb_run_text_dup_bar (CLAMP (fraction, 0.0, 1.0))
                                                 : g_strdup ("");
}

static char *
dup_span (GVariant *run, const char *name)
{
  gint64 seconds;

  return get_integer (run, name, &seconds) ? wb_run_text_dup_span (seconds) : g_strdup ("");
}

static char *
dup_number (GVariant *run, const char *name)
{
  double number;

  return get_number (run, name, &number) ? wb_run_text_dup_number (number) : g_strdup ("");
}

static char *
dup_money (GVariant *run)
{
  double amount;

  return get_number (run, "cost", &amount) ? wb_run_text_dup_money (amount) : g_strdup ("");
}

static char *
dup_news (GVariant *run)
{
  g_autoptr (GVariant) event = g_variant_lookup_value (run, "last_event", G_VARIANT_TYPE_VARDICT);
  const char *title = event != NULL ? get_text (event, "title") : NULL;

  return g_strdup (title != NULL ? title : "");
}

/* --- list --- */

static void
add_cell (GVariantDict *row, const char *name, char *text)
{
  g_variant_dict_insert_value (row, name, g_variant_new_take_string (text));
}

static GVariant *
create_row (GVariant *run, gint64 now_us)
{
  const char *model = get_text (run, "model_name");
  const char *run_id = get_text (run, "run_id");
  gint64 heard_us = now_us;
  GVariantDict row;

  get_time (run, "updated_at", &heard_us);
  g_variant_dict_init (&row, NULL);
  add_cell (&row, "run", g_strdup (run_id != NULL ? run_id : ""));
  add_cell (&row, "model", g_strdup (model != NULL ? model : ""));
  add_cell (&row, "state", dup_state (run));
  add_cell (&row, "progress", dup_bar (run));
  add_cell (&row, "eta", dup_span (run, "eta"));
  add_cell (&row, "loss", dup_number (run, "loss"));
  add_cell (&row, "cost", dup_money (run));
  add_cell (&row, "heard", wb_output_dup_when (heard_us, now_us));
  add_cell (&row, "news", dup_news (run));
  return g_variant_dict_end (&row);
}

static void
print_list (GVariant *runs)
{
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) table = NULL;

  for (gsize i = 0; i < g_variant_n_children (runs); i++)
    {
      g_autoptr (GVariant) run = g_variant_get_child_value (runs, i);

      g_variant_builder_add_value (&rows, create_row (run, g_get_real_time ()));
    }
  table = g_variant_ref_sink (g_variant_builder_end (&rows));
  wb_row_table_print (table, columns, G_N_ELEMENTS (columns));
}

static gboolean
list (const char *state, int limit, gboolean is_json, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) runs = NULL;
  GVariantDict filter;

  if (limit < 1 || limit > WB_LIMIT_HISTORY_ROWS)
    return wb_command_refuse (error, _ ("--limit: expected a number from 1 to %d"),
                              WB_LIMIT_HISTORY_ROWS);
  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "limit", "x", (gint64) limit);
  if (state != NULL)
    g_variant_dict_insert (&filter, "state", "s", state);
  reply = wb_agent_call ("Runs1", "List", g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)),
                         "(aa{sv})", error);
  if (reply == NULL)
    return FALSE;

  runs = g_variant_get_child_value (reply, 0);
  if (is_json)
    return wb_row_table_print_json (runs, "runs", error);
  print_list (runs);
  return TRUE;
}

/* --- one --- */

static void
print_optional (const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    wb_output_print_line (label, value);
}

static void
print_time (GVariant *run, const char *name, const char *label)
{
  g_autofree char *text = NULL;
  gint64 time_us;

  if (!get_time (run, name, &time_us))
    return;
  text = wb_output_dup_time (time_us);
  wb_output_print_line (label, text);
}

static void
print_count (GVariant *run, const char *name, const char *total_name, const char *label)
{
  g_autofree char *text = NULL;
  gint64 number, total;

  if (!get_integer (run, name, &number))
    return;
  text = get_integer (run, total_name, &total)
             ? g_strdup_printf (_ ("%lld of %lld"), (long long) number, (long long) total)
             : g_strdup_printf ("%lld", (long long) number);
  wb_output_print_line (label, text);
}

static void
print_loss (GVariant *run, const char *name, const char *best_name, const char *label)
{
  g_autofree char *last = dup_number (run, name);
  g_autofree char *best = dup_number (run, best_name);
  g_autofree char *text = NULL;

  if (*last == '\0')
    return;
  text = g_strdup_printf (_ ("%s, best %s"), last, best);
  wb_output_print_line (label, text);
}

static void
print_metrics (GVariant *run)
{
  g_autoptr (GVariant) metrics = g_variant_lookup_value (run, "metrics", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (metrics == NULL)
    return;
  g_variant_iter_init (&iter, metrics);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *number = NULL;
      double read;

      if (!to_number (value, &read))
        continue;
      number = wb_run_text_dup_number (read);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", name, number);
    }
  print_optional (_ ("Metrics:"), text->str);
}

/* Each point is a pair of step and value. */
static void
print_curve (GVariant *run)
{
  g_autoptr (GVariant) losses = g_variant_lookup_value (run, "losses", G_VARIANT_TYPE_ARRAY);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *curve = NULL;

  for (gsize i = 0; losses != NULL && i < g_variant_n_children (losses); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (losses, i);
      g_autoptr (GVariant) point = g_variant_is_of_type (boxed, G_VARIANT_TYPE_VARIANT)
                                       ? g_variant_get_variant (boxed)
                                       : g_variant_ref (boxed);
      g_autoptr (GVariant) value = NULL;
      double number;

      if (!g_variant_is_of_type (point, G_VARIANT_TYPE ("av")) || g_variant_n_children (point) != 2)
        continue;
      g_variant_get_child (point, 1, "v", &value);
      if (to_number (value, &number))
        g_array_append_val (values, number);
    }
  curve = wb_run_text_dup_sparkline ((const double *) (gpointer) values->data, values->len,
                                     CURVE_COLUMNS);
  print_optional (_ ("Losses:"), curve);
}

static void
print_run (GVariant *run)
{
  g_autofree char *state = dup_state (run);
  g_autofree char *bar = dup_bar (run);
  g_autofree char *elapsed = dup_span (run, "elapsed");
  g_autofree char *eta = dup_span (run, "eta");
  g_autofree char *cost = dup_money (run);
  g_autofree char *news = dup_news (run);

  print_optional (_ ("Run:"), get_text (run, "run_id"));
  print_optional (_ ("Model:"), get_text (run, "model_name"));
  wb_output_print_line (_ ("State:"), state);
  print_optional (_ ("Progress:"), bar);
  print_count (run, "epoch", "total_epochs", _ ("Epoch:"));
  print_count (run, "batch", "total_batches", _ ("Batch:"));
  print_time (run, "started_at", _ ("Started:"));
  print_time (run, "ended_at", _ ("Ended:"));
  print_optional (_ ("Elapsed:"), elapsed);
  print_optional (_ ("Left:"), eta);
  print_loss (run, "loss", "best_loss", _ ("Loss:"));
  print_loss (run, "eval_loss", "best_eval_loss", _ ("Evaluation loss:"));
  print_optional (_ ("Cost:"), cost);
  print_metrics (run);
  print_curve (run);
  print_time (run, "expect_by", _ ("Expected by:"));
  print_time (run, "updated_at", _ ("Heard of:"));
  print_optional (_ ("Last news:"), news);
}

static gboolean
show (const char *run_id, gboolean is_json, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Runs1", "Get", g_variant_new ("(s)", run_id), "(a{sv})", error);
  g_autoptr (GVariant) run = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  if (reply == NULL)
    return FALSE;
  run = g_variant_get_child_value (reply, 0);
  if (!is_json)
    {
      print_run (run);
      return TRUE;
    }
  if (!wb_output_append_dictionary (json, run, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

static gboolean
forget (const char *run_id, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Runs1", "Forget", g_variant_new ("(s)", run_id), "()", error);

  return reply != NULL;
}

/* wb_runs_command_run: `runs`, `runs show RUN`, `runs forget RUN`. */
gboolean
wb_runs_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_autofree char *state = NULL;
  int limit = DEFAULT_ROWS;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "state", 's', 0, G_OPTION_ARG_STRING, &state,
      N_ ("Only started, running, paused, evaluating, completed, failed, stalled, or active (not "
          "ended) ones"),
      N_ ("WORD") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_ ("How many at the most (20)"), N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  guint n_words;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  n_words = g_strv_length (words);
  if (n_words == 0)
    return list (state, limit, is_json, error);
  if (n_words == 2 && g_str_equal (words[0], "show"))
    return show (words[1], is_json, error);
  if (n_words == 2 && g_str_equal (words[0], "forget"))
    return forget (words[1], error);
  return wb_command_refuse (error, _ ("expected nothing, \"show RUN\" or \"forget RUN\""));
}
