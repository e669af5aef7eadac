/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-event-body.h"

#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "model/wb-event.h"
#include "model/wb-limits.h"

#define NOW_US 1767323045678901

static GPtrArray *
read_body (const char *body, const char *key, gboolean *is_list, GError **error)
{
  /* On the heap to the byte, so that a checker of memory sees one step too far. */
  gsize length = strlen (body);
  g_autofree char *exact = g_memdup2 (body, length);

  return wb_event_body_read (exact, length, key, NOW_US, is_list, error);
}

/* Titles of the events, "|" between them. */
static char *
join_titles (GPtrArray *events)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "|" : "",
                            ((WbEvent *) g_ptr_array_index (events, i))->title);
  return g_string_free (titles, FALSE);
}

static void
test_forms (void)
{
  static const struct
  {
    const char *body;
    gboolean is_list;
    const char *titles;
  } cases[] = {
    { "{\"title\":\"a\"}", FALSE, "a" },
    { " \r\n{\"title\":\n\"a\"}\n\n", FALSE, "a" },
    { "[{\"title\":\"a\"}]", TRUE, "a" },
    { "[{\"title\":\"a\"},\n{\"title\":\"b\"}]", TRUE, "a|b" },
    { "{\"title\":\"a\"}\n{\"title\":\"b\"}", TRUE, "a|b" },
    { "{\"title\":\"a\"}\n{\"title\":\"b\"}\n", TRUE, "a|b" },
    { "{\"title\":\"a\"}\r\n\r\n \t\n{\"title\":\"b\"}\r\n\n", TRUE, "a|b" },
    /* Only line feeds end lines: these stand inside of strings. */
    { "{\"title\":\"a\xe2\x80\xa8"
      "x\"}\n{\"title\":\"b\xe2\x80\xa9"
      "y\xc2\x85z\"}\n",
      TRUE, "a x|b y z" },
    { "{\"title\":\"a\\nb\"}\n{\"title\":\"c\\r\\nd\"}", TRUE, "a b|c d" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_list = -1;
      g_autoptr (GPtrArray) events = read_body (cases[i].body, NULL, &is_list, &error);
      g_autofree char *titles = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (is_list, ==, cases[i].is_list);
      titles = join_titles (events);
      g_assert_cmpstr (titles, ==, cases[i].titles);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *body;
    const char *field;
    const char *message;
  } cases[] = {
    { "", "body", "body: empty; expected a JSON value at byte 0" },
    { "\n\n", "body", "body: empty; expected a JSON value at byte 2" },
    { "hello", "body", "body: not a JSON value at byte 0" },
    { "7", "event", "event: expected an object" },
    { "null", "event", "event: expected an object" },
    { "[]", "events", "events: expected at least one" },
    { "{\"severity\":\"hihg\"}", "severity",
      "severity: unknown word \"hihg\"; expected info, success, warning, error or critical" },
    { "[{},{},{},{\"severity\":\"hihg\"}]", "events[3].severity",
      "events[3].severity: unknown word \"hihg\"; expected info, success, warning, error or"
      " critical" },
    { "[{},[]]", "events[1].event", "events[1].event: expected an object" },
    { "[{},{\"metrics\":{\"loss\":true}}]", "events[1].metrics.loss",
      "events[1].metrics.loss: expected a number" },
    { "{}\n{\"epoch\":-1}\n", "events[1].epoch",
      "events[1].epoch: expected an integer, 0 or more" },
    { "{}\n\n{\"epoch\":", "events[1].body", "events[1].body: not a JSON value at byte 9" },
    { "{}\nhello\n", "events[1].body", "events[1].body: not a JSON value at byte 0" },
    { "{}\n7\n", "events[1].event", "events[1].event: expected an object" },
    { "{}\n[{}]\n", "events[1].event", "events[1].event: expected an object" },
    { "{\"a\":1}{\"b\":2}", "body", "body: more after the end of the JSON value at byte 7" },
    { "{\"a\":1}\r{\"b\":2}", "body", "body: more after the end of the JSON value at byte 8" },
    { "[{}", "body", "body: expected ',' or ']' at byte 3" },
    { "\xef\xbb\xbf{}", "body", "body: not a JSON value at byte 0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_list;
      g_autofree char *field = NULL;

      g_assert_null (read_body (cases[i].body, NULL, &is_list, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      field = wb_error_dup_field (error);
      g_assert_cmpstr (field, ==, cases[i].field);
    }
}

/* A key of the request is that of its event, or begins those of its events. */
static void
test_keys (void)
{
  static const struct
  {
    const char *body;
    const char *first;
    const char *second;
  } cases[] = {
    { "{}", "key", NULL },
    { "{\"id\":\"own\"}", "own", NULL },
    { "[{}]", "key#0", NULL },
    { "[{},{}]", "key#0", "key#1" },
    { "[{\"id\":\"own\"},{}]", "own", "key#1" },
    { "{}\n\n{}", "key#0", "key#1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean is_list;
      g_autoptr (GPtrArray) events = read_body (cases[i].body, "key", &is_list, NULL);

      g_assert_cmpstr (((WbEvent *) g_ptr_array_index (events, 0))->idempotency_key, ==,
                       cases[i].first);
      if (events->len > 1)
        g_assert_cmpstr (((WbEvent *) g_ptr_array_index (events, 1))->idempotency_key, ==,
                         cases[i].second);
    }
}

static char *
dup_list (const char *begin, const char *between, const char *end, guint n)
{
  GString *body = g_string_new (begin);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (body, "%s{}", i > 0 ? between : "");
  return g_string_free (g_string_append (body, end), FALSE);
}

static void
test_batch_limit (void)
{
  static const char *const forms[][3] = { { "[", ",", "]" }, { "", "\n", "\n" } };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *full
          = dup_list (forms[i][0], forms[i][1], forms[i][2], WB_LIMIT_BATCH_EVENTS);
      g_autofree char *more
          = dup_list (forms[i][0], forms[i][1], forms[i][2], WB_LIMIT_BATCH_EVENTS + 1);
      g_autoptr (GError) error = NULL;
      gboolean is_list;
      g_autoptr (GPtrArray) events = read_body (full, NULL, &is_list, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (events->len, ==, WB_LIMIT_BATCH_EVENTS);
      g_assert_null (read_body (more, NULL, &is_list, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, "events: expected at most 1000 of them");
    }
}

#define FILES "\"attachments\":[{\"name\":\"a\",\"media_type\":\"b\",\"data\":\"\"}]"

/* Blanks before an event, so that the whole is @length bytes long. */
static char *
dup_padded (const char *event, gsize length)
{
  g_autofree char *blanks = g_strnfill (length - strlen (event), ' ');

  return g_strconcat (blanks, event, NULL);
}

static void
test_length_limit (void)
{
  static const struct
  {
    const char *event;
    gsize length;
    gboolean is_taken;
  } cases[] = {
    { "{}", WB_LIMIT_BODY_BYTES, TRUE },
    { "{}", WB_LIMIT_BODY_BYTES + 1, FALSE },
    { "[{},{}]", WB_LIMIT_BODY_BYTES + 1, FALSE },
    { "{\"attachments\":[]}", WB_LIMIT_BODY_BYTES + 1, FALSE },
    { "{" FILES "}", WB_LIMIT_BODY_BYTES + 1, TRUE },
    { "[{},{" FILES "}]", WB_LIMIT_BODY_BYTES + 1, TRUE },
    { "{" FILES "}", WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES, TRUE },
    { "{" FILES "}", WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES + 1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = dup_padded (cases[i].event, cases[i].length);
      g_autoptr (GError) error = NULL;
      gboolean is_list;
      g_autoptr (GPtrArray) events = read_body (body, NULL, &is_list, &error);

      g_assert_cmpint (events != NULL, ==, cases[i].is_taken);
      if (!cases[i].is_taken)
        {
          g_assert_error (error, WB_ERROR, WB_ERROR_TOO_LARGE);
          g_assert_true (g_str_has_prefix (error->message, "body: "));
        }
    }
}

/* Every way in which a caller on the bus may write a number. */
static void
test_variant_numbers (void)
{
  static const char *const types[]
      = { "byte", "int16", "uint16", "int32", "uint32", "int64", "uint64" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{'epoch': <%s 7>, 'cost': <%s 8>, 'metrics': <{'a': %s 9}>, 'key_id': <%s 1>,"
          " 'x': <%s 2>}",
          types[i], types[i], types[i], types[i], types[i]);
      g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) events = wb_event_body_read_variant (variant, NOW_US, &error);
      const WbEvent *event;

      g_assert_no_error (error);
      event = g_ptr_array_index (events, 0);
      g_assert_cmpint (event->epoch, ==, 7);
      g_assert_cmpstr (event->cost, ==, "8");
      g_assert_cmpstr (event->metrics, ==, "{\"a\":9}");
      g_assert_cmpstr (event->key_id, ==, "1");
      g_assert_cmpstr (event->context, ==, "{\"x\":2}");
    }
}

static void
test_variant (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "{'type': <'training_failed'>, 'model_name': <'qwen'>, 'metrics': <{'loss': <0.1>, 'f1': "
      "<1>}>,"
      " 'tags': <['a', 'b']>, 'channels': <[<'email'>]>, 'duration': <1.5>, 'flag': <true>,"
      " 'attachments': <[{'name': <'f'>, 'media_type': <'t/p'>, 'data': <@ay [1, 2, 3]>}]>}"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = wb_event_body_read_variant (variant, NOW_US, &error);
  const WbEvent *event;
  const WbAttachment *attachment;

  g_assert_no_error (error);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->title, ==, "Training failed: qwen");
  g_assert_cmpstr (event->metrics, ==, "{\"loss\":0.1,\"f1\":1}");
  g_assert_cmpuint (g_strv_length (event->tags), ==, 2);
  g_assert_cmpstr (event->channels[0], ==, "email");
  g_assert_cmpstr (event->duration, ==, "1.5");
  g_assert_cmpstr (event->context, ==, "{\"flag\":true}");
  attachment = g_ptr_array_index (event->attachments, 0);
  g_assert_cmpmem (g_bytes_get_data (attachment->data, NULL), g_bytes_get_size (attachment->data),
                   "\1\2\3", 3);
}

static void
test_refused_variants (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{'epoch': <'x'>}", "epoch: expected an integer, 0 or more" },
    { "{'epoch': <uint64 18446744073709551615>}",
      "body: number that neither a 64-bit integer nor a finite double holds at byte 29" },
    { "{'context': <{'a': <handle 0>}>}",
      "context.a: a value of D-Bus type 'h' has no meaning here" },
    { "[@a{sv} {}, {'severity': <'hihg'>}]",
      "events[1].severity: unknown word \"hihg\"; expected info, success, warning, error or"
      " critical" },
    { "[@a{sv} {}, {'context': <{'a': <[@o '/', '/']>}>}]",
      "events[1].context.a[0]: a value of D-Bus type 'o' has no meaning here" },
    { "@aa{sv} []", "events: expected at least one" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (cases[i].text));
      g_autoptr (GError) error = NULL;

      if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
        g_assert_null (wb_event_body_read_variant (variant, NOW_US, &error));
      else
        g_assert_null (wb_event_body_read_variants (variant, NOW_US, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_infinite_numbers (void)
{
  g_autoptr (GVariant) one
      = g_variant_ref_sink (g_variant_new_parsed ("{'metrics': <{'loss': %d}>}", (double) NAN));
  g_autoptr (GVariant) list = g_variant_ref_sink (
      g_variant_new_parsed ("[@a{sv} {}, {'cost': <%d>}]", (double) INFINITY));
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_event_body_read_variant (one, NOW_US, &error));
  g_assert_cmpstr (error->message, ==, "metrics.loss: expected a finite number");
  g_clear_error (&error);
  g_assert_null (wb_event_body_read_variants (list, NOW_US, &error));
  g_assert_cmpstr (error->message, ==, "events[1].cost: expected a finite number");
}

static GVariant *
new_context (guint levels)
{
  GVariant *value = g_variant_new_int32 (1);

  for (guint i = 0; i < levels; i++)
    value = g_variant_new_parsed ("{'a': <%*>}", value);
  return g_variant_new_parsed ("[{'context': <%*>}]", value);
}

/* As deep as over HTTP. */
static void
test_variant_depth (void)
{
  g_autoptr (GVariant) deepest = g_variant_ref_sink (new_context (WB_LIMIT_CONTEXT_DEPTH));
  g_autoptr (GVariant) deeper = g_variant_ref_sink (new_context (WB_LIMIT_CONTEXT_DEPTH + 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = wb_event_body_read_variants (deepest, NOW_US, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_null (wb_event_body_read_variants (deeper, NOW_US, &error));
  g_assert_cmpstr (error->message, ==, "events[0].context: expected at most 8 levels");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/event-body/forms", test_forms);
  g_test_add_func ("/intake/event-body/refused", test_refused);
  g_test_add_func ("/intake/event-body/keys", test_keys);
  g_test_add_func ("/intake/event-body/batch-limit", test_batch_limit);
  g_test_add_func ("/intake/event-body/length-limit", test_length_limit);
  g_test_add_func ("/intake/event-body/variant-numbers", test_variant_numbers);
  g_test_add_func ("/intake/event-body/variant", test_variant);
  g_test_add_func ("/intake/event-body/refused-variants", test_refused_variants);
  g_test_add_func ("/intake/event-body/infinite-numbers", test_infinite_numbers);
  g_test_add_func ("/intake/event-body/variant-depth", test_variant_depth);
  return g_test_run ();
}
