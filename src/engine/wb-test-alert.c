/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-test-alert.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "engine/wb-event-texts.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"
#include "store/wb-event-store.h"

#define TAG "test"
#define SOURCE "wakebell test"
#define MODEL "example-model"
#define PROVIDER "example-provider"
#define KEY "test"

/* Something for every template to say, and for every condition to look at. */
static const char sample_context[]
    = "{\"failure_count\":5,\"consecutive_failures\":5,\"circuit_state\":\"open\","
      "\"percentage\":92,\"current_value\":92,\"limit_value\":100,\"remaining\":8000,"
      "\"requests\":1000,\"limit\":1000,\"window_seconds\":60,\"error_rate\":12.5,"
      "\"latency_ms\":5400,\"threshold\":90,\"error\":\"This is a test\","
      "\"errors_by_provider\":{\"openai\":\"This is a test\"}}";

static void
add_category_fields (WbEvent *event)
{
  switch (event->type->category)
    {
    case WB_CATEGORY_TRAINING:
      event->model_name = g_strdup (MODEL);
      event->epoch = 3;
      event->total_epochs = 10;
      event->cost = g_strdup ("12.5");
      event->metrics = g_strdup ("{\"loss\":0.1234}");
      break;
    case WB_CATEGORY_KEYS:
      event->key_id = g_strdup (KEY);
      event->provider = g_strdup (PROVIDER);
      break;
    case WB_CATEGORY_GATEWAY:
      event->provider = g_strdup (PROVIDER);
      break;
    case WB_CATEGORY_METRICS:
    case WB_CATEGORY_EXTERNAL:
    case WB_CATEGORY_CUSTOM:
    default:
      break;
    }
}

/* A word of one's own is told by the context, as at intake. */
static char *
dup_context (const WbEventType *type, const char *word)
{
  GString *context = g_string_new ("{");

  if (type == wb_catalogue_get_custom ())
    wb_json_add_string (context, "type", word);
  if (context->len > 1)
    g_string_append_c (context, ',');
  g_string_append (context, sample_context + 1);
  return g_string_free (context, FALSE);
}

/* Each has a key of its own, so that neither a throttle nor an earlier test takes it in. */
static WbEvent *
create_sample (const char *word, gint64 now_us)
{
  const WbEventType *known = wb_catalogue_lookup (word);
  const WbEventType *type = known != NULL ? known : wb_catalogue_get_custom ();
  WbEvent *event = wb_event_new (type);
  g_autofree char *title = NULL;

  add_category_fields (event);
  event->source = g_strdup (SOURCE);
  event->tags = g_strsplit (TAG, ",", -1);
  event->context = dup_context (type, word);
  event->dedup_key = g_strdup_printf ("test:%s:%" G_GINT64_FORMAT, type->name, now_us);
  wb_event_texts_fill (event, now_us);
  title = g_steal_pointer (&event->title);
  event->title = g_strdup_printf (_ ("Test: %s"), title);
  return event;
}

static gboolean
append_decision (WbTransaction *transaction, gint64 id, GString *answer, GError **error)
{
  g_autofree char *decision = NULL;

  if (!wb_event_store_get_decision (wb_transaction_get_connection (transaction), id, &decision,
                                    error))
    return FALSE;
  wb_json_add_raw (answer, "decision", decision);
  return TRUE;
}

static void
append_channels (WbTransaction *transaction, const WbReceipt *receipt, GString *answer)
{
  const WbCommit *commit = wb_transaction_get_commit (transaction);

  wb_json_begin_member (answer, "channels");
  g_string_append_c (answer, '[');
  for (guint i = 0; i < commit->added->len; i++)
    {
      const WbNotification *notification = g_ptr_array_index (commit->added, i);

      if (notification->id != receipt->notification_id)
        continue;
      for (GStrv name = notification->channels; name != NULL && *name != NULL; name++)
        {
          wb_json_begin_item (answer);
          wb_json_append_string (answer, *name);
        }
    }
  g_string_append_c (answer, ']');
}

static gboolean
test_alert (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autofree char *word = NULL;
  g_autoptr (WbEvent) event = NULL;
  WbReceipt receipt;

  if (!wb_input_require_string (input, "alert_type", WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;

  event = create_sample (word, wb_transaction_get_now_us (transaction));
  if (!wb_transaction_submit (transaction, event, &receipt, error))
    return FALSE;

  g_string_append_c (answer, '{');
  wb_receipt_add_members (&receipt, answer);
  append_channels (transaction, &receipt, answer);
  if (!append_decision (transaction, receipt.id, answer, error))
    return FALSE;
  g_string_append_c (answer, '}');
  return TRUE;
}

/*
 * wb_test_alert: {"alert_type"} -> {"id", "outcome", "notification_id", "channels", "decision"}
 *
 * Raises a sample of a type of the catalogue, or of one's own, which goes the way of any; it is
 * about no real run or key, and changes none.
 */
const WbOperation wb_test_alert = { .name = "alert.test", .perform = test_alert };
