/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-metrics-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-row-table.h"

/* All that the options of the command say. */
typedef struct
{
  gboolean is_json;
  char *unit;
  char *service;
  char *status;
  char *metric;
  char *kind;
  char *operator;
  char *threshold;
  char *recovery;
  char *priority;
  char *cooldown;
  char *duration;
  char *absent_after;
  char *event_type;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->unit);
  g_free (self->service);
  g_free (self->status);
  g_free (self->metric);
  g_free (self->kind);
  g_free (self->operator);
  g_free (self->threshold);
  g_free (self->recovery);
  g_free (self->priority);
  g_free (self->cooldown);
  g_free (self->duration);
  g_free (self->absent_after);
  g_free (self->event_type);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- tables --- */

static gboolean
list_metrics (const Options *options, GError **error)
{
  static const WbColumn columns[] = {
    { "metric_name", N_ ("METRIC") },
    { "service_name", N_ ("SERVICE") },
    { "value", N_ ("VALUE") },
    { "unit", N_ ("UNIT") },
    { "at", N_ ("AT") },
  };
  g_autoptr (GVariant) reply
      = wb_agent_call ("Metrics1", "List", g_variant_new ("(a{sv})", NULL), "(aa{sv})", error);
  g_autoptr (GVariant) rows = NULL;

  if (reply == NULL)
    return FALSE;
  rows = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (rows, "metrics", error);
  wb_row_table_print (rows, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

static gboolean
list_rules (const Options *options, GError **error)
{
  static const WbColumn columns[] = {
    { "rule_name", N_ ("RULE") },
    { "metric_name", N_ ("METRIC") },
    { "kind", N_ ("KIND") },
    { "operator", N_ ("IS") },
    { "threshold", N_ ("THRESHOLD") },
    { "priority", N_ ("PRIORITY") },
    { "cooldown_minutes", N_ ("COOLDOWN") },
    { "for", N_ ("FOR") },
    { "active", N_ ("ACTIVE") },
    { "default", N_ ("DEFAULT") },
  };
  g_autoptr (GVariant) reply
      = wb_agent_call ("Metrics1", "ListRules", g_variant_new ("()"), "(aa{sv})", error);
  g_autoptr (GVariant) rows = NULL;

  if (reply == NULL)
    return FALSE;
  rows = g_variant_get_child_value (reply, 0);
  if (options->is_json)
    return wb_row_table_print_json (rows, "rules", error);
  wb_row_table_print (rows, columns, G_N_ELEMENTS (columns));
  return TRUE;
}

/* --- values --- */

static void
insert_text (GVariantDict *fields, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (fields, name, "s", text);
}

static gboolean
record (GStrv words, const Options *options, GError **error)
{
  GVariantDict fields;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;
  g_autoptr (GVariant) alerts = NULL;
  char *end = NULL;
  double value;

  if (g_strv_length (words) != 2)
    return wb_command_refuse (error, _ ("record takes the name of a metric and its value"));
  value = g_ascii_strtod (words[1], &end);
  if (end == words[1] || *end != '\0')
    return wb_command_refuse (error, _ ("\"%s\" is not a number"), words[1]);

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "unit", options->unit);
  insert_text (&fields, "service_name", options->service);
  insert_text (&fields, "status", options->status);
  reply
      = wb_agent_call ("Metrics1", "Record",
                       g_variant_new ("(sd@a{sv})", words[0], value, g_variant_dict_end (&fields)),
                       "(a{sv})", error);
  if (reply == NULL)
    return FALSE;

  result = g_variant_get_child_value (reply, 0);
  alerts = g_variant_lookup_value (result, "alerts", NULL);
  g_print (_ ("Recorded\n"));
  for (gsize i = 0; alerts != NULL && i < g_variant_n_children (alerts); i++)
    {
      static const char *const names[] = { "rule", "state", "why", "outcome" };
      g_autoptr (GVariant) alert = g_variant_get_child_value (alerts, i);
      g_autofree char *rule = wb_row_table_dup_cell (alert, names[0]);
      g_autofree char *state = wb_row_table_dup_cell (alert, names[1]);
      g_autofree char *why = wb_row_table_dup_cell (alert, names[2]);
      g_autofree char *outcome = wb_row_table_dup_cell (alert, names[3]);

      g_print ("%s: %s%s%s (%s)\n", rule, state, *why != '\0' ? ", " : "", why, outcome);
    }
  return TRUE;
}

/* --- rules --- */

/* A number where it is one, so that the agent can say what is wrong with what is none. */
static void
insert_value (GVariantDict *fields, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert_value (fields, name, wb_arguments_parse_value (text));
}

static gboolean
call_for_rule (const char *method, GVariant *parameters, const char *said, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call ("Metrics1", method, parameters, "()", error);

  if (reply == NULL)
    return FALSE;
  g_print ("%s\n", said);
  return TRUE;
}

static gboolean
add_rule (const char *name, const Options *options, GError **error)
{
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "rule_name", name);
  insert_text (&fields, "metric_name", options->metric);
  insert_text (&fields, "service_name", options->service);
  insert_text (&fields, "kind", options->kind);
  insert_text (&fields, "operator", options->operator);
  insert_value (&fields, "threshold", options->threshold);
  insert_value (&fields, "recovery_threshold", options->recovery);
  insert_text (&fields, "priority", options->priority);
  insert_value (&fields, "cooldown_minutes", options->cooldown);
  insert_value (&fields, "for", options->duration);
  insert_value (&fields, "absent_after", options->absent_after);
  insert_text (&fields, "event_type", options->event_type);
  return call_for_rule ("AddRule", g_variant_new ("(@a{sv})", g_variant_dict_end (&fields)),
                        _ ("Added"), error);
}

