/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib.h>
#include <locale.h>

#include "base/wb-error.h"
#include "cli/wb-arguments.h"
#include "model/wb-limits.h"

typedef GVariant *(*Parse) (const char *text, GError **error);

typedef struct
{
  const char *text;
  const char *expected; /* as g_variant_print() writes it with types; NULL: refused */
} Case;

static void
check_cases (Parse parse, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = parse (cases[i].text, &error);
      g_autofree char *printed = NULL;

      g_test_message ("%s", cases[i].text);
      if (cases[i].expected == NULL)
        {
          g_assert_null (value);
          g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
          g_assert_true (g_str_has_prefix (error->message, "expected "));
          continue;
        }
      g_assert_no_error (error);
      printed = g_variant_print (value, TRUE);
      g_assert_cmpstr (printed, ==, cases[i].expected);
    }
}

static void
test_number (void)
{
  static const Case cases[] = {
    { "0", "int64 0" },
    { "3600", "int64 3600" },
    { "-7", "int64 -7" },
    { "007", "int64 7" },
    { "0.125", "0.125" },
    { "12.50", "12.5" },
    { ".75", "0.75" },
    { "1.", "1.0" },
    { "-2.5e-1", "-0.25" },
    { "1E3", "1000.0" },
    { "9223372036854775807", "int64 9223372036854775807" },
    { "9223372036854775808", "9.2233720368547758e+18" },
    { "", NULL },
    { ".", NULL },
    { "-", NULL },
    { "+1", NULL },
    { " 1", NULL },
    { "1 ", NULL },
    { "1,5", NULL },
    { "1e", NULL },
    { "e5", NULL },
    { "1e+", NULL },
    { "0x10", NULL },
    { "nan", NULL },
    { "inf", NULL },
    { "1e999", NULL },
    { "12.50 EUR", NULL },
  };

  check_cases (wb_arguments_parse_number, cases, G_N_ELEMENTS (cases));
}

static void
test_amount (void)
{
  static const Case cases[] = {
    { "0", "int64 0" }, { "12.50", "12.5" }, { "3600", "int64 3600" },
    { "-1", NULL },     { "-0.01", NULL },   { "free", NULL },
  };

  check_cases (wb_arguments_parse_amount, cases, G_N_ELEMENTS (cases));
}

static void
test_count (void)
{
  static const Case cases[] = {
    { "0", "int64 0" },
    { "10", "int64 10" },
    { "-1", NULL },
    { "1.0", NULL },
    { "9223372036854775808", NULL },
    { "ten", NULL },
  };

  check_cases (wb_arguments_parse_count, cases, G_N_ELEMENTS (cases));
}

static GVariant *
parse_value (const char *text, GError **error G_GNUC_UNUSED)
{
  return wb_arguments_parse_value (text);
}

/* Only what is exactly how JSON writes it changes its type: nothing that people wrote is lost. */
static void
test_value (void)
{
  static const Case cases[] = {
    { "3", "int64 3" },
    { "-3", "int64 -3" },
    { "0.5", "0.5" },
    { "true", "true" },
    { "false", "false" },
    { "True", "'True'" },
    { "1.10", "'1.10'" },
    { "007", "'007'" },
    { "1e3", "'1e3'" },
    { "-0", "'-0'" },
    { "123e4567", "'123e4567'" },
    { "", "''" },
    { "two words", "'two words'" },
  };

  check_cases (parse_value, cases, G_N_ELEMENTS (cases));
}

static void
test_id (void)
{
  static const char *const refused[] = { "", "0", "-1", "1.5", "7a", "9223372036854775808" };
  gint64 id = -1;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (wb_arguments_parse_id (refused[i], &id, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpint (id, ==, -1);
    }
  g_assert_true (wb_arguments_parse_id ("42", &id, NULL));
  g_assert_cmpint (id, ==, 42);
}

static void
test_ids (void)
{
  char seven[] = "7";
  char three[] = "3";
  char *words[] = { seven, three, NULL };
  g_autoptr (GVariant) ids = wb_arguments_parse_ids (words, NULL);
  g_autofree char *printed = g_variant_print (ids, FALSE);

  g_assert_cmpstr (printed, ==, "[7, 3]");
}

static void
test_too_many_ids (void)
{
  char one[] = "1";
  g_autofree char **words = g_new0 (char *, WB_LIMIT_CHANGE_IDS + 2);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i <= WB_LIMIT_CHANGE_IDS; i++)
    words[i] = one;
  g_assert_null (wb_arguments_parse_ids (words, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_TOO_LARGE);
}

static void
test_assignment (void)
{
  static const char *const refused[] = { "", "accuracy", "=0.5", "  =1" };
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (wb_arguments_split_assignment (refused[i], &name, &value, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_null (name);
    }
  g_assert_true (wb_arguments_split_assignment (" url = https://x/?a=b ", &name, &value, NULL));
  g_assert_cmpstr (name, ==, "url");
  g_assert_cmpstr (value, ==, "https://x/?a=b");
}

/* An error repeats what was written, but not all of it, and never half a character. */
static void
test_long_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "é");
  g_assert_null (wb_arguments_parse_number (text->str, &error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 200);
}

static void
test_encoding (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = wb_arguments_dup_utf8 ("Größe", NULL);

  /* The test runs in the C locale, as jobs of cron do. */
  g_assert_cmpstr (text, ==, "Größe");
  g_assert_null (wb_arguments_dup_utf8 ("Gr\xf6\xdf", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/arguments/number", test_number);
  g_test_add_func ("/cli/arguments/amount", test_amount);
  g_test_add_func ("/cli/arguments/count", test_count);
  g_test_add_func ("/cli/arguments/value", test_value);
  g_test_add_func ("/cli/arguments/id", test_id);
  g_test_add_func ("/cli/arguments/ids", test_ids);
  g_test_add_func ("/cli/arguments/too-many-ids", test_too_many_ids);
  g_test_add_func ("/cli/arguments/assignment", test_assignment);
  g_test_add_func ("/cli/arguments/long-text", test_long_text);
  g_test_add_func ("/cli/arguments/encoding", test_encoding);
  return g_test_run ();
}
