/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-markdown.h"

#include <cmark.h>
#include <string.h>

#include "base/wb-markdown-private.h"
#include "base/wb-text.h"

#define DEPTH_LIMIT 8 /* deeper lists are shown flat */

typedef struct
{
  const WbMarkdownStyle *style;
  GString *out;
  guint lists;
  guint quotes;
  gsize quote_start; /* of the outermost, in @out */
  guint strongs;     /* bold within bold is no bolder, and would end it where marks are no tags */
  guint emphases;
  cmark_node *link; /* nullable: the outermost: one within another would end it */
} Writer;

typedef char *(*Render) (const char *source, const WbMarkdownStyle *style);

static void
append_text (Writer *writer, const char *text)
{
  g_autofree char *clean = wb_text_dup_clean (text != NULL ? text : "");

  writer->style->append_text (writer->out, clean);
}

static void
append_code (Writer *writer, const char *text, gboolean is_block)
{
  g_autofree char *clean = wb_text_dup_clean (text != NULL ? text : "");

  if (*clean != '\0')
    writer->style->append_code (writer->out, clean, is_block);
}

static void
append_lines (Writer *writer, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  guint n = g_strv_length (lines);

  while (n > 0 && *lines[n - 1] == '\0')
    n--;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (writer->out, writer->style->line_end);
      append_text (writer, lines[i]);
    }
}

/* Blocks stand apart by an empty line, items of a list by a line end. */
static void
begin_block (Writer *writer, cmark_node *node)
{
  cmark_node_type parent = cmark_node_get_type (cmark_node_parent (node));
  gboolean is_begun = parent == CMARK_NODE_ITEM || parent == CMARK_NODE_BLOCK_QUOTE;
  gboolean is_close = writer->lists > 0;

  if (writer->out->len == 0 || (is_begun && cmark_node_previous (node) == NULL))
    return;
  if (!writer->style->is_tagged)
    g_string_append (writer->out, is_close ? "\n" : "\n\n");
}

static int
get_item_number (cmark_node *item)
{
  int number = cmark_node_get_list_start (cmark_node_parent (item));

  for (cmark_node *n = cmark_node_previous (item); n != NULL; n = cmark_node_previous (n))
    number++;
  return number;
}

static void
begin_item (Writer *writer, cmark_node *item)
{
  cmark_node *list = cmark_node_parent (item);

  if (writer->out->len > 0 && writer->out->str[writer->out->len - 1] != '\n')
    g_string_append_c (writer->out, '\n');
  for (guint i = 1; i < writer->lists && i < DEPTH_LIMIT; i++)
    g_string_append (writer->out, writer->style->indent);
  if (cmark_node_get_list_type (list) == CMARK_ORDERED_LIST)
    g_string_append_printf (writer->out, "%d. ", get_item_number (item));
  else
    g_string_append (writer->out, writer->style->bullet);
}

static gboolean
is_address (const WbMarkdownStyle *style, const char *url)
{
  static const char *const schemes[] = { "https://", "http://", "mailto:" };
  gsize n_schemes = style->takes_mailto ? 3 : 2;

  for (gsize i = 0; url != NULL && i < n_schemes; i++)
    if (g_ascii_strncasecmp (url, schemes[i], strlen (schemes[i])) == 0)
      return url[strlen (schemes[i])] != '\0';
  return FALSE;
}

static gboolean
is_named_by_itself (cmark_node *link)
{
  cmark_node *name = cmark_node_first_child (link);

  return name != NULL && cmark_node_next (name) == NULL
         && g_strcmp0 (cmark_node_get_literal (name), cmark_node_get_url (link)) == 0;
}

static void
write_link (Writer *writer, cmark_node *node, gboolean is_entering)
{
  const WbMarkdownStyle *style = writer->style;
  const char *url = cmark_node_get_url (node);

  if (style->begin_link == NULL || !is_address (style, url)
      || (style->finds_addresses && is_named_by_itself (node))
      || (writer->link != NULL && writer->link != node))
    return;

  writer->link = is_entering ? node : NULL;
  (is_entering ? style->begin_link : style->end_link) (writer->out, url);
}

