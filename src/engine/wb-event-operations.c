/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-event-operations.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"
#include "store/wb-event-store.h"

static gboolean
read_type (WbJsonValue input, char **type, GError **error)
{
  g_autofree char *word = NULL;
  const WbEventType *known;

  if (!wb_input_read_string (input, "type", WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  known = wb_catalogue_lookup (word);
  if (known == NULL)
    return wb_field_refuse (error, "type", "expected a type of the catalogue");
  *type = g_strdup (known->name);
  return TRUE;
}

static gboolean
read_query (WbJsonValue input, gint64 now_us, WbEventQuery *query, GError **error)
{
  gint64 hours = 0;

  if (!wb_input_read_limit (input, &query->limit, error)
      || !wb_input_read_integer (input, "since_id", 0, G_MAXINT64, &query->since_id, error)
      || !wb_input_read_integer (input, "before_id", 1, G_MAXINT64, &query->before_id, error)
      || !wb_input_read_integer (input, "hours", 1, WB_LIMIT_HISTORY_HOURS, &hours, error)
      || !wb_input_read_integer (input, "thread_of", 1, G_MAXINT64, &query->thread_of, error)
      || !wb_input_read_string (input, "run_id", WB_LIMIT_NAME_CHARACTERS, &query->run_id, error)
      || !read_type (input, &query->type, error))
    return FALSE;

  if (hours > 0)
    query->since_us = now_us - hours * G_TIME_SPAN_HOUR;
  return TRUE;
}

static gboolean
list (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autoptr (WbEventQuery) query = g_new0 (WbEventQuery, 1);
  g_autoptr (GPtrArray) events = NULL;

  if (!read_query (input, now_us, query, error))
    return FALSE;
  events = wb_event_store_list (connection, query, error);
  if (events == NULL)
    return FALSE;

  g_string_append (answer, "{\"events\":[");
  for (guint i = 0; i < events->len; i++)
    wb_stored_event_append_json (g_ptr_array_index (events, i), answer);
  g_string_append_c (answer, ']');
  if (events->len == query->limit)
    wb_json_add_int64 (answer, "next_before_id",
                       ((WbStoredEvent *) g_ptr_array_index (events, events->len - 1))->id);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
get (WbConnection *connection,
     WbJsonValue input,
     gint64 now_us G_GNUC_UNUSED,
     GString *answer,
     GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) event = NULL;
  gint64 id = 0;

  if (!wb_input_read_integer (input, "id", 1, G_MAXINT64, &id, error))
    return FALSE;
  event = wb_event_store_get (connection, id, &local);
  if (event != NULL)
    wb_stored_event_append_json (event, answer);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: no event has it");
  return event != NULL;
}

/* wb_event_list: {"since_id", "before_id", "limit", "type", "run_id", "thread_of", "hours"} ->
 * {"events": [...], "next_before_id" when there may be more}, newest first */
const WbOperation wb_event_list = { .name = "event.list", .ask = list };
/* wb_event_get: {"id"} -> the event */
const WbOperation wb_event_get = { .name = "event.get", .ask = get };
