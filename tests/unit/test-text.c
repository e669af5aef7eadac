/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-text.h"

typedef char *(*Change) (const char *text);

typedef struct
{
  const char *text;
  const char *expected;
} Case;

static void
check_cases (Change change, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *changed = change (cases[i].text);

      g_assert_cmpstr (changed, ==, cases[i].expected);
      g_assert_true (g_utf8_validate (changed, -1, NULL));
    }
}

static void
test_fits (void)
{
  g_assert_true (wb_text_fits ("", 0));
  g_assert_false (wb_text_fits ("a", 0));
  g_assert_true (wb_text_fits ("abc", 3));
  g_assert_false (wb_text_fits ("abcd", 3));
  g_assert_true (wb_text_fits ("äöü", 3));
  g_assert_false (wb_text_fits ("äöüß", 3));
}

static void
test_truncate (void)
{
  static const struct
  {
    const char *text;
    glong limit;
    const char *expected;
  } cases[] = {
    { "", 1, "" },
    { "abc", 3, "abc" },
    { "abcd", 3, "ab…" },
    { "abcd", 1, "…" },
    { "äöüß", 4, "äöüß" },
    { "äöüß!", 4, "äöü…" },
    { "😀😀😀", 2, "😀…" },
    /* A letter and its accent stay or go together. */
    { "ae\xcc\x81x", 3, "a…" },
    { "ae\xcc\x81xy", 4, "ae\xcc\x81…" },
    { "\xcc\x81\xcc\x81\xcc\x81", 2, "…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_text_truncate (cases[i].text, cases[i].limit);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Every limit over every kind of character: valid, within the limit, and the head of the text. */
static void
test_truncate_anywhere (void)
{
  static const char text[] = "aé日😀e\xcc\x81\xcc\xa7 \xd7\xa9\xd7\x81\xe2\x80\x8d👩\xe2\x80\x8d🚀\tz";

  for (glong limit = 1; limit <= g_utf8_strlen (text, -1) + 1; limit++)
    {
      g_autofree char *cut = wb_text_truncate (text, limit);

      g_assert_true (g_utf8_validate (cut, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (cut, -1), <=, limit);
      if (!g_str_equal (cut, text))
        {
          g_assert_true (g_str_has_suffix (cut, "…"));
          cut[g_utf8_offset_to_pointer (cut, g_utf8_strlen (cut, -1) - 1) - cut] = '\0';
          g_assert_true (g_str_has_prefix (text, cut));
        }
    }
}

static void
test_single_line (void)
{
  static const Case cases[] = {
    { "", "" },
    { " \t\n ", "" },
    { "  one \r\n two\tthree  ", "one two three" },
    { "a\x01\x02\x7f\xc2\x85"
      "b",
      "a b" },
    { "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c",
      "a b c" },
    { "no\xc2\xa0"
      "break\xe3\x80\x80wide",
      "no break wide" },
    { "日本 語", "日本 語" },
    { "one", "one" },
    { "\xe3\x80\x80日\xe3\x80\x80本\xe3\x80\x80", "日 本" },
  };

  check_cases (wb_text_dup_single_line, cases, G_N_ELEMENTS (cases));
}

static void
test_clean (void)
{
  static const Case cases[] = {
    { "", "" },
    { "line\n\tline", "line\n\tline" },
    { "a\r\nb", "a\nb" },
    { "\x1b[31mred\x1b[0m\x07", "[31mred[0m" },
    { "C1 \xc2\x9b"
      "31m",
      "C1 31m" },
    /* what makes "exe.gpj" read as a picture */
    { "\xe2\x80\xae"
      "gpj.exe\xe2\x80\xac",
      "gpj.exe" },
    { "\xe2\x81\xa6"
      "a\xe2\x81\xa9\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c",
      "a" },
    { "zero\xe2\x80\x8b"
      "width\xe2\x81\xa0\xef\xbb\xbf",
      "zerowidth" },
    /* Persian and families of emoji need their joiners. */
    { "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85",
      "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85" },
    { "👩\xe2\x80\x8d🚀", "👩\xe2\x80\x8d🚀" },
    { "\xe2\x80\xa8\xe2\x80\xa9", "" },
  };

  check_cases (wb_text_dup_clean, cases, G_N_ELEMENTS (cases));
}

static void
test_escaped (void)
{
  static const Case cases[] = {
    { "", "" },
    { "plain ä\nnext", "plain ä\nnext" },
    { "\x1b]0;title\x07", "\\x1b]0;title\\x07" },
    { "a\rb\tc\x7f", "a\\x0db\\x09c\\x7f" },
    { "\xc2\x9b"
      "2J",
      "\\x9b2J" },
    { "\xe2\x80\xae"
      "x\xe2\x81\xa6",
      "\\u{202e}x\\u{2066}" },
    { "\xef\xbb\xbf\xe2\x80\x8b\xd8\x9c", "\\u{feff}\\u{200b}\\u{061c}" },
  };

  check_cases (wb_text_dup_escaped, cases, G_N_ELEMENTS (cases));
}

static void
test_is_visible (void)
{
  static const char *const blank[] = {
    "",
    " \t\n\r",
    "\xc2\xa0\xe3\x80\x80",
    "\xe2\x80\x8b\xef\xbb\xbf",
    "\xe2\x80\xae\xe2\x81\xa9",
    "\x01\x1b\xc2\x85",
  };
  static const char *const seen[] = { "a", " . ", "\xe2\x80\xae!", "😀" };

  for (gsize i = 0; i < G_N_ELEMENTS (blank); i++)
    g_assert_false (wb_text_is_visible (blank[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_true (wb_text_is_visible (seen[i]));
}

static void
test_is_like (void)
{
  static const struct
  {
    const char *text;
    const char *glob;
    gboolean is_like;
  } cases[] = {
    { "", "", TRUE },
    { "", "*", TRUE },
    { "", "?", FALSE },
    { "a", "", FALSE },
    { "abc", "abc", TRUE },
    { "abc", "abC", FALSE },
    { "abc", "ab", FALSE },
    { "ab", "abc", FALSE },
    { "abc", "a?c", TRUE },
    { "ac", "a?c", FALSE },
    { "a\xc3\xa9"
      "c",
      "a?c", TRUE },
    { "\xc3\xa9", "\xc3\xa8", FALSE },
    { "\xc3\xa8\xc3\xa9", "\xc3\xa8?", TRUE },
    { "\xc3\xa8\xc3\xa9", "*\xc3\xa9", TRUE },
    { "\xc3\xa8\xc3\xa9", "*\xc3\xa8", FALSE },
    { "\xc3\xa8\xc3\xa9", "\xc3\xa8*", TRUE },
    { "abc", "*", TRUE },
    { "abc", "a*", TRUE },
    { "abc", "*c", TRUE },
    { "abc", "*b*", TRUE },
    { "abc", "**", TRUE },
    { "abc", "*d*", FALSE },
    { "abcabd", "*abd", TRUE },
    { "aaab", "*aab", TRUE },
    { "a*c", "a*c", TRUE },
    { "[x]", "[x]", TRUE },
  };
  g_autofree char *long_text = g_strnfill (256, 'a');
  g_autoptr (GString) glob = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s, %s", cases[i].text, cases[i].glob);
      g_assert_cmpint (wb_text_is_like (cases[i].text, cases[i].glob), ==, cases[i].is_like);
    }

  /* Ends, although there are more ways to spread the stars than seconds in a life. */
  for (int i = 0; i < 64; i++)
    g_string_append (glob, "*a");
  g_assert_true (wb_text_is_like (long_text, glob->str));
  g_string_append_c (glob, 'b');
  g_assert_false (wb_text_is_like (long_text, glob->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/fits", test_fits);
  g_test_add_func ("/base/text/truncate", test_truncate);
  g_test_add_func ("/base/text/truncate-anywhere", test_truncate_anywhere);
  g_test_add_func ("/base/text/single-line", test_single_line);
  g_test_add_func ("/base/text/clean", test_clean);
  g_test_add_func ("/base/text/escaped", test_escaped);
  g_test_add_func ("/base/text/is-visible", test_is_visible);
  g_test_add_func ("/base/text/is-like", test_is_like);
  return g_test_run ();
}
