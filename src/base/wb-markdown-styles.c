/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-markdown-private.h"

#include <string.h>

#include "base/wb-text.h"

#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"
#define URL_CHARACTERS ":/?#@!$&'+,;=%" /* that stay what they are, beside letters and -._~ */

#define SAME_HEADINGS(before, after)                                                               \
  {                                                                                                \
    { before, after }, { before, after }, { before, after },                                       \
  }

/* --- Text alone --- */

static void
append_plain (GString *out, const char *text)
{
  g_string_append (out, text);
}

static void
append_plain_code (GString *out, const char *code, gboolean is_block G_GNUC_UNUSED)
{
  g_string_append (out, code);
}

const WbMarkdownStyle wb_markdown_plain = {
  .strong = { "", "" },
  .emphasis = { "", "" },
  .headings = SAME_HEADINGS ("", ""),
  .paragraph = { "", "" },
  .quote = { "", "" },
  .line_end = "\n",
  .rule = "———",
  .bullet = "• ",
  .indent = "    ",
  .append_text = append_plain,
  .append_code = append_plain_code,
  .count = wb_text_count_units,
};

/* --- Pango markup --- */

static void
append_pango (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
append_pango_code (GString *out, const char *code, gboolean is_block G_GNUC_UNUSED)
{
  g_string_append (out, "<tt>");
  append_pango (out, code);
  g_string_append (out, "</tt>");
}

static void
begin_pango_link (GString *out, const char *url)
{
  g_string_append (out, "<a href=\"");
  append_pango (out, url);
  g_string_append (out, "\">");
}

static void
end_tagged_link (GString *out, const char *url G_GNUC_UNUSED)
{
  g_string_append (out, "</a>");
}

const WbMarkdownStyle wb_markdown_pango = {
  .strong = { "<b>", "</b>" },
  .emphasis = { "<i>", "</i>" },
  .headings = SAME_HEADINGS ("<b><span size=\"larger\">", "</span></b>"),
  .paragraph = { "", "" },
  .quote = { "", "" },
  .line_end = "\n",
  .rule = "———",
  .bullet = "• ",
  .indent = "    ",
  .append_text = append_pango,
  .append_code = append_pango_code,
  .begin_link = begin_pango_link,
  .end_link = end_tagged_link,
  .count = wb_text_count_units,
};

/* --- Entities: all that stands for itself in the text of HTML, and in mrkdwn --- */

static void
append_entities (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '&':
        g_string_append (out, "&amp;");
        break;
      case '<':
        g_string_append (out, "&lt;");
        break;
      case '>':
        g_string_append (out, "&gt;");
        break;
      default:
        g_string_append_c (out, *p);
      }
}

static void
append_marked (GString *out, const char *before, const char *text, const char *after)
{
  g_string_append (out, before);
  append_entities (out, text);
  g_string_append (out, after);
}

/* What could end an attribute, or a link of any of them, is written in hexadecimal. */
static char *
dup_safe_url (const char *url)
{
  return g_uri_escape_string (url, URL_CHARACTERS, FALSE);
}

static void
begin_html_link (GString *out, const char *url)
{
  g_autofree char *safe = dup_safe_url (url);

  append_marked (out, "<a href=\"", safe, "\">");
}

/* --- HTML of mail --- */

static void
append_html_code (GString *out, const char *code, gboolean is_block)
{
  if (is_block)
    append_marked (out, "<pre><code>", code, "</code></pre>");
  else
    append_marked (out, "<code>", code, "</code>");
}

const WbMarkdownStyle wb_markdown_html = {
  .strong = { "<strong>", "</strong>" },
  .emphasis = { "<em>", "</em>" },
  .headings = { { "<h1>", "</h1>" }, { "<h2>", "</h2>" }, { "<h3>", "</h3>" } },
  .paragraph = { "<p>", "</p>" },
  .quote = { "<blockquote>", "</blockquote>" },
  .line_end = "<br>\n",
  .rule = "<hr>",
  .has_quotes = TRUE,
  .is_tagged = TRUE,
  .takes_mailto = TRUE,
  .append_text = append_entities,
  .append_code = append_html_code,
  .begin_link = begin_html_link,
  .end_link = end_tagged_link,
  .count = wb_text_count_units,
};

/* --- Telegram's HTML: https://core.telegram.org/bots/api#html-style --- */

static void
append_telegram_code (GString *out, const char *code, gboolean is_block)
{
  if (is_block)
    append_marked (out, "<pre>", code, "</pre>");
  else
    append_marked (out, "<code>", code, "</code>");
}

/* Its limit is that of what is left when tags and entities are read. */
static glong
count_telegram (const char *html)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = html; *p != '\0'; p++)
    if (*p == '<')
      p = strchr (p, '>');
    else
      {
        g_string_append_c (text, *p);
        if (*p == '&')
          p = strchr (p, ';');
      }
  return wb_text_count_units (text->str);
}

const WbMarkdownStyle wb_markdown_telegram = {
  .strong = { "<b>", "</b>" },
  .emphasis = { "<i>", "</i>" },
  .headings = SAME_HEADINGS ("<b>", "</b>"),
  .paragraph = { "", "" },
  .quote = { "<blockquote>", "</blockquote>" },
  .line_end = "\n",
  .rule = "———",
  .bullet = "• ",
  .indent = "    ",
  .append_text = append_entities,
  .append_code = append_telegram_code,
  .begin_link = begin_html_link,
  .end_link = end_tagged_link,
  .count = count_telegram,
};

