/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-search-index.h"

#include <string.h>

#include "model/wb-limits.h"

/* Each word stands in quotes, where nothing is an operator, and may go on. */
static void
test_query (void)
{
  static const struct
  {
    const char *text;
    const char *query;
  } cases[] = {
    { "", NULL },
    { " \t\n", NULL },
    { "- * \" () :", NULL },
    { "😀", NULL },
    { "cuda", "\"cuda\"*" },
    { "  out of\tmemory ", "\"out\"* \"of\"* \"memory\"*" },
    { "a* OR NEAR(", "\"a*\"* \"OR\"* \"NEAR(\"*" },
    { "say \"hi\"", "\"say\"* \"\"\"hi\"\"\"*" },
    { "title:x - y", "\"title:x\"* \"y\"*" },
    { "größe 日本", "\"größe\"* \"日本\"*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = wb_search_index_dup_query (cases[i].text);

      g_assert_cmpstr (query, ==, cases[i].query);
    }
}

static void
test_word_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *query = NULL;
  guint quotes = 0;

  for (guint i = 0; i < WB_LIMIT_SEARCH_WORDS + 10; i++)
    g_string_append_printf (text, "w%u ", i);
  query = wb_search_index_dup_query (text->str);
  for (const char *p = query; *p != '\0'; p++)
    quotes += *p == '"';
  g_assert_cmpuint (quotes, ==, 2 * WB_LIMIT_SEARCH_WORDS);
  g_assert_true (g_str_has_suffix (query, " \"w15\"*"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search-index/query", test_query);
  g_test_add_func ("/store/search-index/word-limit", test_word_limit);
  return g_test_run ();
}
