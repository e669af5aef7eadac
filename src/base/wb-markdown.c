/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-markdown.h"

#include <cmark.h>
#include <string.h>

#include "base/wb-text.h"

#define DEPTH_LIMIT 8 /* deeper lists are shown flat */

/* How one kind of output writes what CommonMark marks up. */
typedef struct
{
  const char *strong[2];
  const char *emphasis[2];
  const char *code[2];
  const char *heading[2];
  const char *rule;
  gboolean has_links;
  char *(*escape) (const char *text);
} Style;

typedef struct
{
  const Style *style;
  GString *out;
  guint lists;
} Writer;

static char *
escape_nothing (const char *text)
{
  return g_strdup (text);
}

static char *
escape_markup (const char *text)
{
  return g_markup_escape_text (text, -1);
}

static const Style plain_style = {
  .strong = { "", "" },
  .emphasis = { "", "" },
  .code = { "", "" },
  .heading = { "", "" },
  .rule = "———",
  .escape = escape_nothing,
};

static const Style pango_style = {
  .strong = { "<b>", "</b>" },
  .emphasis = { "<i>", "</i>" },
  .code = { "<tt>", "</tt>" },
  .heading = { "<b><span size=\"larger\">", "</span></b>" },
  .rule = "———",
  .has_links = TRUE,
  .escape = escape_markup,
};

static void
append_text (Writer *writer, const char *text)
{
  g_autofree char *clean = wb_text_dup_clean (text != NULL ? text : "");
  g_autofree char *escaped = writer->style->escape (clean);

  g_string_append (writer->out, escaped);
}

static void
append_wrapped (Writer *writer, const char *const wrap[2], const char *text)
{
  g_string_append (writer->out, wrap[0]);
  append_text (writer, text);
  g_string_append (writer->out, wrap[1]);
}

/* Blocks stand apart by an empty line, items of a list by a line end. */
static void
begin_block (Writer *writer, cmark_node *node)
{
  cmark_node *parent = cmark_node_parent (node);
  gboolean is_first_of_item
      = cmark_node_get_type (parent) == CMARK_NODE_ITEM && cmark_node_previous (node) == NULL;
  gboolean is_close = writer->lists > 0;

  if (writer->out->len == 0 || is_first_of_item)
    return;
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
    g_string_append (writer->out, "    ");
  if (cmark_node_get_list_type (list) == CMARK_ORDERED_LIST)
    g_string_append_printf (writer->out, "%d. ", get_item_number (item));
  else
    g_string_append (writer->out, "• ");
}

static gboolean
is_web_address (const char *url)
{
  return url != NULL
         && (g_ascii_strncasecmp (url, "https://", 8) == 0
             || g_ascii_strncasecmp (url, "http://", 7) == 0);
}

static void
write_link (Writer *writer, cmark_node *node, gboolean is_entering)
{
  const char *url = cmark_node_get_url (node);
  g_autofree char *escaped = NULL;

  if (!writer->style->has_links || !is_web_address (url))
    return;

  escaped = writer->style->escape (url);
  if (is_entering)
    g_string_append_printf (writer->out, "<a href=\"%s\">", escaped);
  else
    g_string_append (writer->out, "</a>");
}

static void
write_code_block (Writer *writer, cmark_node *node)
{
  g_autofree char *code = g_strchomp (g_strdup (cmark_node_get_literal (node)));

  begin_block (writer, node);
  append_wrapped (writer, writer->style->code, code);
}

static void
write_list (Writer *writer, cmark_node *node, gboolean is_entering)
{
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
write_block (Writer *writer, cmark_node *node, gboolean is_entering)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_PARAGRAPH:
      if (is_entering)
        begin_block (writer, node);
      break;
    case CMARK_NODE_HEADING:
      if (is_entering)
        begin_block (writer, node);
      g_string_append (writer->out, writer->style->heading[is_entering ? 0 : 1]);
      break;
    case CMARK_NODE_LIST:
      write_list (writer, node, is_entering);
      break;
    case CMARK_NODE_ITEM:
      if (is_entering)
        begin_item (writer, node);
      break;
    case CMARK_NODE_CODE_BLOCK:
      write_code_block (writer, node);
      break;
    case CMARK_NODE_HTML_BLOCK: /* raw HTML is text, never markup */
      begin_block (writer, node);
      append_text (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      begin_block (writer, node);
      g_string_append (writer->out, writer->style->rule);
      break;
    default:
      break;
    }
}

static void
write_inline (Writer *writer, cmark_node *node, gboolean is_entering)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      append_text (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_SOFTBREAK: /* log lines keep their ends */
    case CMARK_NODE_LINEBREAK:
      g_string_append_c (writer->out, '\n');
      break;
    case CMARK_NODE_CODE:
      append_wrapped (writer, writer->style->code, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_STRONG:
      g_string_append (writer->out, writer->style->strong[is_entering ? 0 : 1]);
      break;
    case CMARK_NODE_EMPH:
      g_string_append (writer->out, writer->style->emphasis[is_entering ? 0 : 1]);
      break;
    case CMARK_NODE_LINK:
      write_link (writer, node, is_entering);
      break;
    default:
      break;
    }
}

static char *
render (const char *markdown, const Style *style)
{
  cmark_node *document = cmark_parse_document (markdown, strlen (markdown), CMARK_OPT_DEFAULT);
  cmark_iter *iter = cmark_iter_new (document);
  Writer writer = { .style = style, .out = g_string_sized_new (strlen (markdown)) };
  cmark_event_type event;

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

/* wb_markdown_to_plain: (transfer full): the words of a CommonMark text, without its marks. */
char *
wb_markdown_to_plain (const char *markdown)
{
  g_return_val_if_fail (markdown != NULL, NULL);

  return render (markdown, &plain_style);
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

  return render (markdown, &pango_style);
}
