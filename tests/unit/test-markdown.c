/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-markdown.h"

#include <string.h>

typedef struct
{
  const char *markdown;
  const char *plain;
  const char *pango;
} Case;

static const Case cases[] = {
  { "", "", "" },
  { "one line", "one line", "one line" },
  { "two\nlines", "two\nlines", "two\nlines" },
  { "hard  \nbreak\\\nhere", "hard\nbreak\nhere", "hard\nbreak\nhere" },
  { "para\n\npara", "para\n\npara", "para\n\npara" },
  { "**b** *i* `c`", "b i c", "<b>b</b> <i>i</i> <tt>c</tt>" },
  { "***both***", "both", "<i><b>both</b></i>" },
  { "# Title\ntext", "Title\n\ntext", "<b><span size=\"larger\">Title</span></b>\n\ntext" },
  { "- a\n- b\n  - c\n- d", "• a\n• b\n    • c\n• d", "• a\n• b\n    • c\n• d" },
  { "3. a\n4. b", "3. a\n4. b", "3. a\n4. b" },
  { "text\n\n- a\n- b\n\nend", "text\n\n• a\n• b\n\nend", "text\n\n• a\n• b\n\nend" },
  { "- a\n\n  more of a\n- b", "• a\nmore of a\n• b", "• a\nmore of a\n• b" },
  { "> quoted\n> text", "quoted\ntext", "quoted\ntext" },
  { "a\n\n---\n\nb", "a\n\n———\n\nb", "a\n\n———\n\nb" },
  { "```sh\nls -l <a>\n  x\n```", "ls -l <a>\n  x", "<tt>ls -l &lt;a&gt;\n  x</tt>" },
  { "a < b && c > \"d\"", "a < b && c > \"d\"", "a &lt; b &amp;&amp; c &gt; &quot;d&quot;" },
  { "a &lt;b&gt; &copy; \\*x\\*", "a <b> © *x*", "a &lt;b&gt; © *x*" },
  { "[docs](https://example.org/?a=1&b=2 \"t\")", "docs",
    "<a href=\"https://example.org/?a=1&amp;b=2\">docs</a>" },
  { "<HTTPS://example.org>", "HTTPS://example.org",
    "<a href=\"HTTPS://example.org\">HTTPS://example.org</a>" },
  /* Nothing of what a text asks for beyond its words. */
  { "<b>x</b>", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;" },
  { "<span size='999999'>x</span>", "<span size='999999'>x</span>",
    "&lt;span size=&apos;999999&apos;&gt;x&lt;/span&gt;" },
  { "<div>\n<script>alert(1)</script>\n</div>", "<div>\n<script>alert(1)</script>\n</div>",
    "&lt;div&gt;\n&lt;script&gt;alert(1)&lt;/script&gt;\n&lt;/div&gt;" },
  { "[x](javascript:alert%281%29) [y](file:///etc/passwd) [z](data:text/html,a)", "x y z",
    "x y z" },
  { "<javascript:alert>", "javascript:alert", "javascript:alert" },
  { "[x](httpx://a) [y](http:a) [z](//a)", "x y z", "x y z" },
  { "![logo](https://example.org/a.png)", "logo", "logo" },
  { "[![logo](https://example.org/a.png)](https://example.org)", "logo",
    "<a href=\"https://example.org\">logo</a>" },
  { "\x1b[31m\xe2\x80\xae"
    "evil\x07",
    "[31mevil", "[31mevil" },
  { "`\x1b[0m`", "[0m", "<tt>[0m</tt>" },
};

static void
ignore_element (GMarkupParseContext *context,
                const char *name,
                const char **names,
                const char **values,
                gpointer data,
                GError **error)
{
  static const char *const known[] = { "markup", "b", "i", "tt", "span", "a", NULL };

  (void) context;
  (void) data;
  (void) error;
  g_assert_true (g_strv_contains (known, name));
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "href"))
      g_assert_true (g_ascii_strncasecmp (values[i], "http", 4) == 0);
    else
      g_assert_cmpstr (values[i], ==, "larger");
}

/* As Pango reads it, and nothing in it but what we put there. */
static void
assert_is_markup (const char *pango)
{
  static const GMarkupParser parser = { .start_element = ignore_element };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autofree char *text = g_strconcat ("<markup>", pango, "</markup>", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_utf8_validate (pango, -1, NULL));
  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
}

static void
test_plain (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = wb_markdown_to_plain (cases[i].markdown);

      g_assert_cmpstr (plain, ==, cases[i].plain);
    }
}

static void
test_pango (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pango = wb_markdown_to_pango (cases[i].markdown);

      g_assert_cmpstr (pango, ==, cases[i].pango);
      assert_is_markup (pango);
    }
}

static void
test_hostile (void)
{
  static const char *const texts[] = {
    "[a](https://x \"\\\"><b>\")",
    "[a](https://x/\"><b>)",
    "[a](<https://x/ y\"'>)",
    "[a](https://x/&#1;&#27;&lt;)",
    "<https://x/\"'&amp;>",
    "[*a](https://x)*b*",
    "![[a](https://x)](https://y)",
    "[![[a](https://x)](https://y)](https://z)",
    "# # `</span>` **a",
    "<!-- a --> <?b?> <![CDATA[c]]>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&#0; &#xD800; &#x110000; &nosuch;",
    "- \n  - \n\n    1. #\n       > - **",
    "```\n</tt><b>\n",
    "a\r\nb\rc\x0b\x0c",
    "\xef\xbf\xbf\xef\xb7\x90 \xf4\x8f\xbf\xbf",
    "[a]: https://x\n[a]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *pango = wb_markdown_to_pango (texts[i]);

      assert_is_markup (pango);
    }
}

/* Depth of the text is no depth of calls, and does not make the output explode. */
static void
test_deep (void)
{
  static const char *const parts[] = { "> ", "- ", "*a ", "[", "![", "`", "1. ", "**a_ " };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *pango = NULL;

      while (text->len < 8000)
        g_string_append (text, parts[i]);
      g_string_append (text, "end");
      pango = wb_markdown_to_pango (text->str);
      assert_is_markup (pango);
      g_assert_cmpuint (strlen (pango), <, 200 * 1024);
    }
}

/* The seed is printed by the test itself; --seed repeats it. */
static void
test_random (void)
{
  static const char *const parts[] = {
    "*",     "**",
    "_",     "`",
    "```\n", "[",
    "](",    "](https://x)",
    ")",     "!",
    "<",     "<b>",
    "</b>",  ">",
    "\n",    "# ",
    "- ",    "1. ",
    "    ",  "&",
    "&amp;", "&#60;",
    "\"",    "'",
    "\\",    "a",
    "é",     "😀",
    " ",     "---",
    "\n\n",  "<!--",
    "://",   "https://a.b",
    "\x1b",  "~",
    "|",     "\xe2\x80\xae",
  };

  for (guint round = 0; round < 10000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *pango = NULL, *plain = NULL;

      for (int n = g_test_rand_int_range (1, 40); n > 0; n--)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      pango = wb_markdown_to_pango (text->str);
      assert_is_markup (pango);
      plain = wb_markdown_to_plain (text->str);
      g_assert_null (strchr (plain, '\x1b'));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/markdown/plain", test_plain);
  g_test_add_func ("/base/markdown/pango", test_pango);
  g_test_add_func ("/base/markdown/hostile", test_hostile);
  g_test_add_func ("/base/markdown/deep", test_deep);
  g_test_add_func ("/base/markdown/random", test_random);
  return g_test_run ();
}