static void
write_code_block (Writer *writer, cmark_node *node)
{
  g_autofree char *code = g_strchomp (g_strdup (cmark_node_get_literal (node)));

  begin_block (writer, node);
  append_code (writer, code, TRUE);
}

static void
write_list_tag (Writer *writer, cmark_node *node, gboolean is_entering)
{
  gboolean is_ordered = cmark_node_get_list_type (node) == CMARK_ORDERED_LIST;
  int start = cmark_node_get_list_start (node);

  if (!is_entering)
    g_string_append (writer->out, is_ordered ? "</ol>" : "</ul>");
  else if (is_ordered && start != 1)
    g_string_append_printf (writer->out, "<ol start=\"%d\">", start);
  else
    g_string_append (writer->out, is_ordered ? "<ol>" : "<ul>");
}

static void
write_list (Writer *writer, cmark_node *node, gboolean is_entering)
{
  if (writer->style->is_tagged)
    {
      write_list_tag (writer, node, is_entering);
      return;
    }
  if (!is_entering)
    {
      writer->lists--;
      return;
    }
  if (writer->lists == 0)
    begin_block (writer, node);
  writer->lists++;
}

static void
write_item (Writer *writer, cmark_node *node, gboolean is_entering)
{
  if (writer->style->is_tagged)
    g_string_append (writer->out, is_entering ? "<li>" : "</li>");
  else if (is_entering)
    begin_item (writer, node);
}

/* What begins after the bullet of a list is no line of its own. */
static void
prefix_lines (GString *out, gsize start, const char *prefix)
{
  g_auto (GStrv) lines = g_strsplit (out->str + start, "\n", -1);
  gboolean is_line = start == 0 || out->str[start - 1] == '\n';

  g_string_truncate (out, start);
  for (GStrv line = lines; *line != NULL; line++)
    g_string_append_printf (out, "%s%s%s", line == lines ? "" : "\n",
                            is_line || line != lines ? prefix : "", *line);
}

static void
write_quote (Writer *writer, cmark_node *node, gboolean is_entering)
{
  const WbMarkdownStyle *style = writer->style;

  if (cmark_node_first_child (node) == NULL)
    return;
  if (is_entering)
    begin_block (writer, node);
  else
    writer->quotes--;

  if (writer->quotes == 0 || style->has_quotes)
    g_string_append (writer->out, style->quote[is_entering ? 0 : 1]);
  if (writer->quotes == 0 && is_entering)
    writer->quote_start = writer->out->len;
  else if (writer->quotes == 0 && style->quote_prefix != NULL)
    prefix_lines (writer->out, writer->quote_start, style->quote_prefix);

  if (is_entering)
    writer->quotes++;
}

/* Items of a close list are lines, not paragraphs. */
static gboolean
is_line_of_list (cmark_node *paragraph)
{
  cmark_node *item = cmark_node_parent (paragraph);

  return cmark_node_get_type (item) == CMARK_NODE_ITEM
         && cmark_node_get_list_tight (cmark_node_parent (item));
}

static void
write_paragraph (Writer *writer, cmark_node *node, gboolean is_entering)
{
  if (is_entering)
    begin_block (writer, node);
  if (!is_line_of_list (node))
    g_string_append (writer->out, writer->style->paragraph[is_entering ? 0 : 1]);
}

static void
write_heading (Writer *writer, cmark_node *node, gboolean is_entering)
{
  int level = MIN (cmark_node_get_heading_level (node), WB_MARKDOWN_HEADINGS);

  if (is_entering)
    begin_block (writer, node);
  g_string_append (writer->out, writer->style->headings[level - 1][is_entering ? 0 : 1]);
  writer->strongs = is_entering ? 1 : 0;
}