static gboolean
set_active (const char *name, gboolean is_active, GError **error)
{
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  g_variant_dict_insert (&fields, "active", "b", is_active);
  return call_for_rule ("ChangeRule",
                        g_variant_new ("(s@a{sv})", name, g_variant_dict_end (&fields)),
                        is_active ? _ ("Enabled") : _ ("Disabled"), error);
}

static gboolean
run_rules (GStrv words, const Options *options, GError **error)
{
  guint n_words = g_strv_length (words);

  if (n_words == 0)
    return list_rules (options, error);
  if (n_words != 2)
    return wb_command_refuse (error,
                              _ ("rules takes add, enable, disable or remove, and the name of "
                                 "a rule"));

  if (g_str_equal (words[0], "add"))
    return add_rule (words[1], options, error);
  if (g_str_equal (words[0], "enable") || g_str_equal (words[0], "disable"))
    return set_active (words[1], g_str_equal (words[0], "enable"), error);
  if (g_str_equal (words[0], "remove"))
    return call_for_rule ("DeleteRule", g_variant_new ("(s)", words[1]), _ ("Removed"), error);
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[0]);
}

static gboolean
run_words (GStrv words, const Options *options, GError **error)
{
  if (words[0] == NULL || g_str_equal (words[0], "list"))
    return list_metrics (options, error);
  if (g_str_equal (words[0], "record"))
    return record (words + 1, options, error);
  if (g_str_equal (words[0], "rules"))
    return run_rules (words + 1, options, error);
  return wb_command_refuse (error, _ ("unexpected argument \"%s\""), words[0]);
}

gboolean
wb_metrics_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, N_ ("Print JSON"), NULL },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &options.unit, N_ ("record: of the value"), N_ ("TEXT") },
    { "service", 0, 0, G_OPTION_ARG_STRING, &options.service,
      N_ ("record, rules add: of which service"), N_ ("NAME") },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options.status, N_ ("record: how the service is"),
      N_ ("TEXT") },
    { "metric", 0, 0, G_OPTION_ARG_STRING, &options.metric, N_ ("rules add: which metric; * and ? match"),
      N_ ("NAME") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
      N_ ("rules add: threshold, absent, unusual or forecast"), N_ ("KIND") },
    { "operator", 0, 0, G_OPTION_ARG_STRING, &options.operator, "rules add: > >= < <= == !=",
      N_ ("SIGN") },
    { "threshold", 0, 0, G_OPTION_ARG_STRING, &options.threshold, N_ ("rules add: where it rings"),
      N_ ("NUMBER") },
    { "recovery", 0, 0, G_OPTION_ARG_STRING, &options.recovery, N_ ("rules add: where it is over"),
      N_ ("NUMBER") },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &options.priority,
      N_ ("rules add: low, medium, high or critical"), N_ ("WORD") },
    { "cooldown", 0, 0, G_OPTION_ARG_STRING, &options.cooldown,
      N_ ("rules add: between two alerts while it lasts"), N_ ("MINUTES") },
    { "for", 0, 0, G_OPTION_ARG_STRING, &options.duration, N_ ("rules add: how long it must last, as 5m"),
      N_ ("SPAN") },
    { "absent-after", 0, 0, G_OPTION_ARG_STRING, &options.absent_after,
      N_ ("rules add: how long a silence is too long"), N_ ("SPAN") },
    { "event-type", 0, 0, G_OPTION_ARG_STRING, &options.event_type, N_ ("rules add: what it raises"),
      N_ ("TYPE") },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_auto (GStrv) words = NULL;

  return wb_command_parse_entries (command, entries, argc, argv, &words, error)
         && run_words (words, &options, error);
}
