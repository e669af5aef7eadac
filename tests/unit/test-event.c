/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-event.h"

#include <string.h>

#include "base/wb-error.h"

static WbEvent *
new_full_event (void)
{
  WbEvent *event = wb_event_new (wb_catalogue_lookup ("training_failed"));
  static const char *const tags[] = { "a", "b \"c\"", NULL };
  static const char *const channels[] = { "desktop", NULL };
  g_autoptr (GBytes) data = g_bytes_new_static ("12345", 5);

  event->title = g_strdup ("A title 😀");
  event->message = g_strdup ("Line\n**two** \"quoted\" \\ \x01");
  event->severity = WB_SEVERITY_CRITICAL;
  event->priority = WB_PRIORITY_LOW;
  event->source = g_strdup ("trainer");
  event->model_name = g_strdup ("qwen");
  event->run_id = g_strdup ("run 7");
  event->epoch = 0;
  event->total_epochs = G_MAXINT64;
  event->batch = 12;
  event->total_batches = 400;
  event->expect_within_s = 600;
  event->duration = g_strdup ("12.50");
  event->cost = g_strdup ("1E-2");
  event->metrics = g_strdup ("{\"loss\":0.10}");
  event->tags = g_strdupv ((GStrv) tags);
  event->provider = g_strdup ("groq");
  event->key_id = g_strdup ("1");
  event->context = g_strdup ("{\"a\":{\"b\":[1,null]}}");
  event->url = g_strdup ("https://example.org/");
  event->dedup_key = g_strdup ("dedup");
  event->is_resolved = TRUE;
  event->channels = g_strdupv ((GStrv) channels);
  event->deliver_at_us = 1767323045678901;
  event->occurred_us = 1767323045000000;
  event->idempotency_key = g_strdup ("key#0");
  event->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  g_ptr_array_add (event->attachments, wb_attachment_new ("log.txt", "text/plain", data));
  return event;
}

static const char full_json[]
    = "{\"type\":\"training_failed\",\"category\":\"training\",\"severity\":\"critical\","
      "\"priority\":\"low\",\"title\":\"A title 😀\","
      "\"message\":\"Line\\n**two** \\\"quoted\\\" \\\\ \\u0001\",\"source\":\"trainer\","
      "\"model_name\":\"qwen\",\"run_id\":\"run 7\",\"epoch\":0,"
      "\"total_epochs\":9223372036854775807,\"batch\":12,\"total_batches\":400,"
      "\"expect_within\":600,\"duration\":12.50,"
      "\"cost\":1E-2,\"metrics\":{\"loss\":0.10},\"provider\":\"groq\",\"key_id\":\"1\","
      "\"context\":{\"a\":{\"b\":[1,null]}},\"url\":\"https://example.org/\","
      "\"dedup_key\":\"dedup\",\"idempotency_key\":\"key#0\",\"tags\":[\"a\",\"b \\\"c\\\"\"],"
      "\"channels\":[\"desktop\"],"
      "\"attachments\":[{\"name\":\"log.txt\",\"media_type\":\"text/plain\"}],"
      "\"status\":\"resolved\",\"deliver_at\":\"2026-01-02T03:04:05.678901Z\","
      "\"occurred_at\":\"2026-01-02T03:04:05.000000Z\"}";

static void
test_to_json (void)
{
  g_autoptr (WbEvent) event = new_full_event ();
  g_autofree char *json = wb_event_to_json (event);

  g_assert_cmpstr (json, ==, full_json);
}

/* Each field comes back, numbers to the letter. */
static void
test_from_json (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbEvent) event = wb_event_new_from_json (full_json, &error);
  const WbAttachment *attachment;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (event->type->name, ==, "training_failed");
  g_assert_cmpstr (event->title, ==, "A title 😀");
  g_assert_cmpstr (event->message, ==, "Line\n**two** \"quoted\" \\ \x01");
  g_assert_cmpint (event->severity, ==, WB_SEVERITY_CRITICAL);
  g_assert_cmpint (event->priority, ==, WB_PRIORITY_LOW);
  g_assert_cmpint (event->epoch, ==, 0);
  g_assert_cmpint (event->total_epochs, ==, G_MAXINT64);
  g_assert_cmpstr (event->duration, ==, "12.50");
  g_assert_cmpstr (event->cost, ==, "1E-2");
  g_assert_cmpstr (event->metrics, ==, "{\"loss\":0.10}");
  g_assert_cmpuint (g_strv_length (event->tags), ==, 2);
  g_assert_cmpstr (event->tags[1], ==, "b \"c\"");
  g_assert_cmpstr (event->channels[0], ==, "desktop");
  g_assert_true (event->is_resolved);
  g_assert_cmpint (event->deliver_at_us, ==, 1767323045678901);
  g_assert_cmpint (event->occurred_us, ==, 1767323045000000);
  g_assert_cmpuint (event->attachments->len, ==, 1);
  attachment = g_ptr_array_index (event->attachments, 0);
  g_assert_cmpstr (attachment->name, ==, "log.txt");
  g_assert_null (attachment->data);

  json = wb_event_to_json (event);
  g_assert_cmpstr (json, ==, full_json);
}