static void
write_block (Writer *writer, cmark_node *node, gboolean is_entering)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_PARAGRAPH:
      write_paragraph (writer, node, is_entering);
      break;
    case CMARK_NODE_HEADING:
      write_heading (writer, node, is_entering);
      break;
    case CMARK_NODE_LIST:
      write_list (writer, node, is_entering);
      break;
    case CMARK_NODE_ITEM:
      write_item (writer, node, is_entering);
      break;
    case CMARK_NODE_BLOCK_QUOTE:
      write_quote (writer, node, is_entering);
      break;
    case CMARK_NODE_CODE_BLOCK:
      write_code_block (writer, node);
      break;
    case CMARK_NODE_HTML_BLOCK: /* raw HTML is text, never markup */
      begin_block (writer, node);
      g_string_append (writer->out, writer->style->paragraph[0]);
      append_lines (writer, cmark_node_get_literal (node));
      g_string_append (writer->out, writer->style->paragraph[1]);
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      begin_block (writer, node);
      g_string_append (writer->out, writer->style->rule);
      break;
    default:
      break;
    }
}

/* Only the outermost of those inside each other is marked. */
static void
write_mark (Writer *writer, guint *depth, const char *const mark[2], gboolean is_entering)
{
  if (!is_entering)
    (*depth)--;
  if (*depth == 0)
    g_string_append (writer->out, mark[is_entering ? 0 : 1]);
  if (is_entering)
    (*depth)++;
}

static void
write_inline (Writer *writer, cmark_node *node, gboolean is_entering)
{
  const WbMarkdownStyle *style = writer->style;

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      append_text (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_SOFTBREAK: /* log lines keep their ends */
    case CMARK_NODE_LINEBREAK:
      g_string_append (writer->out, writer->link != NULL ? " " : style->line_end);
      break;
    case CMARK_NODE_CODE:
      append_code (writer, cmark_node_get_literal (node), FALSE);
      break;
    case CMARK_NODE_STRONG:
      write_mark (writer, &writer->strongs, style->strong, is_entering);
      break;
    case CMARK_NODE_EMPH:
      write_mark (writer, &writer->emphases, style->emphasis, is_entering);
      break;
    case CMARK_NODE_LINK:
      write_link (writer, node, is_entering);
      break;
    default:
      break;
    }
}

static char *
render (const char *markdown, const WbMarkdownStyle *style)
{
  cmark_node *document = cmark_parse_document (markdown, strlen (markdown), CMARK_OPT_DEFAULT);
  cmark_iter *iter;
  Writer writer = { .style = style, .out = g_string_sized_new (strlen (markdown)) };
  cmark_event_type event;

  cmark_consolidate_text_nodes (document); /* what looks like an address is seen as a whole */
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      gboolean is_entering = event == CMARK_EVENT_ENTER;

      if (cmark_node_get_type (node) >= CMARK_NODE_FIRST_INLINE)
        write_inline (&writer, node, is_entering);
      else
        write_block (&writer, node, is_entering);
    }
  cmark_iter_free (iter);
  cmark_node_free (document);
  return g_string_free (writer.out, FALSE);
}

static char *
render_words (const char *text, const WbMarkdownStyle *style)
{
  GString *out = g_string_sized_new (strlen (text));

  style->append_text (out, text);
  return g_string_free (out, FALSE);
}

/*
 * What is cut is the source, so that what becomes of it is whole at any length: as many characters
 * are kept as fit. @limit: 0: none.
 */
static char *
render_within (const char *source, glong limit, const WbMarkdownStyle *style, Render render_source)
{
  g_autofree char *best = render_source (source, style);
  glong low = 0, high = g_utf8_strlen (source, -1);

  if (limit == 0 || style->count (best) <= limit)
    return g_steal_pointer (&best);

  g_free (best);
  best = g_strdup ("");
  while (low < high)
    {
      glong middle = low + (high - low + 1) / 2;
      g_autofree char *head = wb_text_truncate (source, middle);
      char *output = render_source (head, style);

      if (style->count (output) <= limit)
        {
          g_free (best);
          best = output;
          low = middle;
        }
      else
        {
          g_free (output);
          high = middle - 1;
        }
    }
  return g_steal_pointer (&best);
}

