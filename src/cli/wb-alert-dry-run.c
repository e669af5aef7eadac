/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-alert-dry-run.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-field-options.h"
#include "cli/wb-output.h"
#include "cli/wb-row-table.h"
#include "model/wb-limits.h"

static gint64
get_number (GVariant *result, const char *name)
{
  gint64 number = 0;

  g_variant_lookup (result, name, "x", &number);
  return number;
}

static void
print_result (GVariant *result)
{
  static const WbColumn columns[] = {
    { "id", N_ ("EVENT") },          { "received_at", N_ ("RECEIVED") },
    { "severity", N_ ("SEVERITY") }, { "outcome", N_ ("OUTCOME") },
    { "title", N_ ("TITLE") },
  };
  g_autoptr (GVariant) examples
      = g_variant_lookup_value (result, "examples", G_VARIANT_TYPE ("aa{sv}"));
  gboolean is_complete = TRUE;

  /* Translators: %1$lld is a number of days */
  g_print (
      _ ("Last %1$lld days: %2$lld events of its type, %3$lld matched, %4$lld would have rung, "
         "%5$lld held back\n"),
      (long long) get_number (result, "days"), (long long) get_number (result, "events"),
      (long long) get_number (result, "matched"), (long long) get_number (result, "notified"),
      (long long) get_number (result, "throttled"));
  if (g_variant_lookup (result, "complete", "b", &is_complete) && !is_complete)
    g_print (_ ("Only the newest %d events were looked at.\n"), WB_LIMIT_DRY_RUN_EVENTS);
  if (examples != NULL && g_variant_n_children (examples) > 0)
    wb_row_table_print (examples, columns, G_N_ELEMENTS (columns));
}

/* (transfer floating) (nullable): what @word names: the number of a config, or a file with one. */
static GVariant *
read_draft (const char *word, GError **error)
{
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);
  gint64 id;

  if (!wb_arguments_parse_id (word, &id, NULL))
    return wb_field_options_read_file (word, error);
  g_variant_dict_insert (&draft, "id", "x", id);
  return g_variant_dict_end (&draft);
}

/* wb_alert_dry_run: prints what an alert config would have done over the last days. */
gboolean
wb_alert_dry_run (const char *word, gboolean is_json, GError **error)
{
  GVariant *draft = read_draft (word, error);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) result = NULL;

  if (draft == NULL)
    return FALSE;
  reply = wb_agent_call ("Alerts1", "DryRun", g_variant_new ("(@a{sv}a{sv})", draft, NULL),
                         "(a{sv})", error);
  if (reply == NULL)
    return FALSE;
  result = g_variant_get_child_value (reply, 0);
  if (!is_json)
    {
      print_result (result);
      return TRUE;
    }
  if (!wb_output_append_dictionary (json, result, error))
    return FALSE;
  wb_output_print_json (json->str);
  return TRUE;
}
