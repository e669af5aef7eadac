/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const WbJsonLimits wide = {
  .length_bytes = 8 * 1024 * 1024,
  .string_bytes = 8 * 1024 * 1024,
  .depth = 64,
  .values = 1000000,
};

static WbJson *
parse_bytes (const char *text, gsize length, const WbJsonLimits *limits, GError **error)
{
  /* On the heap to the byte, so that a checker of memory sees one step too far. */
  g_autofree char *exact = g_memdup2 (text, length);

  return wb_json_parse (exact, length, limits, error);
}

static void
test_raw_numbers (void)
{
  static const char *const numbers[] = {
    "0",     "-0",     "-0.0", "0.10", "1E+05", "1e-08", "12345.678900", "9007199254740993",
    "1e308", "5e-324",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf (" [ %s ] ", numbers[i]);
      g_autoptr (WbJson) json = parse_bytes (text, strlen (text), &wide, NULL);
      g_autofree char *raw = NULL;
      WbJsonIter iter;
      WbJsonValue value;

      wb_json_iter_init (&iter, wb_json_get_root (json));
      g_assert_true (wb_json_iter_next (&iter, NULL, &value));
      raw = wb_json_value_dup_raw (value);
      g_assert_cmpstr (raw, ==, numbers[i]);
      g_assert_cmpfloat (wb_json_value_get_double (value), ==, g_ascii_strtod (numbers[i], NULL));
    }
}

static void
test_int64 (void)
{
  static const struct
  {
    const char *text;
    gboolean is_integer;
    gint64 number;
  } cases[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "1.0", FALSE, 7 },
    { "1e2", FALSE, 7 },
    { "\"1\"", FALSE, 7 },
    { "true", FALSE, 7 },
    { "null", FALSE, 7 },
    { "[1]", FALSE, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbJson) json = parse_bytes (cases[i].text, strlen (cases[i].text), &wide, NULL);
      gint64 number = 7;

      g_assert_cmpint (wb_json_value_get_int64 (wb_json_get_root (json), &number), ==,
                       cases[i].is_integer);
      g_assert_cmpint (number, ==, cases[i].number);
    }
}

static void
test_values (void)
{
  static const char text[]
      = " {\"a\": [1, {\"b\": [[]]}, \"x\"], \"\\u0063\\n\": \"q\\ud83d\\ude00\\/\", \"d\":null} ";
  g_autoptr (WbJson) json = parse_bytes (text, strlen (text), &wide, NULL);
  g_autoptr (WbJson) same = wb_json_ref (json);
  WbJsonValue root = wb_json_get_root (same), value;
  g_autofree char *string = NULL, *raw = NULL;

  g_assert_cmpint (wb_json_value_get_kind (root), ==, WB_JSON_OBJECT);
  g_assert_cmpuint (wb_json_value_count_items (root), ==, 3);
  g_assert_cmpuint (wb_json_value_count_all (root), ==, 13);
  g_assert_cmpuint (wb_json_value_get_depth (root), ==, 5);

  g_assert_true (wb_json_value_lookup (root, "a", &value));
  g_assert_cmpuint (wb_json_value_count_items (value), ==, 3);
  g_assert_cmpuint (wb_json_value_get_depth (value), ==, 4);
  raw = wb_json_value_dup_raw (value);
  g_assert_cmpstr (raw, ==, "[1, {\"b\": [[]]}, \"x\"]");

  g_assert_true (wb_json_value_lookup (root, "c\n", &value));
  string = wb_json_value_dup_string (value);
  g_assert_cmpstr (string, ==, "q😀/");
  g_assert_true (wb_json_value_equals (value, "q😀/"));
  g_assert_false (wb_json_value_equals (value, "q"));
  g_assert_cmpuint (wb_json_value_get_depth (value), ==, 0);

  g_assert_true (wb_json_value_lookup (root, "d", &value));
  g_assert_cmpint (wb_json_value_get_kind (value), ==, WB_JSON_NULL);
  g_assert_false (wb_json_value_equals (value, "null"));
  /* Names inside are not names of the object itself. */
  g_assert_false (wb_json_value_lookup (root, "b", &value));
  g_assert_false (wb_json_value_lookup (root, "", &value));
}

/* What the text has as it is is lent from there. */
static void
test_string (void)
{
  static const char text[] = "[\"plain é\",\"with \\u00e9\",\"\"]";
  g_autoptr (WbJson) json = parse_bytes (text, strlen (text), &wide, NULL);
  g_autofree char *unescaped = NULL;
  WbJsonIter iter;
  WbJsonValue value;
  const char *string;
  gsize length;

  wb_json_iter_init (&iter, wb_json_get_root (json));
  g_assert_true (wb_json_iter_next (&iter, NULL, &value));
  string = wb_json_value_get_string (value, &length, &unescaped);
  g_assert_cmpmem (string, length, "plain é", strlen ("plain é"));
  g_assert_null (unescaped);
  g_assert_true (wb_json_value_equals (value, "plain é"));
  g_assert_false (wb_json_value_equals (value, "plain é "));
  g_assert_false (wb_json_value_equals (value, "plain"));

  g_assert_true (wb_json_iter_next (&iter, NULL, &value));
  string = wb_json_value_get_string (value, &length, &unescaped);
  g_assert_cmpmem (string, length, "with é", strlen ("with é"));
  g_assert_true (string == unescaped);

  g_assert_true (wb_json_iter_next (&iter, NULL, &value));
  g_assert_true (wb_json_value_equals (value, ""));
  g_assert_false (wb_json_value_equals (value, "x"));
}

