/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-circuit-breaker.h"

#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"

#define TYPE "circuit_breaker_opened"

/* The breaker itself is the gateway's: this tells of it, as the gateway would. */
static gboolean
force_open (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (TYPE));
  g_autoptr (GString) context = g_string_new ("{");
  WbReceipt receipt;

  if (!wb_input_require_string (input, "provider", WB_LIMIT_NAME_CHARACTERS, &event->provider,
                                error))
    return FALSE;
  wb_json_add_string (context, "provider_name", event->provider);
  wb_json_add_string (context, "circuit_state", "open");
  wb_json_add_boolean (context, "is_forced", TRUE);
  g_string_append_c (context, '}');
  event->context = g_strdup (context->str);
  if (!wb_transaction_submit (transaction, event, &receipt, error))
    return FALSE;

  g_string_append_c (answer, '{');
  wb_receipt_add_members (&receipt, answer);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* wb_circuit_breaker_force_open: {"provider"} -> {"id", "outcome", "notification_id"}. */
const WbOperation wb_circuit_breaker_force_open
    = { .name = "circuit-breaker.force-open", .perform = force_open };
