/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-text.h"

#include <string.h>

static void
test_make (void)
{
  static const struct
  {
    const char *title;
    const char *body;
    const char *text;
  } cases[] = {
    { "Out of memory", "", "Out of memory" },
    { "Out of memory", "The run **stopped** at `step 4`.",
      "Out of memory\nThe run stopped at step 4." },
    { "Title", "One\n\n\n\nTwo\n\n- a\n- b", "Title\nOne\nTwo\n* a\n* b" },
    { "  a \t b  ", "", "a b" },
    { "“Groq” isn’t ok – 90 % → 95 %…", "", "\"Groq\" isn't ok - 90 % -> 95 %..." },
    { "2 × 3 ≤ 7 ≥ 5 ≠ 4 ≈ 4 µs", "", "2 x 3 <= 7 >= 5 != 4 ~ 4 us" },
    { "🔴 Critical Alert", "⚠️ Groq Key 1", "Critical Alert\nGroq Key 1" },
    { "👩🏽‍💻", "", "👩🏽‍💻" },
    { "Café à la crème", "", "Café à la crème" },
    { "Cafe\xcc\x81", "", "Café" }, /* composed */
    { "Température 🔥 élevée", "", "Température élevée" },
    { "学習が終わりました 🎉", "", "学習が終わりました 🎉" },
    { "Ação “x”", "", "Ação \"x\"" },
    { "a\x07"
      "b\xe2\x80\xae"
      "c",
      "", "abc" },
    { "5 € {a} [b] ~ ^ \\ |", "", "5 € {a} [b] ~ ^ \\ |" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_sms_text_make (cases[i].title, cases[i].body, 2);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static char *
repeat (const char *letter, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, letter);
  return g_string_free (text, FALSE);
}

static void
test_measure (void)
{
  static const struct
  {
    const char *letter;
    guint n;
    gboolean is_gsm;
    guint n_segments;
  } cases[] = {
    { "a", 0, TRUE, 1 },     { "a", 160, TRUE, 1 },   { "a", 161, TRUE, 2 }, { "a", 306, TRUE, 2 },
    { "a", 307, TRUE, 3 },   { "a", 1530, TRUE, 10 }, { "€", 80, TRUE, 1 },  { "€", 81, TRUE, 2 },
    { "€", 152, TRUE, 2 }, /* an odd septet is left in each */
    { "€", 153, TRUE, 3 },   { "é", 160, TRUE, 1 },   { "ç", 70, FALSE, 1 }, { "ç", 71, FALSE, 2 },
    { "語", 134, FALSE, 2 }, { "語", 135, FALSE, 3 }, { "🎉", 35, FALSE, 1 }, { "🎉", 36, FALSE, 2 },
    { "🎉", 66, FALSE, 2 },   { "🎉", 67, FALSE, 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].letter, cases[i].n);
      WbSmsShape shape;

      wb_sms_text_measure (text, &shape);
      g_test_message ("%u times %s", cases[i].n, cases[i].letter);
      g_assert_cmpint (shape.is_gsm, ==, cases[i].is_gsm);
      g_assert_cmpuint (shape.n_segments, ==, cases[i].n_segments);
    }
}

/* As much as there is room for, and dots. */
static void
test_cut (void)
{
  static const struct
  {
    const char *letter;
    guint n;
    guint max_segments;
    guint kept;
  } cases[] = {
    { "a", 160, 1, 160 },  { "a", 161, 1, 157 },    { "a", 306, 2, 306 }, { "a", 307, 2, 303 },
    { "a", 5000, 2, 303 }, { "a", 5000, 10, 1527 }, { "€", 153, 2, 151 }, { "語", 70, 1, 70 },
    { "語", 71, 1, 67 },   { "語", 135, 2, 131 },   { "🎉", 36, 1, 33 },   { "🎉", 67, 2, 65 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = repeat (cases[i].letter, cases[i].n);
      g_autofree char *expected = repeat (cases[i].letter, cases[i].kept);
      g_autofree char *text = wb_sms_text_make (title, "", cases[i].max_segments);

      if (cases[i].kept < cases[i].n)
        g_assert_true (g_str_has_suffix (text, "..."));
      if (cases[i].kept < cases[i].n)
        text[strlen (text) - 3] = '\0';
      g_test_message ("%u times %s in %u", cases[i].n, cases[i].letter, cases[i].max_segments);
      g_assert_cmpstr (text, ==, expected);
    }
}

/* Never within a letter and its marks, and not behind a blank. */
static void
test_cut_places (void)
{
  g_autofree char *before = repeat ("語", 66);
  g_autofree char *marked = g_strconcat (before, "x\xcc\x9f\xcc\xa7 and more", NULL);
  g_autofree char *blank = g_strconcat (before, " 語語語語", NULL);
  g_autofree char *expected = g_strconcat (before, "...", NULL);
  g_autofree char *cut_marked = wb_sms_text_make (marked, "", 1);
  g_autofree char *cut_blank = wb_sms_text_make (blank, "", 1);

  g_assert_cmpstr (cut_marked, ==, expected);
  g_assert_cmpstr (cut_blank, ==, expected);
}

/* Whatever the text, it is UTF-8 and fits. */
static void
test_random (void)
{
  static const gunichar letters[]
      = { 'a',   ' ',    '\n',    '*',    '`',    '[',    0x20ac, 0xe7,
          0x301, 0x8a9e, 0x1f389, 0x200d, 0xfe0f, 0x202e, 0x2026, 0x1f3fd };

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) title = g_string_new (NULL);
      g_autoptr (GString) body = g_string_new (NULL);
      guint max_segments = (guint) g_test_rand_int_range (1, 11);
      int n = g_test_rand_int_range (0, 400);
      g_autofree char *text = NULL;
      WbSmsShape shape;

      for (int j = 0; j < n; j++)
        g_string_append_unichar (j < n / 3 ? title : body,
                                 letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
      text = wb_sms_text_make (title->str, body->str, max_segments);
      wb_sms_text_measure (text, &shape);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (shape.n_segments, <=, max_segments);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sms-text/make", test_make);
  g_test_add_func ("/sms-text/measure", test_measure);
  g_test_add_func ("/sms-text/cut", test_cut);
  g_test_add_func ("/sms-text/cut-places", test_cut_places);
  g_test_add_func ("/sms-text/random", test_random);
  return g_test_run ();
}
