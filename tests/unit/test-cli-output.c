/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib.h>
#include <locale.h>

#include "cli/wb-output.h"

#define HARMFUL "a\033]0;pwn\a\033[2J\302\2331m\177\342\200\256\tz"

static void
test_line (void)
{
  g_autofree char *line = wb_output_dup_line (HARMFUL "\n* 9  now  error  Forged");

  g_assert_cmpstr (line, ==,
                   "a\\x1b]0;pwn\\x07\\x1b[2J\\x9b1m\\x7f\\u{202e}\\x09z * 9  now  error  Forged");
}

static void
test_when (void)
{
  const gint64 now_us = G_GINT64_CONSTANT (1763600000000000); /* 2025-11-20 00:53:20 UTC */
  static const struct
  {
    gint64 age_s;
    const char *expected;
  } cases[] = {
    { 0, "just now" },   { 59, "just now" },    { 60, "1 min ago" },     { 3599, "59 min ago" },
    { 3600, "1 h ago" }, { 86399, "23 h ago" }, { 86400, "2025-11-19" }, { -86400, "2025-11-21" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *when = wb_output_dup_when (now_us - cases[i].age_s * G_USEC_PER_SEC, now_us);

      g_assert_cmpstr (when, ==, cases[i].expected);
    }
}

static void
test_padded (void)
{
  g_autoptr (GString) line = g_string_new (NULL);

  wb_output_append_padded (line, "東京", 6);
  wb_output_append_padded (line, "e\314\201", 2);
  wb_output_append_padded (line, "longer", 2);
  g_assert_cmpstr (line->str, ==, "東京  e\314\201 longer");
  g_assert_cmpuint (wb_output_count_columns (line->str), ==, 14);
}

static void
test_dictionary (void)
{
  g_autoptr (GVariant) dictionary
      = g_variant_ref_sink (g_variant_new_parsed ("{'id': <int64 7>, 'title': <'a\\nb'>, "
                                                  "'created_at': <int64 1763600000500000>, "
                                                  "'popups_paused_until': <int64 1763600000>, "
                                                  "'event': <'{\"cost\":12.50}'>}"));
  g_autoptr (GString) json = g_string_new ("[");

  g_assert_true (wb_output_append_dictionary (json, dictionary, NULL));
  g_assert_cmpstr (json->str, ==,
                   "[{\"id\":7,\"title\":\"a\\nb\",\"created_at\":\"2025-11-20T00:53:20.500000Z\","
                   "\"popups_paused_until\":\"2025-11-20T00:53:20.000000Z\","
                   "\"event\":{\"cost\":12.50}}");
}

/* No byte of the output acts on a terminal, and a reader of JSON gets the text back. */
static void
test_json (void)
{
  if (g_test_subprocess ())
    {
      wb_output_print_json ("{\"title\":\"é\302\233\177\342\200\256\"}");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*{\"title\":\"é\\u009b\\u007f\\u202e\"}\n*");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/output/line", test_line);
  g_test_add_func ("/cli/output/when", test_when);
  g_test_add_func ("/cli/output/padded", test_padded);
  g_test_add_func ("/cli/output/dictionary", test_dictionary);
  g_test_add_func ("/cli/output/json", test_json);
  return g_test_run ();
}
