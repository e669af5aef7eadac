/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-audit-operations.h"

#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "store/wb-audit-store.h"

static void
append_entry (const WbAuditEntry *entry, gpointer data)
{
  GString *answer = data;

  wb_json_begin_item (answer);
  g_string_append_c (answer, '{');
  wb_json_add_int64 (answer, "id", entry->id);
  wb_json_add_time (answer, "at", entry->at_us);
  wb_json_add_string (answer, "actor", entry->actor);
  wb_json_add_string (answer, "action", entry->action);
  wb_json_add_string (answer, "subject", entry->subject);
  wb_json_add_string (answer, "detail", entry->detail);
  g_string_append_c (answer, '}');
}

static gboolean
list (WbConnection *connection,
      WbJsonValue input,
      gint64 now_us G_GNUC_UNUSED,
      GString *answer,
      GError **error)
{
  gint64 before_id = 0;
  guint limit;

  if (!wb_input_read_limit (input, &limit, error)
      || !wb_input_read_integer (input, "before_id", 0, G_MAXINT64, &before_id, error))
    return FALSE;

  g_string_append (answer, "{\"audit\":[");
  if (!wb_audit_store_list (connection, before_id, limit, append_entry, answer, error))
    return FALSE;
  g_string_append (answer, "]}");
  return TRUE;
}

/* wb_audit_list: {"before_id", "limit"} -> {"audit": [...]}, newest first. */
const WbOperation wb_audit_list = { .name = "audit.list", .ask = list };