/* --- Slack's mrkdwn, which knows no escape but the three entities --- */

/* Backquotes side by side could end the code that they are in. */
static GString *
part_backquotes (const char *code)
{
  GString *parted = g_string_new (code);

  /* The first time leaves every second pair of a longer run. */
  for (guint i = 0; i < 2; i++)
    g_string_replace (parted, "``", "`" ZERO_WIDTH_SPACE "`", 0);
  return parted;
}

/* Likewise of two pieces of code. */
static void
part_from_code (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] == '`')
    g_string_append (out, ZERO_WIDTH_SPACE);
}

static void
append_fenced (GString *out, const char *code)
{
  g_autoptr (GString) parted = part_backquotes (code);

  g_string_append (out, "```\n");
  g_string_append (out, parted->str);
  g_string_append (out, "\n```");
}

static void
append_slack_code (GString *out, const char *code, gboolean is_block)
{
  g_autoptr (GString) escaped = g_string_new (NULL);

  append_entities (escaped, code);
  if (is_block)
    append_fenced (out, escaped->str);
  else if (strchr (code, '`') != NULL) /* there is no way to quote it */
    g_string_append (out, escaped->str);
  else
    {
      part_from_code (out);
      g_string_append_printf (out, "`%s`", escaped->str);
    }
}

static void
begin_slack_link (GString *out, const char *url)
{
  g_autofree char *safe = dup_safe_url (url);

  append_marked (out, "<", safe, "|");
}

static void
end_slack_link (GString *out, const char *url G_GNUC_UNUSED)
{
  g_string_append_c (out, '>');
}

const WbMarkdownStyle wb_markdown_slack = {
  .strong = { "*", "*" },
  .emphasis = { "_", "_" },
  .headings = SAME_HEADINGS ("*", "*"),
  .paragraph = { "", "" },
  .quote = { "", "" },
  .quote_prefix = "> ",
  .line_end = "\n",
  .rule = "———",
  .bullet = "• ",
  .indent = "    ",
  .append_text = append_entities,
  .append_code = append_slack_code,
  .begin_link = begin_slack_link,
  .end_link = end_slack_link,
  .count = wb_text_count_units,
};

/* --- Discord's Markdown, where a backslash escapes any character that is no letter or digit --- */

/* Bytes of a bare address at @text, which Discord makes a link; a backslash in it would break it.
 */
static gsize
measure_address (const char *text)
{
  gsize length = g_str_has_prefix (text, "https://")  ? strlen ("https://")
                 : g_str_has_prefix (text, "http://") ? strlen ("http://")
                                                      : 0;

  if (length == 0 || !g_ascii_isalnum (text[length]))
    return 0;
  while (g_ascii_isalnum (text[length])
         || (text[length] != '\0' && strchr ("-._/?#&=%+,:", text[length]) != NULL))
    length++;
  return length;
}

/* What makes a list, a heading or small print of a line that begins with it. */
static gsize
measure_line_mark (const char *line)
{
  gsize blanks = strspn (line, " \t"), digits = strspn (line + blanks, "0123456789");
  const char *end = line + blanks + digits;
  gboolean is_number = digits > 0 && (*end == '.' || *end == ')') && strchr (" \n", end[1]) != NULL;

  return is_number ? blanks + digits : blanks;
}

static void
append_discord (GString *out, const char *text)
{
  gsize mark = measure_line_mark (text); /* any text may become the beginning of a line */

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize address = measure_address (p);

      if (address > 0)
        {
          g_string_append_len (out, p, (gssize) address);
          p += address - 1;
          mark = G_MAXSIZE;
          continue;
        }
      if (strchr ("\\`*_~|<>[]@", *p) != NULL
          || (mark == (gsize) (p - text) && strchr ("#-+.)", *p) != NULL))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
      if (*p == '\n')
        mark = (gsize) (p + 1 - text) + measure_line_mark (p + 1);
    }
}

/* Three backquotes would begin a block wherever they stand, so none are within. */
static void
append_discord_code (GString *out, const char *code, gboolean is_block)
{
  g_autoptr (GString) parted = part_backquotes (code);
  gboolean is_bare = !g_str_has_prefix (code, "`") && !g_str_has_suffix (code, "`");

  if (is_block)
    {
      append_fenced (out, code);
      return;
    }
  part_from_code (out);
  if (strchr (code, '`') == NULL)
    g_string_append_printf (out, "`%s`", code);
  else
    g_string_append_printf (out, is_bare ? "``%s``" : "`` %s ``", parted->str);
}

static void
begin_discord_link (GString *out, const char *url G_GNUC_UNUSED)
{
  g_string_append_c (out, '[');
}

static void
end_discord_link (GString *out, const char *url)
{
  g_autofree char *safe = dup_safe_url (url);

  g_string_append_printf (out, "](%s)", safe);
}

const WbMarkdownStyle wb_markdown_discord = {
  .strong = { "**", "**" },
  .emphasis = { "*", "*" },
  .headings = { { "# ", "" }, { "## ", "" }, { "### ", "" } },
  .paragraph = { "", "" },
  .quote = { "", "" },
  .quote_prefix = "> ",
  .line_end = "\n",
  .rule = "———",
  .bullet = "- ",
  .indent = "  ",
  .finds_addresses = TRUE,
  .append_text = append_discord,
  .append_code = append_discord_code,
  .begin_link = begin_discord_link,
  .end_link = end_discord_link,
  .count = wb_text_count_units,
};
