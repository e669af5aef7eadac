/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-markdown.h"

#include <string.h>

#include "base/wb-text.h"

typedef struct
{
  const char *markdown;
  const char *html;
  const char *slack;
  const char *discord;
  const char *telegram;
} Case;

#define SAME(text) text, text, text, text

static const Case cases[] = {
  { "", SAME ("") },
  { "one line", "<p>one line</p>", "one line", "one line", "one line" },
  { "two\nlines", "<p>two<br>\nlines</p>", "two\nlines", "two\nlines", "two\nlines" },
  { "a\n\nb", "<p>a</p><p>b</p>", "a\n\nb", "a\n\nb", "a\n\nb" },
  { "**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>", "*b* _i_ `c`",
    "**b** *i* `c`", "<b>b</b> <i>i</i> <code>c</code>" },
  { "**a **b** c**", "<p><strong>a b c</strong></p>", "*a b c*", "**a b c**", "<b>a b c</b>" },
  { "# a **b**\nc", "<h1>a b</h1><p>c</p>", "*a b*\n\nc", "# a b\n\nc", "<b>a b</b>\n\nc" },
  { "##### a", "<h3>a</h3>", "*a*", "### a", "<b>a</b>" },
  { "- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "• a\n• b\n    • c",
    "- a\n- b\n  - c", "• a\n• b\n    • c" },
  { "- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "• a\n• b", "- a\n- b",
    "• a\n• b" },
  { "3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>", "3. a\n4. b", "3. a\n4. b",
    "3. a\n4. b" },
  { "> a\n> b\n>\n> > c\n\nd",
    "<blockquote><p>a<br>\nb</p><blockquote><p>c</p></blockquote></blockquote><p>d</p>",
    "> a\n> b\n> \n> c\n\nd", "> a\n> b\n> \n> c\n\nd", "<blockquote>a\nb\n\nc</blockquote>\n\nd" },
  { "- > a\n  > b", "<ul><li><blockquote><p>a<br>\nb</p></blockquote></li></ul>", "• a\n> b",
    "- a\n> b", "• <blockquote>a\nb</blockquote>" },
  { "> ```\n> a\n> ```", "<blockquote><pre><code>a</code></pre></blockquote>", "> ```\n> a\n> ```",
    "> ```\n> a\n> ```", "<blockquote><pre>a</pre></blockquote>" },
  { "a\n\n---\n\nb", "<p>a</p><hr><p>b</p>", "a\n\n———\n\nb", "a\n\n———\n\nb", "a\n\n———\n\nb" },
  { "```sh\nls <a> *b*\n```", "<pre><code>ls &lt;a&gt; *b*</code></pre>",
    "```\nls &lt;a&gt; *b*\n```", "```\nls <a> *b*\n```", "<pre>ls &lt;a&gt; *b*</pre>" },
  { "````\na\n```\nb\n````", "<pre><code>a\n```\nb</code></pre>",
    "```\na\n`\xe2\x80\x8b`\xe2\x80\x8b`\nb\n```", "```\na\n`\xe2\x80\x8b`\xe2\x80\x8b`\nb\n```",
    "<pre>a\n```\nb</pre>" },
  { "``a`b`` ```a``b``` `` ` ``", "<p><code>a`b</code> <code>a``b</code> <code>`</code></p>",
    "a`b a``b `", "``a`b`` ``a`\xe2\x80\x8b`b`` `` ` ``",
    "<code>a`b</code> <code>a``b</code> <code>`</code>" },
  { "[a <https://b> c](https://d)", "<p><a href=\"https://d\">a https://b c</a></p>",
    "<https://d|a https://b c>", "[a https://b c](https://d)",
    "<a href=\"https://d\">a https://b c</a>" },
  { "[x](http://)", "<p>x</p>", "x", "x", "x" },
  { "a < b && c > \"d\"", "<p>a &lt; b &amp;&amp; c &gt; \"d\"</p>",
    "a &lt; b &amp;&amp; c &gt; \"d\"", "a \\< b && c \\> \"d\"",
    "a &lt; b &amp;&amp; c &gt; \"d\"" },
  { "[docs](https://example.org/?a=1&b=2 \"t\")",
    "<p><a href=\"https://example.org/?a=1&amp;b=2\">docs</a></p>",
    "<https://example.org/?a=1&amp;b=2|docs>", "[docs](https://example.org/?a=1&b=2)",
    "<a href=\"https://example.org/?a=1&amp;b=2\">docs</a>" },
  { "[a\nb](https://example.org/(x)|y)",
    "<p><a href=\"https://example.org/%28x%29%7Cy\">a b</a></p>",
    "<https://example.org/%28x%29%7Cy|a b>", "[a b](https://example.org/%28x%29%7Cy)",
    "<a href=\"https://example.org/%28x%29%7Cy\">a b</a>" },
  { "<https://example.org/a_b_c>",
    "<p><a href=\"https://example.org/a_b_c\">https://example.org/a_b_c</a></p>",
    "<https://example.org/a_b_c|https://example.org/a_b_c>", "https://example.org/a_b_c",
    "<a href=\"https://example.org/a_b_c\">https://example.org/a_b_c</a>" },
  { "see https://example.org/a_b_c!", "<p>see https://example.org/a_b_c!</p>",
    "see https://example.org/a_b_c!", "see https://example.org/a_b_c!",
    "see https://example.org/a_b_c!" },
  { "<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>", "a@example.org",
    "a\\@example.org", "a@example.org" },
  { "![logo](https://example.org/a.png)", "<p>logo</p>", "logo", "logo", "logo" },
  /* What a text from outside may try. */
  { "<img src=http://x onerror=1>", "<p>&lt;img src=http://x onerror=1&gt;</p>",
    "&lt;img src=http://x onerror=1&gt;", "\\<img src=http://x onerror=1\\>",
    "&lt;img src=http://x onerror=1&gt;" },
  { "<div>\n<b>x</b>\n</div>", "<p>&lt;div&gt;<br>\n&lt;b&gt;x&lt;/b&gt;<br>\n&lt;/div&gt;</p>",
    "&lt;div&gt;\n&lt;b&gt;x&lt;/b&gt;\n&lt;/div&gt;", "\\<div\\>\n\\<b\\>x\\</b\\>\n\\</div\\>",
    "&lt;div&gt;\n&lt;b&gt;x&lt;/b&gt;\n&lt;/div&gt;" },
  { "<!channel> <@U012AB3CD> \\<https://a.b|c>",
    "<p>&lt;!channel&gt; &lt;@U012AB3CD&gt; &lt;https://a.b|c&gt;</p>",
    "&lt;!channel&gt; &lt;@U012AB3CD&gt; &lt;https://a.b|c&gt;",
    "\\<!channel\\> \\<\\@U012AB3CD\\> \\<https://a.b\\|c\\>",
    "&lt;!channel&gt; &lt;@U012AB3CD&gt; &lt;https://a.b|c&gt;" },
  { "@everyone <@&1> \\*x\\* ~~y~~ ||z|| \\[a](b)",
    "<p>@everyone &lt;@&amp;1&gt; *x* ~~y~~ ||z|| [a](b)</p>",
    "@everyone &lt;@&amp;1&gt; *x* ~~y~~ ||z|| [a](b)",
    "\\@everyone \\<\\@&1\\> \\*x\\* \\~\\~y\\~\\~ \\|\\|z\\|\\| \\[a\\](b)",
    "@everyone &lt;@&amp;1&gt; *x* ~~y~~ ||z|| [a](b)" },
  { "\\# a\n\\- b\n1\\. c\n-# d", "<p># a<br>\n- b<br>\n1. c<br>\n-# d</p>", "# a\n- b\n1. c\n-# d",
    "\\# a\n\\- b\n1\\. c\n\\-# d", "# a\n- b\n1. c\n-# d" },
  { "[x](javascript:alert%281%29) <file:///etc/passwd>", "<p>x file:///etc/passwd</p>",
    "x file:///etc/passwd", "x file:///etc/passwd", "x file:///etc/passwd" },
  { "[x](<https://a/\"\\>\\<b\\>>)", "<p><a href=\"https://a/%22%3E%3Cb%3E\">x</a></p>",
    "<https://a/%22%3E%3Cb%3E|x>", "[x](https://a/%22%3E%3Cb%3E)",
    "<a href=\"https://a/%22%3E%3Cb%3E\">x</a>" },
};