/* What was not given is not there, and is not there when it comes back. */
static void
test_least_event (void)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());
  g_autoptr (WbEvent) back = NULL;
  g_autofree char *json = NULL;

  event->title = g_strdup ("t");
  event->message = g_strdup ("");
  json = wb_event_to_json (event);
  g_assert_cmpstr (json, ==,
                   "{\"type\":\"custom\",\"category\":\"custom\",\"severity\":\"info\","
                   "\"priority\":\"low\",\"title\":\"t\",\"message\":\"\"}");
  back = wb_event_new_from_json (json, NULL);
  g_assert_cmpint (back->epoch, ==, -1);
  g_assert_cmpint (back->total_batches, ==, -1);
  g_assert_cmpint (back->occurred_us, ==, 0);
  g_assert_null (back->tags);
  g_assert_null (back->context);
  g_assert_null (back->attachments);
  g_assert_false (back->is_resolved);
}

static void
test_bad_json (void)
{
  static const char *const texts[] = { "", "[]", "\"x\"", "{\"type\":", "{} {}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_event_new_from_json (texts[i], &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
    }
}

/* A type that this version does not know any more, and what it never knew. */
static void
test_unknown_words (void)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (
      "{\"type\":\"no_such_type\",\"severity\":\"no such\",\"later\":{\"a\":1},\"more\":\"x\"}",
      NULL);

  g_assert_cmpstr (event->type->name, ==, "custom");
  g_assert_cmpint (event->severity, ==, WB_SEVERITY_INFO);
  g_assert_cmpstr (event->title, ==, "");
  g_assert_cmpstr (event->message, ==, "");
}

static void
test_subject (void)
{
  static const struct
  {
    const char *json;
    const char *subject;
  } cases[] = {
    { "{}", NULL },
    { "{\"run_id\":\"r\",\"key_id\":\"1\",\"provider\":\"p\",\"model_name\":\"m\"}", "run r" },
    { "{\"key_id\":\"1\",\"provider\":\"p\",\"model_name\":\"m\"}", "key p/1" },
    { "{\"key_id\":\"1\"}", "key /1" },
    { "{\"provider\":\"p\",\"model_name\":\"m\"}", "provider p" },
    { "{\"context\":{\"provider_name\":\"p\"},\"model_name\":\"m\"}", "provider p" },
    { "{\"context\":{\"provider_name\":7},\"model_name\":\"m\"}", "model m" },
    { "{\"model_name\":\"m\",\"source\":\"s\"}", "model m" },
    { "{\"source\":\"s\"}", "source s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new_from_json (cases[i].json, NULL);
      g_autofree char *subject = wb_event_dup_subject (event);

      g_assert_cmpstr (subject, ==, cases[i].subject);
    }
}

/* What is about all keys is the same, whichever key an event names. */
static void
test_typed_subject (void)
{
  static const struct
  {
    const char *json;
    const char *type;
    const char *subject;
  } cases[] = {
    { "{\"key_id\":\"1\",\"provider\":\"p\"}", "auth_failure", "auth_failure key p/1" },
    { "{\"key_id\":\"1\",\"provider\":\"p\"}", "all_keys_failed", "all_keys_failed" },
    { "{}", "auth_failure", NULL },
    { "{}", "all_keys_failed", "all_keys_failed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new_from_json (cases[i].json, NULL);
      g_autofree char *subject = wb_event_dup_typed_subject (event, cases[i].type);

      g_assert_cmpstr (subject, ==, cases[i].subject);
    }
}

static void
test_size (void)
{
  g_autoptr (WbEvent) event = new_full_event ();
  g_autoptr (WbEvent) least = wb_event_new (wb_catalogue_get_custom ());
  gsize before = wb_event_get_size (event);
  g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (100000), 100000);

  g_assert_cmpuint (wb_event_get_size (least), >=, sizeof (WbEvent));
  g_assert_cmpuint (before, >, wb_event_get_size (least));
  g_ptr_array_add (event->attachments, wb_attachment_new ("a", "b", data));
  g_assert_cmpuint (wb_event_get_size (event), >=, before + 100000);
  g_free (event->message);
  event->message = g_strnfill (16384, 'x');
  g_assert_cmpuint (wb_event_get_size (event), >=, before + 116000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/event/to-json", test_to_json);
  g_test_add_func ("/model/event/from-json", test_from_json);
  g_test_add_func ("/model/event/least-event", test_least_event);
  g_test_add_func ("/model/event/bad-json", test_bad_json);
  g_test_add_func ("/model/event/unknown-words", test_unknown_words);
  g_test_add_func ("/model/event/subject", test_subject);
  g_test_add_func ("/model/event/typed-subject", test_typed_subject);
  g_test_add_func ("/model/event/size", test_size);
  return g_test_run ();
}
