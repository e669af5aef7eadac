/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json.h"

#include <string.h>

#include "base/wb-error.h"

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
assert_refused (const char *text, gsize length, const WbJsonLimits *limits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = parse_bytes (text, length, limits, &error);

  if (json != NULL)
    g_error ("taken, but not JSON: %.*s", (int) MIN (length, 80), text);
  g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (error->message, "body: "));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* By the groups in which collections of such tests sort them. */
static void
test_refused (void)
{
  /* clang-format off */
  static const char *const texts[] = {
    /* arrays */
    "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]", "[\"\",]",
    "[x", "[3[4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[1,,]",
    "[*]", "[\"\"", "[1,", "[1,\n1\n,1", "[{}", "[\"a", "[1}", "[[]", "]", "[null", "[tru]",
    "[fals]", "[nul]", "[truefalse]", "[True]", "[NULL]",
    /* numbers */
    "[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]",
    "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0E]", "[0e+]", "[0e]", "[1.0e+]",
    "[1.0e-]", "[1.0e]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e-3]", "[2.e3]", "[9.e+]", "[Inf]",
    "[NaN]", "[\xef\xbc\x91]", "[1+2]", "[0x1]", "[0x42]", "[Infinity]", "[-Infinity]", "[0e+-1]",
    "[-123.123foo]", "[-foo]", "[- 1]", "[-012]", "[-.123]", "[-1x]", "[1ea]", "[1.]", "[.123]",
    "[1.2a-3]", "[1.8011670033376514H-308]", "[012]", "[1_000]", "[1,000.5.1]", "-", "01", "1e",
    "1.e5",
    /* objects */
    "{[: \"x\"}", "{\"x\", null}", "{\"x\"::\"b\"}", "{\xf0\x9f\x87\xa8\xf0\x9f\x87\xad}",
    "{\"a\":\"a\" 123}", "{key: 'value'}", "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}", "{\"a\":",
    "{\"a\"", "{1:1}", "{9999E9999:1}", "{null:null,null:null}", "{\"id\":0,,,,,}", "{'a':0}",
    "{\"id\":0,}", "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}/**//", "{\"a\":\"b\"}//", "{\"a\":\"b\"}/",
    "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a", "{ \"foo\" : \"bar\", \"a\" }",
    "{\"a\":\"b\"}#", "{", "}", "{]", "{\"a\":}", "{\"a\":1 \"b\":2}",
    /* names that stand twice */
    "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u00e9\":1,\"\xc3\xa9\":2}",
    "{\"\":1,\"\":2}", "{\"\\/\":1,\"/\":2}", "[{\"b\":{\"x\":1,\"y\":2,\"x\":3}}]",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"a\":8}",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"\\u0061\":9}",
    /* strings */
    "[\"\\uD800\\\"]", "[\"\\uD800\\u\"]", "[\"\\uD800\\u1\"]", "[\"\\uD800\\u1x\"]",
    "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\\t\"]", "[\"\\\xf0\x9f\x8c\x80\"]", "[\"\\\"]",
    "[\"\\u00A\"]", "[\"\\uD834\\uDd\"]", "[\"\\uD800\\uD800\\x\"]", "[\"\\a\"]", "[\"\\uqqqq\"]",
    "[\\u0020\"asd\"]", "[\\n]", "\"", "['single']", "abc", "[\"\\", "[\"new\nline\"]",
    "[\"\t\"]", "\"\\UA66D\"", "\"\"x", "[\"\x1f\"]", "\"\\u", "\"\\u12", "\"\\u-123\"",
    "\"\\u 123\"", "\"\\u+123\"", "\"\\u0x12\"", "\"\\ud800", "\"\\ud800\\", "\"\\ud800\\u",
    /* halves of characters, and the one that ends strings in C */
    "[\"\\uD800\"]", "[\"\\uDC00\"]", "[\"\\uDBFFx\"]", "[\"\\uDC00\\uD800\"]",
    "[\"\\uD800\\uD800\"]", "[\"\\uD888\\u1234\"]", "[\"\\uD800\\n\"]", "[\"\\uDd1e\\uD834\"]",
    "[\"\\u0000\"]", "{\"\\u0000\":1}",
    /* structure */
    "", " ", "\n\t\r ", "<.>", "[<null>]", "[1]x", "[1]]", "[\"asd]", "a\xc3\xa5", "[True]", "1]",
    "{\"x\": true,", "[][]", "{}{}", "1 2", "{\"\":", "<null>", "[,", "[{", "[\"a\",",
    "[{\"\":[{\"\":", "2@", "{}}", "{\"\":}", "{,", "{[", "{\"a", "{'a'",
    "[\"\\{[\"\\{[\"\\{[\"\\{", "\xc3\xa9", "*", "{\"a\":\"b\"}#{}", "[\\u000A\"\"]", "[1",
    "[ false, nul", "[ true, fals", "[ false, tru", "{\"asd\":\"asd\"", "\f[]", "[\v]",
    "\xc2\xa0[]", "\xe2\x81\xa0", "// c\n1", "tru", "nul", "n", "t", "truex", "null1", "NaN",
    "'a'",
    /* marks of byte order, other encodings, bytes that are not UTF-8 */
    "\xef\xbb\xbf", "\xef\xbb\xbf{}", "\xff\xfe", "[\"\xff\"]", "[\"\xc3\"]", "[\"\xc0\xaf\"]",
    "[\"\xed\xa0\x80\"]", "[\"\xf4\x90\x80\x80\"]", "[\"\xe0\x80\xaf\"]", "[\"\x81\"]",
    "[\"\xf8\x88\x80\x80\x80\"]", "\xe5", "[\xff]", "{\"\xb9\":\"0\",}", "[1\xe5]", "[1e1\xe5]",
    "[0\xe5]", "[-123\xe5]",
    /* numbers that nothing here holds */
    "1e400", "-1e400", "[1e309]", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "123456789012345678901234567890",
  };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], strlen (texts[i]), &wide);
}