static void
assert_output (char *(*to_output) (const char *markdown, glong limit),
               const char *markdown,
               const char *expected)
{
  g_autofree char *output = to_output (markdown, 0);

  g_assert_cmpstr (output, ==, expected);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_output (wb_markdown_to_html, cases[i].markdown, cases[i].html);
      assert_output (wb_markdown_to_slack, cases[i].markdown, cases[i].slack);
      assert_output (wb_markdown_to_discord, cases[i].markdown, cases[i].discord);
      assert_output (wb_markdown_to_telegram, cases[i].markdown, cases[i].telegram);
    }
}

static void
test_escape (void)
{
  assert_output (wb_markdown_escape_entities, "**a** <!here> & b", "**a** &lt;!here&gt; &amp; b");
  assert_output (wb_markdown_escape_discord, "**a** <@1> @here",
                 "\\*\\*a\\*\\* \\<\\@1\\> \\@here");
  assert_output (wb_markdown_escape_discord, "3.5 val_loss-1", "3.5 val\\_loss-1");
}

/* What is cut is as long as it may be, and whole. */
static void
test_limit (void)
{
  static const struct
  {
    char *(*to_output) (const char *markdown, glong limit);
    const char *markdown;
    glong limit;
    const char *expected;
  } limits[] = {
    { wb_markdown_to_html, "**abcdef**", 0, "<p><strong>abcdef</strong></p>" },
    { wb_markdown_to_html, "one *two three* four", 25, "<p>one *two three…</p>" },
    { wb_markdown_to_html, "abc", 1, "" },
    { wb_markdown_to_slack, "a&b&c", 12, "a&amp;b…" },
    { wb_markdown_to_slack, "a&b&c", 13, "a&amp;b&amp;c" },
    { wb_markdown_to_slack, "a&b&c", 7, "a&amp;…" },
    { wb_markdown_to_discord, "a_b_c", 7, "a\\_b\\_c" },
    { wb_markdown_to_discord, "a_b_c", 4, "a\\_…" },
    { wb_markdown_to_discord, "😀😀😀", 6, "😀😀😀" },
    { wb_markdown_to_discord, "😀😀😀", 5, "😀…" },
    { wb_markdown_to_telegram, "[a & b](https://example.org)", 5,
      "<a href=\"https://example.org\">a &amp; b</a>" },
    { wb_markdown_to_telegram, "`abcdef`", 6, "<code>abcdef</code>" },
    { wb_markdown_escape_discord, "****", 5, "\\*\\*…" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *output = limits[i].to_output (limits[i].markdown, limits[i].limit);

      g_test_message ("%s", limits[i].markdown);
      g_assert_cmpstr (output, ==, limits[i].expected);
    }
}

static void
check_element (GMarkupParseContext *context G_GNUC_UNUSED,
               const char *name,
               const char **names,
               const char **values,
               gpointer known,
               GError **error G_GNUC_UNUSED)
{
  g_assert_true (g_strv_contains (known, name));
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "href"))
      g_assert_true (g_str_equal (name, "a")
                     && (g_ascii_strncasecmp (values[i], "http", 4) == 0
                         || g_ascii_strncasecmp (values[i], "mailto:", 7) == 0));
    else
      g_assert_true (g_str_equal (name, "ol") && g_str_equal (names[i], "start"));
}

