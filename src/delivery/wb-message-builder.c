/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-message-builder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-text.h"
#include "model/wb-limits.h"
#include "model/wb-run.h"

#define FACTS 24            /* of one message; the rest is in the notification centre */
#define FACT_CHARACTERS 300 /* of one value */
#define LISTED 50           /* titles that a sum of several spells out */

static const WbJsonLimits limits
    = { .length_bytes = 1 << 20, .string_bytes = 1 << 20, .depth = 32, .values = 10000 };

/* --- facts --- */

static void
add_fact (WbMessage *message, const char *label, const char *value)
{
  g_autofree char *cut = value != NULL ? wb_text_truncate (value, FACT_CHARACTERS) : NULL;

  if (message->facts->len < FACTS)
    wb_message_add_fact (message, label, cut);
}

static void
add_count (WbMessage *message, const char *label, gint64 count, gint64 total)
{
  g_autofree char *value = NULL;

  if (count < 0)
    return;
  value = total >= 0 ? g_strdup_printf (_ ("%lld of %lld"), (long long) count, (long long) total)
                     : g_strdup_printf ("%lld", (long long) count);
  add_fact (message, label, value);
}

/* "gpu_memory_percent" is "Gpu memory percent". */
static char *
dup_label (const char *name)
{
  char *label = g_strdelimit (g_strdup (name), "_-.", ' ');

  *label = g_ascii_toupper (*label);
  return label;
}

/* Members that are texts, numbers or truth values. */
static void
add_members (WbMessage *message, const char *json)
{
  g_autoptr (WbJson) document
      = json != NULL ? wb_json_parse (json, strlen (json), &limits, NULL) : NULL;
  WbJsonIter iter;
  WbJsonValue name, value;

  if (document == NULL || wb_json_value_get_kind (wb_json_get_root (document)) != WB_JSON_OBJECT)
    return;
  wb_json_iter_init (&iter, wb_json_get_root (document));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      WbJsonKind kind = wb_json_value_get_kind (value);
      g_autofree char *word = wb_json_value_dup_string (name);
      g_autofree char *label = dup_label (word);
      g_autofree char *text = kind == WB_JSON_STRING ? wb_json_value_dup_string (value)
                                                     : wb_json_value_dup_raw (value);

      if (kind != WB_JSON_OBJECT && kind != WB_JSON_ARRAY && kind != WB_JSON_NULL)
        add_fact (message, label, text);
    }
}

static void
add_facts (WbMessage *message, const WbEvent *event)
{
  g_autofree char *tags = event->tags != NULL ? g_strjoinv (", ", event->tags) : NULL;

  add_fact (message, _ ("Model"), event->model_name);
  add_fact (message, _ ("Run"), event->run_id);
  add_fact (message, _ ("Provider"), event->provider);
  add_fact (message, _ ("Key"), event->key_id);
  add_count (message, _ ("Epoch"), event->epoch, event->total_epochs);
  add_count (message, _ ("Batch"), event->batch, event->total_batches);
  add_fact (message, _ ("Duration (s)"), event->duration);
  add_fact (message, _ ("Cost"), event->cost);
  add_members (message, event->metrics);
  add_members (message, event->context);
  add_fact (message, _ ("Tags"), tags);
  add_fact (message, _ ("Source"), event->source);
}

/* --- one message --- */

static char *
dup_thread_key (const WbMessageParts *parts)
{
  const WbEvent *event = parts->event;

  if (event != NULL && event->dedup_key != NULL)
    return g_strdup (event->dedup_key);
  if (parts->delivery->notification_id != 0)
    return g_strdup_printf ("wakebell-%s-%" G_GINT64_FORMAT, parts->installation,
                            parts->delivery->notification_id);
  return g_strdup_printf ("wakebell-%s-delivery-%" G_GINT64_FORMAT, parts->installation,
                          parts->delivery->id);
}