static void assert_same (WbJsonValue value, JsonNode *node);

static void
assert_same_object (WbJsonValue value, JsonObject *object)
{
  WbJsonIter iter;
  WbJsonValue name, member;
  g_autoptr (GList) names = json_object_get_members (object);
  const GList *other = names;

  g_assert_cmpuint (wb_json_value_count_items (value), ==, json_object_get_size (object));
  for (wb_json_iter_init (&iter, value); wb_json_iter_next (&iter, &name, &member);
       other = other->next)
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      g_assert_cmpstr (word, ==, other->data);
      assert_same (member, json_object_get_member (object, word));
    }
}

static void
assert_same_array (WbJsonValue value, JsonArray *array)
{
  WbJsonIter iter;
  WbJsonValue item;
  guint i = 0;

  g_assert_cmpuint (wb_json_value_count_items (value), ==, json_array_get_length (array));
  for (wb_json_iter_init (&iter, value); wb_json_iter_next (&iter, NULL, &item);)
    assert_same (item, json_array_get_element (array, i++));
}

static void
assert_same_scalar (WbJsonValue value, JsonNode *node)
{
  g_autofree char *string = NULL;
  gint64 number;

  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_STRING:
      string = wb_json_value_dup_string (value);
      g_assert_cmpstr (string, ==, json_node_get_string (node));
      break;
    case WB_JSON_BOOLEAN:
      g_assert_cmpint (wb_json_value_get_boolean (value), ==, json_node_get_boolean (node));
      break;
    case WB_JSON_NULL:
      g_assert_true (JSON_NODE_HOLDS_NULL (node));
      break;
    default:
      if (wb_json_value_get_int64 (value, &number))
        g_assert_cmpint (number, ==, json_node_get_int (node));
      g_assert_cmpfloat (wb_json_value_get_double (value), ==, json_node_get_double (node));
    }
}

static void
assert_same (WbJsonValue value, JsonNode *node)
{
  if (wb_json_value_get_kind (value) == WB_JSON_OBJECT)
    assert_same_object (value, json_node_get_object (node));
  else if (wb_json_value_get_kind (value) == WB_JSON_ARRAY)
    assert_same_array (value, json_node_get_array (node));
  else
    assert_same_scalar (value, node);
}

/* Another reader sees the same. */
static void
test_same_as_json_glib (void)
{
  static const char *const texts[] = {
    "{\"type\":\"training_failed\",\"model_name\":\"qwen\",\"message\":\"CUDA out of memory\"}",
    "[{\"a\":1},{\"a\":2.5,\"b\":[true,false,null]},[],{},\"\"]",
    "{\"a\\\"b\":\"\\\\ \\/ \\b\\f\\n\\r\\t\",\"\\u00e9\":\"\\ud83d\\ude00\\u2028\"}",
    "[0,-1,12345678901234,0.1,1e-8,-2.5E+3,1.7976931348623157e308,5e-324,3.141592653589793]",
    "{\"metrics\":{\"loss\":0.012345,\"lr\":2e-5},\"tags\":[\"a\",\"ä\",\"日本\"],\"epoch\":3}",
    " [ \n\t[ [ [ ] , { } ] ] , \"\\u0041\\u030a\" ] ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (WbJson) json = parse_bytes (texts[i], strlen (texts[i]), &wide, NULL);
      g_autoptr (JsonNode) node = json_from_string (texts[i], NULL);

      assert_same (wb_json_get_root (json), node);
    }
}

/* A valid document in which bytes were changed is taken or refused, but never misread. */
static void
test_random_changes (void)
{
  static const char text[]
      = "{\"a\\u00e9\":[1.5e+3,-0,true,null,\"\\ud83d\\ude00\\n\"],\"b\":{\"c\":\"\xc3\xa9\"}}";
  static const char bytes[] = "{}[]\",:\\u0dDeE+-.19 tfn\n\xc3\xa9";
  g_autofree char *changed = g_strdup (text);

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (WbJson) json = NULL;

      memcpy (changed, text, sizeof text);
      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        changed[g_test_rand_int_range (0, strlen (text))]
            = bytes[g_test_rand_int_range (0, sizeof bytes - 1)];
      json = parse_bytes (changed, strlen (changed), &wide, NULL);
      if (json != NULL)
        {
          g_autoptr (JsonNode) node = json_from_string (changed, NULL);

          g_assert_nonnull (node);
          assert_same (wb_json_get_root (json), node);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/raw-numbers", test_raw_numbers);
  g_test_add_func ("/base/json/int64", test_int64);
  g_test_add_func ("/base/json/values", test_values);
  g_test_add_func ("/base/json/string", test_string);
  g_test_add_func ("/base/json/same-as-json-glib", test_same_as_json_glib);
  g_test_add_func ("/base/json/random-changes", test_random_changes);
  return g_test_run ();
}
