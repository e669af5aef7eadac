/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-normaliser.h"

#include <string.h>

#include "base/wb-error.h"
#include "model/wb-limits.h"

#define NOW_US 1767323045678901

static const WbJsonLimits limits = {
  .length_bytes = WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .string_bytes = WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

static WbEvent *
read_event (const char *text, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse (text, strlen (text), &limits, error);

  g_assert_nonnull (json);
  return wb_normaliser_read (wb_json_get_root (json), NULL, NOW_US, error);
}

/* The event as it is kept, without the head that all of these begin with. */
static void
test_accepted (void)
{
  static const char head[] = "{\"type\":\"custom\",\"category\":\"custom\",\"severity\":\"info\","
                             "\"priority\":\"low\",\"title\":\"t\",\"message\":\"\"";
  static const struct
  {
    const char *fields;
    const char *kept;
  } cases[] = {
    { "", "" },
    { "\"source\":\"s\",\"model_name\":\"m\",\"run_id\":\"r\",\"provider\":\"p\"",
      ",\"source\":\"s\",\"model_name\":\"m\",\"run_id\":\"r\",\"provider\":\"p\"" },
    { "\"epoch\":0,\"total_epochs\":10,\"batch\":9223372036854775807,\"total_batches\":-0",
      ",\"epoch\":0,\"total_epochs\":10,\"batch\":9223372036854775807,\"total_batches\":0" },
    { "\"expect_within\":1", ",\"expect_within\":1" },
    { "\"expect_within\":2592000", ",\"expect_within\":2592000" },
    { "\"expect_within\":null", "" },
    { "\"duration\":12.50,\"cost\":1E-2", ",\"duration\":12.50,\"cost\":1E-2" },
    { "\"duration\":0,\"cost\":-0.0", ",\"duration\":0,\"cost\":-0.0" },
    { "\"metrics\":{\"loss\":0.10,\"f1\":1e-08,\"gone\":null}",
      ",\"metrics\":{\"loss\":0.10,\"f1\":1e-08}" },
    { "\"metrics\":{},\"tags\":[],\"channels\":[],\"context\":{},\"attachments\":[]", "" },
    { "\"metrics\":{\"a\\\"b\":1,\"\":2}", ",\"metrics\":{\"a\\\"b\":1,\"\":2}" },
    { "\"tags\":[\"a\",\"ä b\"],\"channels\":[\"desktop\",\"email\"]",
      ",\"tags\":[\"a\",\"ä b\"],\"channels\":[\"desktop\",\"email\"]" },
    { "\"key_id\":\"1\"", ",\"key_id\":\"1\"" },
    { "\"key_id\":1", ",\"key_id\":\"1\"" },
    { "\"url\":\"https://example.org/a?b=c#d\"", ",\"url\":\"https://example.org/a?b=c#d\"" },
    { "\"url\":\"HTTP://localhost:3000/\"", ",\"url\":\"HTTP://localhost:3000/\"" },
    { "\"dedup_key\":\"d\",\"id\":\"i\"", ",\"dedup_key\":\"d\",\"idempotency_key\":\"i\"" },
    { "\"status\":\"resolved\"", ",\"status\":\"resolved\"" },
    { "\"status\":\"firing\"", "" },
    { "\"deliver_at\":\"2026-01-02T04:04:05+01:00\",\"occurred_at\":\"2026-01-02T03:04:05.5Z\"",
      ",\"deliver_at\":\"2026-01-02T03:04:05.000000Z\","
      "\"occurred_at\":\"2026-01-02T03:04:05.500000Z\"" },
    { "\"context\":{\"a\":{\"b\":[1.0,null]}}", ",\"context\":{\"a\":{\"b\":[1.0,null]}}" },
    { "\"attachments\":[{\"name\":\"a\",\"media_type\":\"text/plain\",\"data\":\"AQI=\"}]",
      ",\"attachments\":[{\"name\":\"a\",\"media_type\":\"text/plain\"}]" },
    /* What has no field of its own is context. */
    { "\"gpu\":3,\"context\":{\"a\":1},\"host\":{\"name\":\"h\"}",
      ",\"context\":{\"a\":1,\"gpu\":3,\"host\":{\"name\":\"h\"}}" },
    { "\"Title\":1,\"\":2", ",\"context\":{\"Title\":1,\"\":2}" },
    { "\"type\":\"Disk.Full\"", ",\"context\":{\"type\":\"Disk.Full\"}" },
    { "\"type\":\"disk full\",\"context\":{\"type\":\"mine\"}",
      ",\"context\":{\"type\":\"mine\"}" },
    /* Nothing, an empty word and a blank one are not given. */
    { "\"source\":null,\"epoch\":null,\"metrics\":null,\"tags\":null,\"status\":null,\"url\":null,"
      "\"context\":null,\"severity\":null,\"type\":null,\"id\":null,\"attachments\":null",
      "" },
    { "\"source\":\"\",\"run_id\":\" \\t\",\"url\":\"\",\"dedup_key\":\"\",\"severity\":\"\","
      "\"type\":\"\",\"id\":\"\"",
      "" },
    /* A name may be written with escapes. */
    { "\"\\u0073ource\":\"s\"", ",\"source\":\"s\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"title\":\"t\"%s%s}", *cases[i].fields != '\0' ? "," : "", cases[i].fields);
      g_autofree char *expected = g_strdup_printf ("%s%s}", head, cases[i].kept);
      g_autoptr (GError) error = NULL;
      g_autoptr (WbEvent) event = read_event (text, &error);
      g_autofree char *json = NULL;

      g_assert_no_error (error);
      json = wb_event_to_json (event);
      g_assert_cmpstr (json, ==, expected);
    }
}

static void
test_words (void)
{
  static const struct
  {
    const char *fields;
    const char *type;
    WbSeverity severity;
    WbPriority priority;
  } cases[] = {
    { "", "custom", WB_SEVERITY_INFO, WB_PRIORITY_LOW },
    { "\"type\":\"training_failed\"", "training_failed", WB_SEVERITY_ERROR, WB_PRIORITY_HIGH },
    { "\"type\":\"Training-Failed\"", "training_failed", WB_SEVERITY_ERROR, WB_PRIORITY_HIGH },
    { "\"type\":\"all.keys.failed\"", "all_keys_failed", WB_SEVERITY_CRITICAL,
      WB_PRIORITY_CRITICAL },
    { "\"type\":\"training_failed\",\"severity\":\"WARN\"", "training_failed", WB_SEVERITY_WARNING,
      WB_PRIORITY_MEDIUM },
    { "\"type\":\"training_failed\",\"priority\":\"low\"", "training_failed", WB_SEVERITY_ERROR,
      WB_PRIORITY_LOW },
    { "\"severity\":\"fatal\",\"priority\":\"Medium\"", "custom", WB_SEVERITY_CRITICAL,
      WB_PRIORITY_MEDIUM },
    { "\"severity\":\"ok\"", "custom", WB_SEVERITY_SUCCESS, WB_PRIORITY_LOW },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{%s}", cases[i].fields);
      g_autoptr (WbEvent) event = read_event (text, NULL);

      g_assert_cmpstr (event->type->name, ==, cases[i].type);
      g_assert_cmpint (event->severity, ==, cases[i].severity);
      g_assert_cmpint (event->priority, ==, cases[i].priority);
    }
}

static void
test_texts (void)
{
  static const struct
  {
    const char *text;
    const char *title;
    const char *message;
  } cases[] = {
    { "{\"title\":\"A\",\"message\":\"B\\n\\nC\"}", "A", "B\n\nC" },
    { "{\"title\":\" two\\nlines\\t\\u0007 \"}", "two lines", "" },
    { "{\"type\":\"training_failed\",\"model_name\":\"qwen\",\"message\":\"CUDA out of memory\"}",
      "Training failed: qwen", "CUDA out of memory" },
    { "{\"type\":\"training_failed\",\"model_name\":\"qwen\",\"run_id\":\"r*1\"}",
      "Training failed: qwen", "Run r\\*1 ended with an error." },
    { "{\"type\":\"training_failed\",\"title\":\"\"}", "Training failed", "" },
    { "{\"type\":\"disk_is_full\"}", "Disk is full", "" },
    /* Without a type the first line of the message says what it is. */
    { "{\"message\":\"**Bold** start\\nsecond\"}", "Bold start", "**Bold** start\nsecond" },
    { "{\"message\":\"# Title\\n\\ntext\"}", "Title", "# Title\n\ntext" },
    { "{}", "Event", "" },
    { "{\"title\":\"\\u200b\\u202e\",\"message\":\" \"}", "Event", "" },
    { "{\"message\":\"---\"}", "———", "---" },
    { "{\"message\":\"\\u200b**\\u200b**\"}", "Event", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbEvent) event = read_event (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (event->title, ==, cases[i].title);
      if (*cases[i].message != '\0')
        g_assert_cmpstr (event->message, ==, cases[i].message);
    }
}

static void
test_refused (void)
{
#define WORD " unknown word \"hihg\"; expected "
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "[]", "event: expected an object" },
    { "\"x\"", "event: expected an object" },
    { "null", "event: expected an object" },
    { "{\"type\":7}", "type: expected a string" },
    { "{\"title\":[\"a\"]}", "title: expected a string" },
    { "{\"message\":{}}", "message: expected a string" },
    { "{\"severity\":3}", "severity: expected a string" },
    { "{\"severity\":\"hihg\"}", "severity:" WORD "info, success, warning, error or critical" },
    { "{\"severity\":\"a\\nb\"}",
      "severity: unknown word \"a b\"; expected info, success, warning, error or critical" },
    { "{\"priority\":\"hihg\"}", "priority:" WORD "low, medium, high or critical" },
    { "{\"priority\":true}", "priority: expected a string" },
    { "{\"source\":1}", "source: expected a string" },
    { "{\"model_name\":{}}", "model_name: expected a string" },
    { "{\"run_id\":7}", "run_id: expected a string" },
    { "{\"provider\":false}", "provider: expected a string" },
    { "{\"key_id\":1.5}", "key_id: expected a string" },
    { "{\"epoch\":-1}", "epoch: expected an integer, 0 or more" },
    { "{\"epoch\":1.0}", "epoch: expected an integer, 0 or more" },
    { "{\"total_epochs\":\"3\"}", "total_epochs: expected an integer, 0 or more" },
    { "{\"batch\":1e3}", "batch: expected an integer, 0 or more" },
    { "{\"total_batches\":[]}", "total_batches: expected an integer, 0 or more" },
    { "{\"expect_within\":0}", "expect_within: expected an integer from 1 to 2592000" },
    { "{\"expect_within\":2592001}", "expect_within: expected an integer from 1 to 2592000" },
    { "{\"expect_within\":1.5}", "expect_within: expected an integer from 1 to 2592000" },
    { "{\"expect_within\":\"60\"}", "expect_within: expected an integer from 1 to 2592000" },
    { "{\"duration\":\"1h\"}", "duration: expected a number, 0 or more" },
    { "{\"duration\":-0.1}", "duration: expected a number, 0 or more" },
    { "{\"cost\":\"12.50\"}", "cost: expected a number, 0 or more" },
    { "{\"cost\":-1}", "cost: expected a number, 0 or more" },
    { "{\"metrics\":[]}", "metrics: expected an object of numbers" },
    { "{\"metrics\":{\"loss\":\"0.1\"}}", "metrics.loss: expected a number" },
    { "{\"metrics\":{\"a\":1,\"b\":{\"c\":1}}}", "metrics.b: expected a number" },
    { "{\"tags\":\"a\"}", "tags: expected an array of strings" },
    { "{\"tags\":[\"a\",7]}", "tags[1]: expected a string" },
    { "{\"tags\":[\"a\",null]}", "tags[1]: expected a string" },
    { "{\"tags\":[\"a\",\" \"]}", "tags[1]: expected a word, not an empty string" },
    { "{\"channels\":{\"email\":true}}", "channels: expected an array of strings" },
    { "{\"channels\":[[]]}", "channels[0]: expected a string" },
    { "{\"context\":\"x\"}", "context: expected an object" },
    { "{\"context\":[]}", "context: expected an object" },
    { "{\"context\":{\"gpu\":1},\"gpu\":2}",
      "gpu: not a field of events, and context has a member of that name" },
    { "{\"url\":\"example.org\"}",
      "url: expected an address that begins with http:// or https://" },
    { "{\"url\":\"file:///etc/passwd\"}",
      "url: expected an address that begins with http:// or https://" },
    { "{\"url\":\"javascript:alert(1)\"}",
      "url: expected an address that begins with http:// or https://" },
    { "{\"url\":\"https://\"}", "url: expected an address that begins with http:// or https://" },
    { "{\"url\":7}", "url: expected a string" },
    { "{\"dedup_key\":7}", "dedup_key: expected a string" },
    { "{\"id\":7}", "id: expected a string" },
    { "{\"status\":\"open\"}", "status: expected \"firing\" or \"resolved\"" },
    { "{\"status\":true}", "status: expected \"firing\" or \"resolved\"" },
    { "{\"deliver_at\":\"tomorrow\"}",
      "deliver_at: expected a date and time of RFC 3339, such as 2026-01-02T03:04:05Z" },
    { "{\"occurred_at\":1767323045}",
      "occurred_at: expected a date and time of RFC 3339, such as 2026-01-02T03:04:05Z" },
    { "{\"attachments\":{}}", "attachments: expected an array of objects" },
    { "{\"attachments\":[7]}",
      "attachments[0]: expected an object with name, media_type and data" },
    { "{\"attachments\":[{\"name\":\"a\",\"media_type\":\"b\"}]}",
      "attachments[0]: expected an object with name, media_type and data" },
    { "{\"attachments\":[{\"data\":\"\",\"media_type\":\"b\"}]}",
      "attachments[0].name: missing; expected a string" },
    { "{\"attachments\":[{\"data\":\"\",\"name\":\"a\"}]}",
      "attachments[0].media_type: missing; expected a string" },
    { "{\"attachments\":[{\"data\":\"\",\"name\":\"\",\"media_type\":\"b\"}]}",
      "attachments[0].name: expected a string that is not empty" },
    { "{\"attachments\":[{\"data\":\"\",\"name\":\"a\",\"media_type\":\"b\"},"
      "{\"data\":\"A\",\"name\":\"a\",\"media_type\":\"b\"}]}",
      "attachments[1].data: expected base64" },
    { "{\"attachments\":[{\"data\":\"AQ!=\",\"name\":\"a\",\"media_type\":\"b\"}]}",
      "attachments[0].data: expected base64" },
    { "{\"attachments\":[{\"data\":7,\"name\":\"a\",\"media_type\":\"b\"}]}",
      "attachments[0].data: expected base64" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_event (cases[i].text, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* Each bound of a text, in characters that are two bytes long, on both sides. */
static void
test_text_limits (void)
{
  static const struct
  {
    const char *format;
    guint limit;
    const char *field;
  } cases[] = {
    { "{\"type\":\"%s\"}", WB_LIMIT_TYPE_CHARACTERS, "type" },
    { "{\"title\":\"%s\"}", WB_LIMIT_TITLE_CHARACTERS, "title" },
    { "{\"message\":\"%s\"}", WB_LIMIT_MESSAGE_BYTES / 2, "message" },
    { "{\"source\":\"%s\"}", WB_LIMIT_NAME_CHARACTERS, "source" },
    { "{\"model_name\":\"%s\"}", WB_LIMIT_NAME_CHARACTERS, "model_name" },
    { "{\"run_id\":\"%s\"}", WB_LIMIT_NAME_CHARACTERS, "run_id" },
    { "{\"provider\":\"%s\"}", WB_LIMIT_NAME_CHARACTERS, "provider" },
    { "{\"key_id\":\"%s\"}", WB_LIMIT_NAME_CHARACTERS, "key_id" },
    { "{\"dedup_key\":\"%s\"}", WB_LIMIT_KEY_CHARACTERS, "dedup_key" },
    { "{\"id\":\"%s\"}", WB_LIMIT_KEY_CHARACTERS, "id" },
    { "{\"tags\":[\"%s\"]}", WB_LIMIT_TAG_CHARACTERS, "tags[0]" },
    { "{\"channels\":[\"%s\"]}", WB_LIMIT_TAG_CHARACTERS, "channels[0]" },
    { "{\"metrics\":{\"%s\":1}}", WB_LIMIT_METRIC_NAME_CHARACTERS, "metrics" },
    { "{\"url\":\"https://x/%s\"}", WB_LIMIT_URL_CHARACTERS - 10, "url" },
    { "{\"attachments\":[{\"name\":\"%s\",\"media_type\":\"b\",\"data\":\"\"}]}",
      WB_LIMIT_NAME_CHARACTERS, "attachments[0].name" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint more = 0; more <= 1; more++)
      {
        g_autoptr (GString) long_text = g_string_new (NULL);
        g_autoptr (GString) text = g_string_new (cases[i].format);
        g_autoptr (GError) error = NULL;
        g_autoptr (WbEvent) event = NULL;
        g_autofree char *field = NULL;

        for (guint n = 0; n < cases[i].limit + more; n++)
          g_string_append (long_text, "é");
        g_string_replace (text, "%s", long_text->str, 0);
        event = read_event (text->str, &error);
        field = error != NULL ? wb_error_dup_field (error) : NULL;
        g_assert_cmpstr (field, ==, more ? cases[i].field : NULL);
      }
}

static char *
dup_repeated (const char *before, const char *item, guint n, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, "%s", i > 0 ? "," : "");
      g_string_append (text, item);
      /* "#" stands for the place, where names must differ. */
      g_string_replace (text, "#",
                        (char[]){ 'a' + i / 676 % 26, 'a' + i / 26 % 26, 'a' + i % 26, 0 }, 0);
    }
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* Each bound of how many, on both sides. */
static void
test_count_limits (void)
{
  static const struct
  {
    const char *before;
    const char *item;
    const char *after;
    guint limit;
    const char *message;
  } cases[] = {
    { "{\"tags\":[", "\"x\"", "]}", WB_LIMIT_TAGS, "tags: expected at most 32" },
    { "{\"channels\":[", "\"x\"", "]}", WB_LIMIT_CHANNELS, "channels: expected at most 16" },
    { "{\"metrics\":{", "\"#\":1", "}}", WB_LIMIT_METRICS, "metrics: expected at most 64" },
    { "{\"attachments\":[", "{\"name\":\"a\",\"media_type\":\"b\",\"data\":\"\"}", "]}",
      WB_LIMIT_ATTACHMENTS, "attachments: expected at most 16" },
    /* the event, "context", its object, and two for each member */
    { "{\"context\":{", "\"#\":1", "}}", (WB_LIMIT_EVENT_VALUES - 3) / 2,
      "event: expected at most 2048 values and names" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint more = 0; more <= 1; more++)
      {
        g_autofree char *text
            = dup_repeated (cases[i].before, cases[i].item, cases[i].limit + more, cases[i].after);
        g_autoptr (GError) error = NULL;
        g_autoptr (WbEvent) event = read_event (text, &error);

        g_assert_cmpstr (error != NULL ? error->message : NULL, ==, more ? cases[i].message : NULL);
        g_assert_cmpint (event == NULL, ==, more);
      }
}

static char *
dup_nested (const char *format, guint depth)
{
  GString *value = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (value, "{\"a\":");
  g_string_append_c (value, '1');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (value, '}');
  g_string_prepend (value, format);
  return g_string_free (g_string_append_c (value, '}'), FALSE);
}

static void
test_depth (void)
{
  static const struct
  {
    const char *begin;
    guint depth;
    const char *message;
  } cases[] = {
    { "{\"context\":", WB_LIMIT_CONTEXT_DEPTH, NULL },
    { "{\"context\":", WB_LIMIT_CONTEXT_DEPTH + 1, "context: expected at most 8 levels" },
    /* One level is the context that it becomes a member of. */
    { "{\"other\":", WB_LIMIT_CONTEXT_DEPTH - 1, NULL },
    { "{\"other\":", WB_LIMIT_CONTEXT_DEPTH, "other: expected at most 8 levels" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_nested (cases[i].begin, cases[i].depth);
      g_autoptr (GError) error = NULL;
      g_autoptr (WbEvent) event = read_event (text, &error);

      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      g_assert_cmpint (event == NULL, ==, cases[i].message != NULL);
    }
}

static void
test_byte_limits (void)
{
  g_autofree char *half = g_strnfill (WB_LIMIT_CONTEXT_BYTES / 2 - 20, 'x');
  g_autofree char *fits = g_strdup_printf ("{\"context\":{\"a\":\"%s\"},\"b\":\"%s\"}", half, half);
  g_autofree char *too_long
      = g_strdup_printf ("{\"context\":{\"a\":\"%s\"},\"b\":\"%s%s\"}", half, half,
                         "0123456789"
                         "0123456789"
                         "0123456789");
  g_autofree char *data = g_strnfill (WB_LIMIT_ATTACHMENTS_BYTES / 3 * 4 + 4, 'A');
  g_autofree char *files = g_strdup_printf (
      "{\"attachments\":[{\"name\":\"a\",\"media_type\":\"b\",\"data\":\"%s\"}]}", data);
  g_autoptr (WbEvent) event = read_event (fits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (event);
  g_assert_null (read_event (too_long, &error));
  g_assert_cmpstr (error->message, ==, "context: expected at most 65536 bytes");
  g_clear_error (&error);
  g_assert_null (read_event (files, &error));
  g_assert_cmpstr (error->message, ==, "attachments: expected at most 1048576 bytes together");
}

/* A repeat tells the same, whenever it comes: our own words hold the time. */
static void
test_content (void)
{
  static const char text[] = "{\"type\":\"auth_failure\",\"provider\":\"p\",\"id\":\"k\"}";
  g_autoptr (WbJson) json = wb_json_parse (text, strlen (text), &limits, NULL);
  g_autoptr (WbEvent) first = wb_normaliser_read (wb_json_get_root (json), NULL, NOW_US, NULL);
  g_autoptr (WbEvent) later
      = wb_normaliser_read (wb_json_get_root (json), NULL, NOW_US + G_TIME_SPAN_DAY, NULL);
  g_autoptr (WbEvent) other = read_event ("{\"type\":\"auth_failure\",\"id\":\"k\"}", NULL);

  g_assert_cmpstr (first->message, !=, later->message);
  g_assert_cmpstr (first->content, ==, later->content);
  g_assert_cmpstr (first->content, !=, other->content);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/normaliser/accepted", test_accepted);
  g_test_add_func ("/intake/normaliser/words", test_words);
  g_test_add_func ("/intake/normaliser/texts", test_texts);
  g_test_add_func ("/intake/normaliser/refused", test_refused);
  g_test_add_func ("/intake/normaliser/text-limits", test_text_limits);
  g_test_add_func ("/intake/normaliser/count-limits", test_count_limits);
  g_test_add_func ("/intake/normaliser/depth", test_depth);
  g_test_add_func ("/intake/normaliser/byte-limits", test_byte_limits);
  g_test_add_func ("/intake/normaliser/content", test_content);
  return g_test_run ();
}
