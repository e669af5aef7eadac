/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-message-json.h"

#include "base/wb-json-writer.h"
#include "base/wb-markdown.h"
#include "base/wb-text.h"

/* What may be left out. */
enum
{
  PART_CONTEXT = 1 << 0,
  PART_FACTS = 1 << 1,
  PART_METRICS = 1 << 2,
  PART_LABELS = 1 << 3, /* tags and URL */
  PART_ALL = (1 << 4) - 1,
};

/* Less and less, until there is room; the last always fits. */
static const struct
{
  glong body_characters;
  guint parts;
} extents[] = {
  { G_MAXLONG, PART_ALL },
  { 1000, PART_ALL },
  { 1000, PART_ALL & ~PART_CONTEXT },
  { 1000, PART_METRICS | PART_LABELS },
  { 1000, PART_LABELS },
  { 300, 0 },
};

static void
add_count (GString *json, const char *name, gint64 count)
{
  if (count >= 0)
    wb_json_add_int64 (json, name, count);
}

static void
add_event (GString *json, const WbEvent *event, guint parts)
{
  wb_json_add_string (json, "type", event->type->name);
  wb_json_add_string (json, "source", event->source);
  wb_json_add_string (json, "model_name", event->model_name);
  wb_json_add_string (json, "run_id", event->run_id);
  add_count (json, "epoch", event->epoch);
  add_count (json, "total_epochs", event->total_epochs);
  add_count (json, "batch", event->batch);
  add_count (json, "total_batches", event->total_batches);
  wb_json_add_raw (json, "duration", event->duration);
  wb_json_add_raw (json, "cost", event->cost);
  wb_json_add_string (json, "provider", event->provider);
  wb_json_add_string (json, "key_id", event->key_id);
  wb_json_add_string (json, "dedup_key", event->dedup_key);
  if ((parts & PART_LABELS) != 0)
    {
      wb_json_add_string (json, "url", event->url);
      wb_json_add_strings (json, "tags", (const char *const *) event->tags);
    }
  if ((parts & PART_METRICS) != 0)
    wb_json_add_raw (json, "metrics", event->metrics);
  if ((parts & PART_CONTEXT) != 0)
    wb_json_add_raw (json, "context", event->context);
}

static void
add_facts (GString *json, const GPtrArray *facts)
{
  wb_json_begin_member (json, "facts");
  g_string_append_c (json, '[');
  for (guint i = 0; i < facts->len; i++)
    {
      const WbFact *fact = g_ptr_array_index (facts, i);

      wb_json_begin_item (json);
      g_string_append_c (json, '{');
      wb_json_add_string (json, "label", fact->label);
      wb_json_add_string (json, "value", fact->value);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

/* wb_message_json_get_status: "firing", "acknowledged" or "resolved". */
const char *
wb_message_json_get_status (const WbMessage *message)
{
  if (message->is_resolved || message->action == WB_DELIVERY_RESOLVE)
    return "resolved";
  return message->is_acknowledged || message->action == WB_DELIVERY_ACKNOWLEDGE ? "acknowledged"
                                                                                : "firing";
}

static void
append (const WbMessage *message, guint extent, GString *json)
{
  const guint parts = extents[extent].parts;
  g_autofree char *body = wb_text_truncate (message->body, extents[extent].body_characters);
  g_autofree char *text = wb_markdown_to_plain (body);

  g_string_append_c (json, '{');
  wb_json_add_string (json, "key", message->key);
  wb_json_add_string (json, "action", wb_delivery_action_to_string (message->action));
  wb_json_add_string (json, "status", wb_message_json_get_status (message));
  wb_json_add_string (json, "title", message->title);
  wb_json_add_string (json, "message", body);
  wb_json_add_string (json, "text", text);
  wb_json_add_string (json, "severity", wb_severity_to_string (message->severity));
  wb_json_add_string (json, "priority", wb_priority_to_string (message->priority));
  wb_json_add_string (json, "thread_key", message->thread_key);
  wb_json_add_int64 (json, "notification_id", message->notification_id);
  wb_json_add_int64 (json, "count", message->count);
  wb_json_add_time (json, "occurred_at", message->time_us);
  if (message->event != NULL)
    add_event (json, message->event, parts);
  if ((parts & PART_FACTS) != 0)
    add_facts (json, message->facts);
  if (extent > 0)
    wb_json_add_boolean (json, "truncated", TRUE);
  g_string_append_c (json, '}');
}

/*
 * wb_message_json_append:
 *
 * Appends an object with all that a program of the user's own may want to know: the message as
 * CommonMark and as plain text, and the fields of its event. A sum of several has no such fields.
 */
void
wb_message_json_append (const WbMessage *message, GString *json)
{
  append (message, 0, json);
}

/*
 * wb_message_json_append_limited:
 * @limit_bytes: 16 kB or more
 *
 * The same; what is longer says "truncated", and goes with the beginning of the message only and
 * without context, facts, metrics, tags and URL, as far as there is no room for them.
 */
void
wb_message_json_append_limited (const WbMessage *message, gsize limit_bytes, GString *json)
{
  const gsize start = json->len;

  append (message, 0, json);
  for (guint i = 1; i < G_N_ELEMENTS (extents) && json->len - start > limit_bytes; i++)
    {
      g_string_truncate (json, start);
      append (message, i, json);
    }
}