static void
take_losses (WbMessage *message, const GArray *losses)
{
  for (guint i = 0; losses != NULL && i < losses->len; i++)
    {
      double value = g_array_index (losses, WbLossPoint, i).value;

      g_array_append_val (message->losses, value);
    }
}

static void
take_event (WbMessage *message, WbEvent *event)
{
  message->event = wb_event_ref (event);
  g_free (message->body);
  message->body = g_strdup (event->message);
  message->severity = event->severity;
  message->time_us = event->occurred_us;
  message->is_resolved = event->is_resolved;
  add_facts (message, event);
}

static void
take_notification (WbMessage *message, const WbNotification *notification)
{
  message->notification_id = notification->id;
  message->count = notification->count;
  message->severity = notification->severity;
  if (message->time_us == 0)
    message->time_us = notification->updated_us;
  message->is_resolved |= notification->resolved_us != 0;
  message->is_acknowledged = notification->acknowledged_us != 0;
}

static void
take_test (WbMessage *message)
{
  g_free (message->body);
  message->body = g_strdup (_ ("This is a test. If you can read it, the channel works."));
}

/* wb_message_builder_build: (transfer full): what one delivery says, before any template. */
WbMessage *
wb_message_builder_build (const WbMessageParts *parts)
{
  const WbDelivery *delivery = parts->delivery;
  g_autofree char *key
      = g_strdup_printf ("%s-%" G_GINT64_FORMAT, parts->installation, delivery->id);
  WbMessage *message = wb_message_new (
      delivery->action, key, parts->event != NULL ? parts->event->title : delivery->title);

  g_free (message->thread_key);
  message->thread_key = dup_thread_key (parts);
  message->priority = delivery->priority;
  if (parts->event != NULL)
    take_event (message, parts->event);
  if (parts->notification != NULL)
    take_notification (message, parts->notification);
  if (delivery->action == WB_DELIVERY_TEST)
    take_test (message);
  if (message->time_us == 0)
    message->time_us = delivery->created_us != 0 ? delivery->created_us : parts->now_us;
  message->receipt = g_strdup (delivery->receipt);
  take_losses (message, parts->losses);
  return message;
}

/* --- several as one --- */

static void
append_line (GString *body, const WbMessage *message)
{
  g_autofree char *escaped = wb_text_dup_markdown (message->title);

  g_string_append_printf (body, "- **%s**: %s", wb_severity_to_string (message->severity), escaped);
  if (message->count > 1)
    g_string_append_printf (body, " (%u×)", message->count);
  if (message->is_resolved)
    g_string_append_printf (body, " (%s)", _ ("resolved"));
  g_string_append_c (body, '\n');
}

/*
 * wb_message_builder_combine:
 * @messages: (element-type WbMessage): two or more
 * @key: the same at each attempt
 *
 * Returns: (transfer full): one message that lists them, as grave as the gravest
 */
WbMessage *
wb_message_builder_combine (GPtrArray *messages, const char *key)
{
  const WbMessage *first = g_ptr_array_index (messages, 0);
  g_autofree char *title = g_strdup_printf (
      ngettext ("%u notification", "%u notifications", messages->len), messages->len);
  WbMessage *sum = wb_message_new (WB_DELIVERY_NOTIFY, key, title);
  GString *body = g_string_new (NULL);

  sum->count = 0;
  sum->severity = first->severity;
  sum->priority = first->priority;
  sum->time_us = first->time_us;
  for (guint i = 0; i < messages->len; i++)
    {
      const WbMessage *message = g_ptr_array_index (messages, i);

      if (i < LISTED)
        append_line (body, message);
      sum->count += message->count;
      sum->severity = MAX (sum->severity, message->severity);
      sum->priority = MAX (sum->priority, message->priority);
      sum->time_us = MAX (sum->time_us, message->time_us);
    }
  if (messages->len > LISTED)
    g_string_append_printf (body, _ ("- and %u more\n"), messages->len - LISTED);
  g_free (sum->body);
  sum->body = g_string_free (body, FALSE);
  return sum;
}
