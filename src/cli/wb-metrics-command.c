/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-metrics-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"

/* Options that take a text. */
enum
{
  UNIT,
  SERVICE,
  STATUS,
  METRIC,
  KIND,
  OPERATOR,
  THRESHOLD,
  RECOVERY,
  PRIORITY,
  COOLDOWN,
  DURATION,
  ABSENT_AFTER,
  WINDOW,
  MIN_COUNT,
  SPREAD,
  WITHIN,
  EVENT_TYPE,
  LIMIT,
  N_TEXTS
};

typedef struct
{
  gboolean is_json;
  char *texts[N_TEXTS];
} Options;

static void
options_clear (Options *self)
{
  for (gsize i = 0; i < N_TEXTS; i++)
    g_free (self->texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- fields --- */

static void
insert_text (GVariantDict *fields, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (fields, name, "s", text);
}

/* A number or true where it is one, so that the agent can say what is wrong with what is none. */
static void
insert_value (GVariantDict *fields, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert_value (fields, name, wb_arguments_parse_value (text));
}

static gboolean
parse_number (const char *text, double *number, GError **error)
{
  char *end = NULL;

  *number = g_ascii_strtod (text, &end);
  return (end != text && *end == '\0')
         || wb_command_refuse (error, _ ("\"%s\" is not a number"), text);
}

/* Also as 100.0 or 1e3. */
static gboolean
insert_number (GVariantDict *fields, const char *name, const char *text, GError **error)
{
  double number;

  if (text == NULL)
    return TRUE;
  if (!parse_number (text, &number, error))
    return FALSE;
  g_variant_dict_insert (fields, name, "d", number);
  return TRUE;
}

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
  GVariantDict filter;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) rows = NULL;

  g_variant_dict_init (&filter, NULL);
  insert_text (&filter, "metric_name", options->texts[METRIC]);
  insert_value (&filter, "limit", options->texts[LIMIT]);
  reply
      = wb_agent_call ("Metrics1", "List", g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)),
                       "(aa{sv})", error);
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
print_alerts (GVariant *result)
{
  g_autoptr (GVariant) alerts = g_variant_lookup_value (result, "alerts", NULL);

  for (gsize i = 0; alerts != NULL && i < g_variant_n_children (alerts); i++)
    {
      g_autoptr (GVariant) alert = g_variant_get_child_value (alerts, i);
      g_autofree char *rule = wb_row_table_dup_cell (alert, "rule");
      g_autofree char *state = wb_row_table_dup_cell (alert, "state");
      g_autofree char *why = wb_row_table_dup_cell (alert, "why");
      g_autofree char *outcome = wb_row_table_dup_cell (alert, "outcome");

      g_print ("%s: %s%s%s (%s)\n", rule, state, *why != '\0' ? ", " : "", why, outcome);
    }
}

static gboolean
print_result (GVariant *result, gboolean is_json, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (is_json)
    {
      if (!wb_output_append_dictionary (json, result, error))
        return FALSE;
      wb_output_print_json (json->str);
      return TRUE;
    }
  g_print (_ ("Recorded\n"));
  print_alerts (result);
  return TRUE;
}

static gboolean
record (GStrv words, const Options *options, GError **error)
{
  GVariantDict fields;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;
  double value;

  if (g_strv_length (words) != 2)
    return wb_command_refuse (error, _ ("record takes the name of a metric and its value"));
  if (!parse_number (words[1], &value, error))
    return FALSE;

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "unit", options->texts[UNIT]);
  insert_text (&fields, "service_name", options->texts[SERVICE]);
  insert_text (&fields, "status", options->texts[STATUS]);
  reply
      = wb_agent_call ("Metrics1", "Record",
                       g_variant_new ("(sd@a{sv})", words[0], value, g_variant_dict_end (&fields)),
                       "(a{sv})", error);
  if (reply == NULL)
    return FALSE;
  result = g_variant_get_child_value (reply, 0);
  return print_result (result, options->is_json, error);
}

