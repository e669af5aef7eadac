/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-normaliser.h"

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-event-texts.h"
#include "intake/wb-event-fields.h"
#include "model/wb-limits.h"

/* What we have no field for is kept in the context, so that nothing a sender says is lost. */
static gboolean
keep_unknown_fields (WbEventDraft *draft, WbJsonValue object, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value, context, member;
  gboolean has_context;

  if (!draft->has_unknown_fields && draft->type_word == NULL)
    return TRUE;

  has_context = draft->has_own_context && wb_json_value_lookup (object, "context", &context);
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = NULL;

      if (wb_event_fields_has (name))
        continue;
      key = wb_json_value_dup_string (name);
      if (has_context && wb_json_value_lookup (context, key, &member))
        return wb_field_refuse (error, key,
                                "not a field of events, and context has a member of that name");
      if (wb_json_value_get_depth (value) >= WB_LIMIT_CONTEXT_DEPTH)
        return wb_field_refuse (error, key, "expected at most %d levels", WB_LIMIT_CONTEXT_DEPTH);
      wb_event_draft_add_context (draft, name, value);
    }
  if (draft->type_word != NULL && !(has_context && wb_json_value_lookup (context, "type", &member)))
    wb_json_add_string (wb_event_draft_get_context (draft), "type", draft->type_word);
  return TRUE;
}

static gboolean
finish_context (WbEventDraft *draft, GError **error)
{
  if (draft->context == NULL)
    return TRUE;
  if (draft->context->len > WB_LIMIT_CONTEXT_BYTES)
    return wb_field_refuse (error, "context", "expected at most %d bytes", WB_LIMIT_CONTEXT_BYTES);

  draft->event->context = g_strdup_printf ("{%s}", draft->context->str);
  return TRUE;
}

static void
fill_defaults (WbEventDraft *draft, gint64 now_us)
{
  WbEvent *event = draft->event;

  if (event->ends_us != 0 && event->ends_us <= now_us)
    event->is_resolved = TRUE;
  if (!draft->has_severity)
    event->severity = event->type->severity;
  if (!draft->has_priority)
    event->priority = wb_severity_get_priority (event->severity);
  /* There is one of it at a time. */
  if (event->type->is_about_all && event->dedup_key == NULL)
    event->dedup_key = g_strdup (event->type->name);
  /* Our texts hold the time and change with the language: a repeat would look like another event.
   */
  if (event->idempotency_key != NULL)
    event->content = wb_event_to_json (event);
  wb_event_texts_fill (event, now_us);
}

/*
 * wb_normaliser_read:
 * @object: one event as it came in
 * @idempotency_key: (nullable): for an event that has no id of its own
 * @now_us: when it came in
 *
 * Returns: (transfer full): the event, complete and within every limit; or %NULL with
 * WB_ERROR_INVALID_ARGUMENT, whose message begins with the path of the field
 */
WbEvent *
wb_normaliser_read (WbJsonValue object, const char *idempotency_key, gint64 now_us, GError **error)
{
  g_auto (WbEventDraft) draft = { 0 };

  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "event", "expected an object");
      return NULL;
    }
  if (wb_json_value_count_all (object) > WB_LIMIT_EVENT_VALUES)
    {
      wb_field_refuse (error, "event", "expected at most %d values and names",
                       WB_LIMIT_EVENT_VALUES);
      return NULL;
    }

  draft.event = wb_event_new (wb_catalogue_get_custom ());
  draft.event->idempotency_key = g_strdup (idempotency_key);
  if (!wb_event_fields_read (&draft, object, error) || !keep_unknown_fields (&draft, object, error)
      || !finish_context (&draft, error))
    return NULL;

  fill_defaults (&draft, now_us);
  return g_steal_pointer (&draft.event);
}