static char *
escape_within (const char *text, glong limit, const WbMarkdownStyle *style)
{
  g_autofree char *clean = wb_text_dup_clean (text);
  /* Nothing becomes shorter: what is a character too long shows it as well as all of it would. */
  g_autofree char *head = limit > 0 ? wb_text_truncate (clean, limit + 1) : g_strdup (clean);

  return render_within (head, limit, style, render_words);
}

/* wb_markdown_to_plain: (transfer full): the words of a CommonMark text, without its marks. */
char *
wb_markdown_to_plain (const char *markdown)
{
  g_return_val_if_fail (markdown != NULL, NULL);

  return render (markdown, &wb_markdown_plain);
}

/*
 * wb_markdown_to_pango:
 *
 * Returns: (transfer full): Pango markup that is valid whatever @markdown holds; links to http and
 * https only, and no image, size or colour that the text asks for.
 */
char *
wb_markdown_to_pango (const char *markdown)
{
  g_return_val_if_fail (markdown != NULL, NULL);

  return render (markdown, &wb_markdown_pango);
}

/*
 * wb_markdown_to_html:
 * @limit: UTF-16 units of the result; 0: any number
 *
 * Returns: (transfer full): blocks of HTML for the body of a mail: links to http, https and mailto
 * only, no image, and raw HTML as the text that it is. What does not fit is left out, with an
 * ellipsis.
 */
char *
wb_markdown_to_html (const char *markdown, glong limit)
{
  g_return_val_if_fail (markdown != NULL && limit >= 0, NULL);

  return render_within (markdown, limit, &wb_markdown_html, render);
}

/*
 * wb_markdown_to_slack:
 * @limit: UTF-16 units of the result; 0: any number
 *
 * Returns: (transfer full): mrkdwn that mentions nobody
 */
char *
wb_markdown_to_slack (const char *markdown, glong limit)
{
  g_return_val_if_fail (markdown != NULL && limit >= 0, NULL);

  return render_within (markdown, limit, &wb_markdown_slack, render);
}

/*
 * wb_markdown_to_discord:
 * @limit: UTF-16 units of the result; 0: any number
 *
 * Returns: (transfer full): Discord's Markdown, in which only what CommonMark marks up is markup
 */
char *
wb_markdown_to_discord (const char *markdown, glong limit)
{
  g_return_val_if_fail (markdown != NULL && limit >= 0, NULL);

  return render_within (markdown, limit, &wb_markdown_discord, render);
}

/*
 * wb_markdown_to_telegram:
 * @limit: UTF-16 units of what is left without tags; 0: any number
 *
 * Returns: (transfer full): the HTML that Telegram reads, with every tag closed
 */
char *
wb_markdown_to_telegram (const char *markdown, glong limit)
{
  g_return_val_if_fail (markdown != NULL && limit >= 0, NULL);

  return render_within (markdown, limit, &wb_markdown_telegram, render);
}

/* wb_markdown_escape_entities: (transfer full): plain @text as words of HTML, mrkdwn and
 * Telegram's HTML; never within an attribute. @limit: UTF-16 units of the result; 0: any number */
char *
wb_markdown_escape_entities (const char *text, glong limit)
{
  g_return_val_if_fail (text != NULL && limit >= 0, NULL);

  return escape_within (text, limit, &wb_markdown_slack);
}

/* wb_markdown_escape_discord: (transfer full): plain @text as words of Discord's Markdown. @limit:
 * UTF-16 units of the result; 0: any number */
char *
wb_markdown_escape_discord (const char *text, glong limit)
{
  g_return_val_if_fail (text != NULL && limit >= 0, NULL);

  return escape_within (text, limit, &wb_markdown_discord);
}