static void
test_refused_bytes (void)
{
  static const struct
  {
    const char *text;
    gsize length;
  } cases[] = {
    { "\0", 1 },
    { "[1]\0", 4 },
    { "[\0]", 3 },
    { "[\"a\0a\"]", 7 },
    { "123\0", 4 },
    { "\xfe\xff\0[\0\"\0\xe9\0\"\0]", 12 },
    { "\xff\xfe[\0\"\0\xe9\0\"\0]\0", 12 },
    { "[\0\"\0\xe9\0\"\0]\0", 10 },
    { "\0[\0]", 4 },
    { "\0\0\0[", 4 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].text, cases[i].length, &wide);
}

static void
test_accepted (void)
{
  /* clang-format off */
  static const char *const texts[] = {
    "[[]   ]", "[\"\"]", "[]", "[\"a\"]", "[false]", "[null, 1, \"1\", {}]", "[1\n]", " [1]",
    "[1,null,null,null,2]", "[2] ", "[123e65]", "[0e+1]", "[0e1]", "[ 4]",
    "[-0.000000000000000000000000000000000000000000000000000001]", "[20e1]", "[-0]", "[-123]",
    "[-1]", "[-0.0]", "[1E22]", "[1E-2]", "[1E+2]", "[123e45]", "[123.456e78]", "[1e-2]",
    "[1e+2]", "[123]", "[123.456789]", "[1e-400]", "[1.7976931348623157e308]",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{}", "{\"\":0}", "{\"foo\\\"bar\": 42}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }", "{\"a\":[]}", "{\n\"a\": \"b\"\n}",
    "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]", "[\"\\\"\"]", "[\"a/*b*/c/*d//e\"]",
    "[\"\\\\a\"]", "[\"\\\\n\"]", "[\"\\u0012\"]", "[\"\\uFFFF\"]", "[\"\\uDBFF\\uDFFF\"]",
    "[\"new\\u00A0line\"]", "[\"\xf4\x8f\xbf\xbf\"]", "[\"\xef\xbf\xbf\"]", "[\" \"]",
    "[\"\\uD834\\uDd1e\"]", "\" \"", "[\"\xcf\x80\"]", "[\"\xf0\x9b\xbf\xbf\"]", "[\"asd \"]",
    "[\"\xe2\x80\xa8\"]", "[\"\xe2\x80\xa9\"]", "[\"\\u2064\"]", "[\"\x7f\"]",
    "[\"\xe2\x8d\x82\xe3\x88\xb4\xe2\x8d\x82\"]", "false", "42", "-0.1", "null", "\"asd\"",
    "true", "\"\"", "[\"a\"]\n", "[true]", "\t\r\n [ ] \n", "9223372036854775807",
    "-9223372036854775808", "999999999999999999", "-99999999999999999", "1000000000000000000",
    "{\"a\":1,\"A\":2,\"a \":3}", "[{\"a\":1},{\"a\":1}]",
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"\\u0041\":9}",
    "[\"\xef\xbb\xbf\"]",
  };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbJson) json = parse_bytes (texts[i], strlen (texts[i]), &wide, &error);

      g_assert_no_error (error);
      g_assert_nonnull (json);
    }
}

/* Cut anywhere, a document is none: nothing is taken for more than was sent. */
static void
test_cut_short (void)
{
  static const char text[]
      = "{\"a\\u00e9\\ud83d\\ude00\":[1.5e+3,-0,true,false,null,\"\xf0\x9f\x98\x80\\n\"],\"b\":{}}";

  for (gsize length = 0; length < strlen (text); length++)
    assert_refused (text, length, &wide);
}

static void
test_deep (void)
{
  g_autofree char *arrays = g_strnfill (100000, '[');
  g_autoptr (GString) objects = g_string_new (NULL);
  WbJsonLimits deep = wide;

  for (guint i = 0; i < 100000; i++)
    g_string_append (objects, "{\"\":");
  assert_refused (arrays, 100000, &wide);
  assert_refused (objects->str, objects->len, &wide);

  /* Nor does any depth use up the stack. */
  deep.depth = G_MAXUINT;
  assert_refused (arrays, 100000, &deep);
  assert_refused (objects->str, objects->len, &deep);
}

