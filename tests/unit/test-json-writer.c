/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json-writer.h"

#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json.h"

static const WbJsonLimits limits = {
  .length_bytes = 1 << 20,
  .string_bytes = 1 << 20,
  .depth = 64,
  .values = 10000,
};

static void
test_strings (void)
{
  static const struct
  {
    const char *text;
    const char *json;
  } cases[] = {
    { "", "\"\"" },
    { "plain", "\"plain\"" },
    { "\"\\/", "\"\\\"\\\\/\"" },
    { "a\nb\tc\r\x01\x1f", "\"a\\nb\\u0009c\\u000d\\u0001\\u001f\"" },
    { "\x7f é 😀 \xe2\x80\xa8", "\"\x7f é 😀 \xe2\x80\xa8\"" },
    { "</script>", "\"</script>\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autoptr (WbJson) document = NULL;
      g_autofree char *back = NULL;

      wb_json_append_string (json, cases[i].text);
      g_assert_cmpstr (json->str, ==, cases[i].json);
      document = wb_json_parse (json->str, json->len, &limits, NULL);
      back = wb_json_value_dup_string (wb_json_get_root (document));
      g_assert_cmpstr (back, ==, cases[i].text);
    }
}

static void
test_doubles (void)
{
  static const struct
  {
    double number;
    const char *json;
  } cases[] = {
    { 0.0, "0" },
    { -0.0, "-0" },
    { 0.1, "0.1" },
    { 1e-08, "1e-08" },
    { 1e300, "1e+300" },
    { 100.0, "100" },
    { 1.0 / 3.0, "0.33333333333333331" },
    { 123456789.125, "123456789.125" },
    { 5e-324, "4.94065645841247e-324" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autoptr (WbJson) document = NULL;
      double back;

      wb_json_append_double (json, cases[i].number);
      g_assert_cmpstr (json->str, ==, cases[i].json);
      document = wb_json_parse (json->str, json->len, &limits, NULL);
      back = wb_json_value_get_double (wb_json_get_root (document));
      g_assert_cmpfloat (back, ==, cases[i].number);
      g_assert_cmpint (signbit (back), ==, signbit (cases[i].number));
    }
}

/* Any double comes back to the bit. */
static void
test_random_doubles (void)
{
  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autoptr (WbJson) document = NULL;
      double number
          = ldexp (g_test_rand_double_range (-1.0, 1.0), g_test_rand_int_range (-300, 300));

      wb_json_append_double (json, number);
      document = wb_json_parse (json->str, json->len, &limits, NULL);
      g_assert_nonnull (document);
      g_assert_cmpfloat (wb_json_value_get_double (wb_json_get_root (document)), ==, number);
    }
}

static void
test_members (void)
{
  g_autoptr (GString) json = g_string_new ("{");

  wb_json_add_string (json, "a", "x");
  wb_json_add_string (json, "left out", NULL);
  wb_json_add_int64 (json, "b", G_MININT64);
  wb_json_add_boolean (json, "c", FALSE);
  wb_json_add_raw (json, "d", "1.50");
  wb_json_add_raw (json, "left out", NULL);
  wb_json_add_time (json, "e", 1767323045678901);
  wb_json_add_time (json, "left out", 0);
  wb_json_begin_member (json, "f\"");
  g_string_append_c (json, '[');
  wb_json_begin_item (json);
  g_string_append (json, "true");
  wb_json_begin_item (json);
  g_string_append (json, "null");
  g_string_append (json, "]}");
  g_assert_cmpstr (json->str, ==,
                   "{\"a\":\"x\",\"b\":-9223372036854775808,\"c\":false,\"d\":1.50,"
                   "\"e\":\"2026-01-02T03:04:05.678901Z\",\"f\\\"\":[true,null]}");
}

/* A text that ends in a bracket is not taken for an opening one. */
static void
test_commas (void)
{
  g_autoptr (GString) json = g_string_new ("{");

  wb_json_add_string (json, "a", "[");
  wb_json_add_string (json, "b", "{");
  wb_json_add_string (json, "c", "\n");
  wb_json_add_string (json, "d", "");
  g_assert_cmpstr (json->str, ==, "{\"a\":\"[\",\"b\":\"{\",\"c\":\"\\n\",\"d\":\"\"");
}

static void
test_variants (void)
{
  static const struct
  {
    const char *variant;
    const char *json;
  } cases[] = {
    { "'text'", "\"text\"" },
    { "true", "true" },
    { "byte 255", "255" },
    { "int16 -32768", "-32768" },
    { "uint16 65535", "65535" },
    { "int32 -2147483648", "-2147483648" },
    { "uint32 4294967295", "4294967295" },
    { "int64 -9223372036854775808", "-9223372036854775808" },
    { "uint64 18446744073709551615", "18446744073709551615" },
    { "0.1", "0.1" },
    { "<<'boxed'>>", "\"boxed\"" },
    { "['a', 'b']", "[\"a\",\"b\"]" },
    { "@as []", "[]" },
    { "@a{sv} {}", "{}" },
    { "@ay [1, 2, 255]", "\"AQL/\"" },
    { "@ay []", "\"\"" },
    { "(1, 'two', true)", "[1,\"two\",true]" },
    { "{'a': <1>, 'b': <{'c': <['x']>}>}", "{\"a\":1,\"b\":{\"c\":[\"x\"]}}" },
    { "{'a': 0.5}", "{\"a\":0.5}" },
    { "[<1>, <'a'>, <[true]>]", "[1,\"a\",[true]]" },
    { "[{'type': <'x'>}, {'type': <'y'>}]", "[{\"type\":\"x\"},{\"type\":\"y\"}]" },
    { "{'a\"b': <'c\\nd'>}", "{\"a\\\"b\":\"c\\nd\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) variant = g_variant_new_parsed (cases[i].variant);
      g_autoptr (GString) json = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (wb_json_append_variant (json, variant, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (json->str, ==, cases[i].json);
    }
}

static void
assert_variant_refused (GVariant *variant, const char *message)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (variant);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (wb_json_append_variant (json, owned, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_false (wb_json_append_variant (json, owned, NULL));
}

/* The path to the value at fault. */
static void
test_refused_variants (void)
{
  assert_variant_refused (g_variant_new_parsed ("{'cost': <%d>}", INFINITY),
                          "cost: expected a finite number");
  assert_variant_refused (g_variant_new_parsed ("{'metrics': <{'loss': %d}>}", (double) NAN),
                          "metrics.loss: expected a finite number");
  assert_variant_refused (
      g_variant_new_parsed ("{'a': <{'b': <[<1>, <{'c': <%d>}>]>}>}", -INFINITY),
      "a.b[1].c: expected a finite number");
  assert_variant_refused (g_variant_new_parsed ("[{'a': <1>}, {'metrics': <{'x': %d}>}]", INFINITY),
                          "[1].metrics.x: expected a finite number");
  assert_variant_refused (g_variant_new_parsed ("{'a': <handle 0>}"),
                          "a: a value of D-Bus type 'h' has no meaning here");
  assert_variant_refused (g_variant_new_parsed ("{'a': <@o '/x'>}"),
                          "a: a value of D-Bus type 'o' has no meaning here");
  assert_variant_refused (g_variant_new_parsed ("{'a': <@mi 1>}"),
                          "a: a value of D-Bus type 'mi' has no meaning here");
}

static GVariant *
new_nested (guint levels)
{
  GVariant *value = g_variant_new_string ("x");

  for (guint i = 0; i < levels; i++)
    value = g_variant_new_parsed ("{'a': <%*>}", value);
  return value;
}

/* Boxes are how the bus writes dictionaries: only what JSON nests counts. */
static void
test_variant_depth (void)
{
  g_autoptr (GVariant) deepest = g_variant_ref_sink (new_nested (16));
  g_autoptr (GVariant) too_deep = g_variant_ref_sink (new_nested (17));
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (wb_json_append_variant (json, deepest, &error));
  g_assert_no_error (error);
  g_assert_false (wb_json_append_variant (json, too_deep, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_suffix (error->message, "a: more than 16 levels"));
}

/* Any value again, without what stands between its parts. */
static void
test_values (void)
{
  static const char text[]
      = " { \"a\" : [ 1.50 , -0, 1e3, true , null ] , \"\\u00e9\" : \"\\u000a\\/\" ,"
        " \"b\" : { } , \"c\" : [ [ ] , { \"d\" : \"\" } ] } ";
  g_autoptr (WbJson) document = wb_json_parse (text, strlen (text), &limits, NULL);
  g_autoptr (GString) json = g_string_new (NULL);

  g_assert_nonnull (document);
  wb_json_append_value (json, wb_json_get_root (document));
  g_assert_cmpstr (json->str, ==,
                   "{\"a\":[1.50,-0,1e3,true,null],\"\xc3\xa9\":\"\\n/\",\"b\":{},"
                   "\"c\":[[],{\"d\":\"\"}]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-writer/strings", test_strings);
  g_test_add_func ("/base/json-writer/doubles", test_doubles);
  g_test_add_func ("/base/json-writer/random-doubles", test_random_doubles);
  g_test_add_func ("/base/json-writer/members", test_members);
  g_test_add_func ("/base/json-writer/commas", test_commas);
  g_test_add_func ("/base/json-writer/values", test_values);
  g_test_add_func ("/base/json-writer/variants", test_variants);
  g_test_add_func ("/base/json-writer/refused-variants", test_refused_variants);
  g_test_add_func ("/base/json-writer/variant-depth", test_variant_depth);
  return g_test_run ();
}
