/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-stats-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"
#include "model/wb-severity.h"

#define DEFAULT_HOURS 24

static const WbColumn hour_columns[] = {
  { "starts_at", N_ ("HOUR") }, { "info", "INFO" },   { "success", "SUCCESS" },
  { "warning", "WARNING" },     { "error", "ERROR" }, { "critical", "CRITICAL" },
};

/* (transfer floating): a row of @hour: when it began, and how many there were of each severity. */
static GVariant *
create_hour_row (GVariant *hour)
{
  g_autoptr (GVariant) severities
      = g_variant_lookup_value (hour, "severity", G_VARIANT_TYPE_VARDICT);
  GVariantDict row;
  const char *starts_at = "";

  g_variant_dict_init (&row, NULL);
  g_variant_lookup (hour, "hour", "&s", &starts_at);
  g_variant_dict_insert (&row, "starts_at", "s", starts_at);
  for (guint severity = 0; severity < WB_N_SEVERITIES; severity++)
    {
      const char *word = wb_severity_to_string ((WbSeverity) severity);
      gint64 n = 0;

      if (severities != NULL)
        g_variant_lookup (severities, word, "x", &n);
      g_variant_dict_insert (&row, word, "x", n);
    }
  return g_variant_dict_end (&row);
}

static void
print_hours (GVariant *stats)
{
  g_autoptr (GVariant) hours = g_variant_lookup_value (stats, "hours", G_VARIANT_TYPE ("aa{sv}"));
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) table = NULL;

  if (hours == NULL)
    {
      g_print (_ ("No events.\n"));
      return;
    }
  for (gsize i = 0; i < g_variant_n_children (hours); i++)
    {
      g_autoptr (GVariant) hour = g_variant_get_child_value (hours, i);

      g_variant_builder_add_value (&rows, create_hour_row (hour));
    }
  table = g_variant_ref_sink (g_variant_builder_end (&rows));
  wb_row_table_print (table, hour_columns, G_N_ELEMENTS (hour_columns));
}

static void
print_sums (GVariant *stats, const char *name, const char *head)
{
  const WbColumn columns[] = { { "word", head }, { "n", N_ ("NUMBER") } };
  g_autoptr (GVariant) sums = g_variant_lookup_value (stats, name, G_VARIANT_TYPE_VARDICT);
  g_auto (GVariantBuilder) rows = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) table = NULL;
  GVariantIter iter;
  const char *word;
  GVariant *number;

  if (sums == NULL || g_variant_n_children (sums) == 0)
    return;

  g_variant_iter_init (&iter, sums);
  while (g_variant_iter_loop (&iter, "{&sv}", &word, &number))
    g_variant_builder_add_parsed (&rows, "{'word': <%s>, 'n': %v}", word, number);
  g_print ("\n");
  table = g_variant_ref_sink (g_variant_builder_end (&rows));
  wb_row_table_print (table, columns, G_N_ELEMENTS (columns));
}

static gboolean
print_json (GVariant *stats, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, stats, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}

gboolean
wb_stats_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE;
  int hours = DEFAULT_HOURS;
  const GOptionEntry entries[] = {
    { "hours", 0, 0, G_OPTION_ARG_INT, &hours, N_ ("Only of the last NUMBER hours (24)"),
      N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) stats = NULL;
  GVariantDict question;

  if (!wb_command_parse_entries (command, entries, argc, argv, NULL, error))
    return FALSE;
  g_variant_dict_init (&question, NULL);
  g_variant_dict_insert (&question, "hours", "x", (gint64) hours);
  reply = wb_agent_call ("Agent1", "Stats",
                         g_variant_new ("(@a{sv})", g_variant_dict_end (&question)), "(a{sv})",
                         error);
  if (reply == NULL)
    return FALSE;

  stats = g_variant_get_child_value (reply, 0);
  if (is_json)
    return print_json (stats, error);

  print_hours (stats);
  print_sums (stats, "types", N_ ("TYPE"));
  print_sums (stats, "outcomes", N_ ("OUTCOME"));
  print_sums (stats, "channels", N_ ("CHANNEL"));
  print_sums (stats, "models", N_ ("MODEL"));
  print_sums (stats, "providers", N_ ("PROVIDER"));
  return TRUE;
}