/* Each limit on both sides of it. */
static void
test_limits (void)
{
  const WbJsonLimits limits = { .length_bytes = 40, .string_bytes = 10, .depth = 4, .values = 6 };
  static const char *const inside[] = {
    "\"0123456789\"", "\"\\u00e90123\"", "[[[[]]]]", "[1,2,3,4,5]", "{\"a\":1,\"0123456789\":3}",
  };
  static const char *const outside[] = {
    "\"01234567890\"", "\"\\u00e901234\"",          "[[[[[]]]]]",
    "[1,2,3,4,5,6]",   "{\"a\":1,\"b\":2,\"c\":3}", "{\"01234567890\":3}",
  };
  g_autofree char *blank = g_strdup_printf ("%40s", "1");
  g_autofree char *long_text = g_strdup_printf ("%41s", "1");
  g_autoptr (WbJson) longest = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autoptr (WbJson) json = parse_bytes (inside[i], strlen (inside[i]), &limits, &error);

      g_assert_no_error (error);
      g_assert_nonnull (json);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    assert_refused (outside[i], strlen (outside[i]), &limits);

  longest = parse_bytes (blank, 40, &limits, &error);
  g_assert_no_error (error);
  g_assert_nonnull (longest);
  g_assert_null (parse_bytes (long_text, 41, &limits, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "body: 41 bytes; expected 40 at the most");
}

static void
test_number_length (void)
{
  g_autofree char *zeros = g_strnfill (WB_JSON_NUMBER_LENGTH - 2, '0');
  g_autofree char *longest = g_strconcat ("0.", zeros, NULL);
  g_autofree char *too_long = g_strconcat ("0.0", zeros, NULL);
  g_autoptr (WbJson) json = parse_bytes (longest, strlen (longest), &wide, NULL);

  g_assert_nonnull (json);
  assert_refused (too_long, strlen (too_long), &wide);
}

/* Names that all meet in one place of a hash table by djb2, as attackers of parsers choose them. */
static void
test_colliding_names (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (WbJson) json = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start_us;

  for (guint i = 0; i < 65000; i++)
    {
      g_string_append (text, i > 0 ? ",\"" : "\"");
      for (guint bit = 0; bit < 16; bit++)
        g_string_append (text, (i >> bit) & 1 ? "Ez" : "FY");
      g_string_append (text, "\":0");
    }
  g_string_append_c (text, '}');

  start_us = g_get_monotonic_time ();
  json = parse_bytes (text->str, text->len, &wide, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wb_json_value_count_items (wb_json_get_root (json)), ==, 65000);
  /* Milliseconds, where a table of such names takes seconds. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 2 * G_USEC_PER_SEC);

  text->str[text->len - 1] = ',';
  g_string_append (text, "\"FYFYFYFYFYFYFYFYFYFYFYFYFYFYFYFY\":1}");
  assert_refused (text->str, text->len, &wide);
}

static void
test_error_place (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "", "body: empty; expected a JSON value at byte 0" },
    { "{\"a\":01}", "body: expected ',' or '}' at byte 6" },
    { "{\"a\":1}}", "body: more after the end of the JSON value at byte 7" },
    { "[\"\xff\"]", "body: not UTF-8, or a NUL, at byte 2" },
    { "{\"k\":1,\"k\":2}", "body: the name \"k\" stands twice in one object" },
    { "{\"k\":1,\"k\":2,\"aa\":3,\"aa\":4}", "body: the name \"aa\" stands twice in one object" },
    { "{\"k\" 1}", "body: expected a colon at byte 5" },
    { "[1e400]", "body: number that neither a 64-bit integer nor a finite double holds at byte 6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse_bytes (cases[i].text, strlen (cases[i].text), &wide, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* A name that is not ASCII, repeated in an error, is not cut inside a character. */
static void
test_error_is_text (void)
{
  g_autoptr (GString) name = g_string_new ("x");
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (name, "é");
  text = g_strdup_printf ("{\"%s\":1,\"%s\":2}", name->str, name->str);
  assert_refused (text, strlen (text), &wide);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-parser/refused", test_refused);
  g_test_add_func ("/base/json-parser/refused-bytes", test_refused_bytes);
  g_test_add_func ("/base/json-parser/accepted", test_accepted);
  g_test_add_func ("/base/json-parser/cut-short", test_cut_short);
  g_test_add_func ("/base/json-parser/deep", test_deep);
  g_test_add_func ("/base/json-parser/limits", test_limits);
  g_test_add_func ("/base/json-parser/number-length", test_number_length);
  g_test_add_func ("/base/json-parser/colliding-names", test_colliding_names);
  g_test_add_func ("/base/json-parser/error-place", test_error_place);
  g_test_add_func ("/base/json-parser/error-is-text", test_error_is_text);
  return g_test_run ();
}
