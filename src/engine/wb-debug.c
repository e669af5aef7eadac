/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-debug.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"

/* Whether the log tells of every step; until the agent ends, or somebody switches it off. */

static void
append_state (GString *answer)
{
  g_string_append_c (answer, '{');
  wb_json_add_boolean (answer, "enabled", g_log_get_debug_enabled ());
  g_string_append_c (answer, '}');
}

static gboolean
get (WbConnection *connection G_GNUC_UNUSED,
     WbJsonValue input G_GNUC_UNUSED,
     gint64 now_us G_GNUC_UNUSED,
     GString *answer,
     GError **error G_GNUC_UNUSED)
{
  append_state (answer);
  return TRUE;
}

static gboolean
set (WbTransaction *transaction G_GNUC_UNUSED, WbJsonValue input, GString *answer, GError **error)
{
  gboolean is_enabled = FALSE;
  WbJsonValue body, member;

  if (!wb_input_require_body (input, &body, error)
      || !wb_input_read_boolean (body, "enabled", &is_enabled, error))
    return FALSE;
  if (!wb_json_value_lookup (body, "enabled", &member))
    return wb_field_refuse (error, "enabled", "missing; expected true or false");
  g_log_set_debug_enabled (is_enabled);
  append_state (answer);
  return TRUE;
}

/* wb_debug_get: {} -> {"enabled"}. */
const WbOperation wb_debug_get = { .name = "agent.get-debug", .ask = get };

/* wb_debug_set: {"body": {"enabled"}} -> {"enabled"}. */
const WbOperation wb_debug_set = { .name = "agent.set-debug", .perform = set };
