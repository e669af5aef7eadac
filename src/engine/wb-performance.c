/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-performance.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "model/wb-limits.h"
#include "store/wb-audit-store.h"

/* What the transport puts around a body: names, and what stood in path and query. */
#define ENVELOPE_BYTES (64 * 1024)
#define ENVELOPE_VALUES 128
#define ENVELOPE_DEPTH 1

static const WbJsonLimits input_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES + ENVELOPE_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH + ENVELOPE_DEPTH,
  .values = WB_LIMIT_BODY_VALUES + ENVELOPE_VALUES,
};

/* Which members say what an operation was about. */
static const char *const subject_members[]
    = { "id", "alert_type", "name", "provider", "key_id", "run_id" };

/* wb_performance_parse: (transfer full) (nullable): reads what goes into an operation. */
WbJson *
wb_performance_parse (const char *json, GError **error)
{
  return wb_json_parse (json, strlen (json), &input_limits, error);
}

/* wb_performance_new: (transfer full) (nullable): %NULL when @input is no JSON object. */
WbPerformance *
wb_performance_new (const WbOperation *operation,
                    const char *input,
                    const char *actor,
                    WbPolicy *policy,
                    gint64 now_us,
                    GError **error)
{
  g_autoptr (WbPerformance) self = g_new0 (WbPerformance, 1);

  self->input = wb_performance_parse (input, error);
  if (self->input == NULL)
    return NULL;

  self->operation = operation;
  self->actor = g_strdup (actor);
  self->transaction = wb_transaction_new (policy, now_us);
  self->answer = g_string_new (NULL);
  return g_steal_pointer (&self);
}

void
wb_performance_free (WbPerformance *self)
{
  g_clear_pointer (&self->input, wb_json_unref);
  g_clear_pointer (&self->transaction, wb_transaction_free);
  if (self->answer != NULL)
    g_string_free (self->answer, TRUE);
  g_free (self->actor);
  g_free (self);
}

/* wb_performance_has_text: whether the input has words to search for. */
gboolean
wb_performance_has_text (WbPerformance *self)
{
  WbJsonValue text;

  return wb_json_value_lookup (wb_json_get_root (self->input), "text", &text);
}

gboolean
wb_performance_ask_job (WbConnection *connection, gpointer data, GError **error)
{
  WbPerformance *self = data;

  return self->operation->ask (connection, wb_json_get_root (self->input),
                               wb_transaction_get_now_us (self->transaction), self->answer, error);
}

static char *
dup_subject (WbJsonValue input)
{
  GString *subject = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (subject_members); i++)
    {
      WbJsonValue member;
      g_autofree char *text = NULL;

      if (!wb_json_value_lookup (input, subject_members[i], &member))
        continue;
      text = wb_json_value_get_kind (member) == WB_JSON_STRING ? wb_json_value_dup_string (member)
                                                               : wb_json_value_dup_raw (member);
      g_string_append_printf (subject, "%s%s", subject->len > 0 ? " " : "", text);
    }
  return g_string_free (subject, subject->len == 0);
}

/* The names of what was set; never the values, which may be secret. */
static char *
dup_detail (WbJsonValue input)
{
  GString *detail = g_string_new (NULL);
  WbJsonValue body, name, value;
  WbJsonIter iter;

  if (wb_json_value_lookup (input, "body", &body)
      && wb_json_value_get_kind (body) == WB_JSON_OBJECT)
    {
      wb_json_iter_init (&iter, body);
      while (wb_json_iter_next (&iter, &name, &value))
        {
          g_autofree char *text = wb_json_value_dup_string (name);

          g_string_append_printf (detail, "%s%s", detail->len > 0 ? ", " : "", text);
        }
    }
  return g_string_free (detail, detail->len == 0);
}

static gboolean
write_audit (WbPerformance *self, WbConnection *connection, GError **error)
{
  WbJsonValue input = wb_json_get_root (self->input);
  g_autofree char *subject = dup_subject (input);
  g_autofree char *detail = dup_detail (input);
  const WbAuditEntry entry = {
    .at_us = wb_transaction_get_now_us (self->transaction),
    .actor = self->actor,
    .action = self->operation->name,
    .subject = subject,
    .detail = detail,
  };

  return wb_audit_store_add (connection, &entry, error);
}

gboolean
wb_performance_perform_job (WbConnection *connection, gpointer data, GError **error)
{
  WbPerformance *self = data;

  return wb_transaction_begin (self->transaction, connection, error)
         && self->operation->perform (self->transaction, wb_json_get_root (self->input),
                                      self->answer, error)
         && (!self->operation->changes_settings || write_audit (self, connection, error));
}