/* As a strict reader of XML sees it: all that is open is closed, and no tag is anybody else's. */
static void
assert_tagged (const char *output, const char *const *known)
{
  static const GMarkupParser parser = { .start_element = check_element };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, 0, (gpointer) known, NULL);
  g_autoptr (GString) text = g_string_new ("<markup>");
  g_autoptr (GError) error = NULL;

  g_string_append_printf (text, "%s</markup>", output);
  g_string_replace (text, "<br>", "<br/>", 0);
  g_string_replace (text, "<hr>", "<hr/>", 0);
  g_markup_parse_context_parse (context, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
}

/* Whatever a text holds, and wherever it is cut. The seed is printed by the test itself. */
static void
test_random (void)
{
  static const char *const html_tags[]
      = { "markup", "p",  "br", "hr", "strong", "em", "code", "pre", "blockquote",
          "h1",     "h2", "h3", "ul", "ol",     "li", "a",    NULL };
  static const char *const telegram_tags[]
      = { "markup", "b", "i", "code", "pre", "blockquote", "a", NULL };
  static const char *const parts[] = {
    "*",
    "**",
    "_",
    "`",
    "``",
    "```\n",
    "[",
    "](https://x)",
    "](",
    ")",
    "![",
    "<",
    "<b>",
    ">",
    "</p>",
    "\n",
    "\n\n",
    "# ",
    "- ",
    "7. ",
    "> ",
    "    ",
    "&",
    "&lt;",
    "&#60;",
    "\"",
    "'",
    "\\",
    "a",
    "😀",
    " ",
    "---\n",
    "<https://a?b&c>",
    "<a@b.c>",
    "https://a_b",
    "\x1b",
    "~",
    "|",
    "\xe2\x80\xae",
    "<br>",
    "[a]: mailto:x\n",
    "[a]",
  };

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      glong limit = g_test_rand_int_range (1, 120);
      g_autofree char *html = NULL, *slack = NULL, *discord = NULL, *telegram = NULL;
      g_autofree char *whole = NULL;

      for (int n = g_test_rand_int_range (1, 60); n > 0; n--)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      whole = wb_markdown_to_html (text->str, 0);
      assert_tagged (whole, html_tags);
      html = wb_markdown_to_html (text->str, limit);
      assert_tagged (html, html_tags);
      g_assert_cmpint (wb_text_count_units (html), <=, limit);
      telegram = wb_markdown_to_telegram (text->str, limit);
      assert_tagged (telegram, telegram_tags);
      slack = wb_markdown_to_slack (text->str, limit);
      g_assert_cmpint (wb_text_count_units (slack), <=, limit);
      discord = wb_markdown_to_discord (text->str, limit);
      g_assert_cmpint (wb_text_count_units (discord), <=, limit);
    }
}

/* Depth of the text is no depth of calls, and cutting a long one does not take long. */
static void
test_deep (void)
{
  static const char *const parts[] = { "> ", "- ", "*a ", "[", "`", "1. ", "**a_ ", "&", "_" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *telegram = NULL, *discord = NULL;

      while (text->len < 16 * 1024)
        g_string_append (text, parts[i]);
      telegram = wb_markdown_to_telegram (text->str, 4096);
      discord = wb_markdown_to_discord (text->str, 4096);
      g_assert_cmpint (wb_text_count_units (discord), <=, 4096);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/markdown-outputs/table", test_table);
  g_test_add_func ("/base/markdown-outputs/escape", test_escape);
  g_test_add_func ("/base/markdown-outputs/limit", test_limit);
  g_test_add_func ("/base/markdown-outputs/random", test_random);
  g_test_add_func ("/base/markdown-outputs/deep", test_deep);
  return g_test_run ();
}
