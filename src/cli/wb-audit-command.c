/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-audit-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-row-table.h"

#define DEFAULT_ROWS 20

static const WbColumn columns[] = {
  { "at", N_ ("TIME") },
  { "actor", N_ ("BY") },
  { "action", N_ ("ACTION") },
  { "subject", N_ ("OF WHAT") },
  { "detail", N_ ("WHAT WAS SET") },
};

gboolean
wb_audit_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE;
  int limit = DEFAULT_ROWS;
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_ ("How many at the most (20)"), N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) lines = NULL;
  GVariantDict question;

  if (!wb_command_parse_entries (command, entries, argc, argv, NULL, error))
    return FALSE;
  g_variant_dict_init (&question, NULL);
  g_variant_dict_insert (&question, "limit", "x", (gint64) limit);
  reply = wb_agent_call ("Agent1", "ListAudit",
                         g_variant_new ("(@a{sv})", g_variant_dict_end (&question)), "(aa{sv})",
                         error);
  if (reply == NULL)
    return FALSE;

  lines = g_variant_get_child_value (reply, 0);
  if (is_json)
    return wb_row_table_print_json (lines, "audit", error);
  if (g_variant_n_children (lines) == 0)
    g_print (_ ("Nobody changed any settings.\n"));
  else
    wb_row_table_print (lines, columns, G_N_ELEMENTS (columns));
  return TRUE;
}