/* --- rules --- */

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
  const char *const *texts = (const char *const *) options->texts;
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);

  insert_text (&fields, "rule_name", name);
  insert_text (&fields, "metric_name", texts[METRIC]);
  insert_text (&fields, "service_name", texts[SERVICE]);
  insert_text (&fields, "kind", texts[KIND]);
  insert_text (&fields, "operator", texts[OPERATOR]);
  insert_text (&fields, "priority", texts[PRIORITY]);
  insert_value (&fields, "cooldown_minutes", texts[COOLDOWN]);
  insert_value (&fields, "for", texts[DURATION]);
  insert_value (&fields, "absent_after", texts[ABSENT_AFTER]);
  insert_value (&fields, "window", texts[WINDOW]);
  insert_value (&fields, "min_count", texts[MIN_COUNT]);
  insert_value (&fields, "within", texts[WITHIN]);
  insert_text (&fields, "event_type", texts[EVENT_TYPE]);
  return insert_number (&fields, "threshold", texts[THRESHOLD], error)
         && insert_number (&fields, "recovery_threshold", texts[RECOVERY], error)
         && insert_number (&fields, "spread", texts[SPREAD], error)
         && call_for_rule ("AddRule", g_variant_new ("(@a{sv})", g_variant_dict_end (&fields)),
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

  if (n_words == 0 || (n_words == 1 && g_str_equal (words[0], "list")))
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
    { "unit", 0, 0, G_OPTION_ARG_STRING, &options.texts[UNIT],
      N_ ("record: of the value"), N_ ("TEXT") },
    { "service", 0, 0, G_OPTION_ARG_STRING, &options.texts[SERVICE],
      N_ ("record, rules add: of which service"), N_ ("NAME") },
    { "status", 0, 0, G_OPTION_ARG_STRING, &options.texts[STATUS],
      N_ ("record: how the service is"), N_ ("TEXT") },
    { "metric", 0, 0, G_OPTION_ARG_STRING, &options.texts[METRIC],
      N_ ("list, rules add: which metric; in a rule * and ? match"), N_ ("NAME") },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &options.texts[LIMIT],
      N_ ("list: how many at the most"), N_ ("NUMBER") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.texts[KIND],
      N_ ("rules add: threshold, absent, unusual or forecast"), N_ ("KIND") },
    { "operator", 0, 0, G_OPTION_ARG_STRING, &options.texts[OPERATOR],
      "rules add: > >= < <= == !=", N_ ("SIGN") },
    { "threshold", 0, 0, G_OPTION_ARG_STRING, &options.texts[THRESHOLD],
      N_ ("rules add: where it rings"), N_ ("NUMBER") },
    { "recovery", 0, 0, G_OPTION_ARG_STRING, &options.texts[RECOVERY],
      N_ ("rules add: where it is over"), N_ ("NUMBER") },
    { "priority", 0, 0, G_OPTION_ARG_STRING, &options.texts[PRIORITY],
      N_ ("rules add: low, medium, high or critical"), N_ ("WORD") },
    { "cooldown", 0, 0, G_OPTION_ARG_STRING, &options.texts[COOLDOWN],
      N_ ("rules add: between two alerts while it lasts"), N_ ("MINUTES") },
    { "for", 0, 0, G_OPTION_ARG_STRING, &options.texts[DURATION],
      N_ ("rules add: how long it must last, as 5m"), N_ ("SPAN") },
    { "absent-after", 0, 0, G_OPTION_ARG_STRING, &options.texts[ABSENT_AFTER],
      N_ ("rules add: how long a silence is too long"), N_ ("SPAN") },
    { "window", 0, 0, G_OPTION_ARG_STRING, &options.texts[WINDOW],
      N_ ("rules add: how many values are the recent past"), N_ ("NUMBER") },
    { "min-count", 0, 0, G_OPTION_ARG_STRING, &options.texts[MIN_COUNT],
      N_ ("rules add: how many of them it takes"), N_ ("NUMBER") },
    { "spread", 0, 0, G_OPTION_ARG_STRING, &options.texts[SPREAD],
      N_ ("rules add: how many spreads from the median are unusual"), N_ ("NUMBER") },
    { "within", 0, 0, G_OPTION_ARG_STRING, &options.texts[WITHIN],
      N_ ("rules add: how far a forecast looks, as 2h"), N_ ("SPAN") },
    { "event-type", 0, 0, G_OPTION_ARG_STRING, &options.texts[EVENT_TYPE],
      N_ ("rules add: what it raises"), N_ ("TYPE") },
    G_OPTION_ENTRY_NULL,
  };
  /* clang-format on */
  g_auto (GStrv) words = NULL;

  return wb_command_parse_entries (command, entries, argc, argv, &words, error)
         && run_words (words, &options, error);
}
