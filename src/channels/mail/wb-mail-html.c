/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "channels/mail/wb-mail-chart.h"

#define PREVIEW_CHARACTERS 140 /* what lists of mails show beside the subject */

/*
 * Mail programs keep tables and inline styles; of a style sheet some keep simple selectors, some
 * nothing. So each colour stands inline, and the sheet only changes them for the dark.
 */
#define FONT "font-family:-apple-system,'Segoe UI',Roboto,Cantarell,'Noto Sans',Arial,sans-serif;"
#define TEXT "color:#1e1e24;"
#define DIM "color:#5e5c64;"
#define RULE "border-top:1px solid #deddda;"
#define CELL "padding:0 32px;"

/* The frame is written as our own words are; what came from outside, as it is itself. */
#define OF_FRAME ""
#define OF_TEXT "dir=\"auto\""

/* By itself: a program that does not know it may drop the sheet that it stands in. */
static const char scheme_sheet[]
    = ":root{color-scheme:light dark;supported-color-schemes:light dark}";

static const char style_sheet[]
    = ".md a{color:#1a5fb4}"
      ".md p,.md ul,.md ol,.md blockquote,.md pre{margin:0 0 12px}"
      ".md h1,.md h2,.md h3,.md h4,.md h5,.md h6{margin:16px 0 8px;font-size:17px}"
      ".md ul,.md ol{padding:0 24px}"
      ".md code,.md pre{font-family:'Source Code Pro','DejaVu Sans Mono',Menlo,Consolas,monospace;"
      "font-size:13px;background:#f0f0f2;border-radius:4px}"
      ".md code{padding:1px 4px}"
      ".md pre{padding:12px;white-space:pre-wrap;overflow-wrap:anywhere}"
      ".md pre code{padding:0}"
      ".md blockquote{padding:0 12px;border-left:3px solid #c0bfbc}"
      "@media (prefers-color-scheme:dark){"
      ".page{background:#1b1b1f!important}"
      ".card{background:#29292e!important}"
      ".text{color:#f1f1f3!important}"
      ".dim{color:#b4b3ba!important}"
      ".rule{border-color:#47464d!important}"
      ".note{background:#38373e!important}"
      ".md code,.md pre{background:#38373e!important}"
      ".md blockquote{border-color:#5e5c64!important}"
      ".md a{color:#8ec0ff!important}"
      "}"
      "@media (max-width:480px){.cell{padding-left:20px!important;padding-right:20px!important}}";

/* Quotes of style attributes are double: an apostrophe needs no escape, and Outlook knows none. */
static void
append_escaped (GString *html, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '&':
        g_string_append (html, "&amp;");
        break;
      case '<':
        g_string_append (html, "&lt;");
        break;
      case '>':
        g_string_append (html, "&gt;");
        break;
      case '"':
        g_string_append (html, "&quot;");
        break;
      default:
        g_string_append_c (html, *p);
      }
}

static void
append_lines (GString *html, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (html, "<br>");
      append_escaped (html, lines[i]);
    }
}

static void
begin_cell (GString *html, const char *class, const char *direction, const char *style)
{
  g_string_append_printf (html, "<tr><td class=\"cell %s\" %s style=\"" FONT CELL "%s\">", class,
                          direction, style);
}

static void
end_cell (GString *html)
{
  g_string_append (html, "</td></tr>\n");
}

static void
append_head (GString *html, const WbMailContent *content)
{
  g_string_append (html,
                   "<!DOCTYPE html>\n<html>\n<head>\n"
                   "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>");
  append_escaped (html, content->title);
  g_string_append_printf (html, "</title>\n<style>%s</style>\n<style>%s</style>\n</head>\n",
                          scheme_sheet, style_sheet);
}

/* What is not shown in the mail, but beside its subject. */
static void
append_preview (GString *html, const WbMailContent *content)
{
  g_autofree char *plain = wb_markdown_to_plain (content->body);
  g_autofree char *line = wb_text_dup_single_line (plain);
  g_autofree char *preview = wb_text_truncate (line, PREVIEW_CHARACTERS);

  g_string_append (html, "<div style=\"display:none;max-height:0;overflow:hidden\">");
  append_escaped (html, preview);
  g_string_append (html, "</div>\n");
}

/* Black or white, whichever stands out more. Green is most of what the eye takes for light. */
static const char *
get_ink (const char *colour)
{
  guint64 rgb = g_ascii_strtoull (colour + 1, NULL, 16);
  guint64 light = 299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff);

  return light > 1000 * 150 ? "#1e1e24" : "#ffffff";
}

/* The sender's own colour, with its name. */
static void
append_sender (GString *html, const WbMailContent *content)
{
  g_autofree char *colour = g_markup_escape_text (content->sender_color, -1);
  g_autofree char *style = g_strdup_printf ("padding-top:14px;padding-bottom:14px;font-size:15px;"
                                            "font-weight:bold;background:%s;color:%s;",
                                            colour, get_ink (content->sender_color));

  begin_cell (html, "", OF_FRAME, style);
  append_escaped (html, content->sender);
  end_cell (html);
}

static void
append_title (GString *html, const WbMailContent *content)
{
  begin_cell (html, "", OF_FRAME, "padding-top:28px;");
  g_string_append_printf (html,
                          "<span style=\"display:inline-block;padding:3px 12px;border-radius:12px;"
                          "font-size:13px;font-weight:bold;background:%s;color:%s\">",
                          content->colour, content->ink);
  append_escaped (html, content->state);
  g_string_append (html, "</span>");
  end_cell (html);

  begin_cell (html, "text", OF_TEXT,
              TEXT "padding-top:14px;font-size:22px;line-height:1.3;font-weight:bold;"
                   "overflow-wrap:anywhere;");
  append_escaped (html, content->title);
  end_cell (html);

  begin_cell (html, "dim", OF_FRAME, DIM "padding-top:6px;padding-bottom:20px;font-size:14px;");
  append_escaped (html, content->time);
  end_cell (html);
}

static void
append_body (GString *html, const WbMailContent *content)
{
  g_autofree char *body = wb_markdown_to_html (content->body, 0);

  if (*content->greeting != '\0')
    {
      begin_cell (html, "text", OF_TEXT,
                  TEXT "padding-bottom:12px;font-size:15px;line-height:1.5;");
      append_lines (html, content->greeting);
      end_cell (html);
    }
  if (*body != '\0')
    {
      begin_cell (html, "md text", OF_TEXT,
                  TEXT "padding-bottom:8px;font-size:15px;line-height:1.5;"
                       "overflow-wrap:anywhere;");
      g_string_append (html, body);
      end_cell (html);
    }
}

/* The table is written as its labels are, and each value within it as it is itself. */
static void
append_fact (GString *html, const WbFact *fact)
{
  g_string_append (html,
                   "<tr><td class=\"dim rule\" valign=\"top\" width=\"34%\" style=\"" FONT DIM RULE
                   "padding:8px 0;font-size:14px;overflow-wrap:anywhere;\">");
  append_escaped (html, fact->label);
  g_string_append (html, "</td><td class=\"text rule\" valign=\"top\" style=\"" FONT TEXT RULE
                         "padding:8px;font-size:14px;overflow-wrap:anywhere;\"><span " OF_TEXT ">");
  append_escaped (html, fact->value);
  g_string_append (html, "</span></td></tr>\n");
}

static void
append_facts (GString *html, const WbMailContent *content)
{
  if (content->facts->len == 0)
    return;
  begin_cell (html, "", OF_TEXT, "padding-top:4px;padding-bottom:16px;");
  g_string_append (html, "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
                         " style=\"table-layout:fixed\">\n");
  for (guint i = 0; i < content->facts->len; i++)
    append_fact (html, g_ptr_array_index (content->facts, i));
  g_string_append (html, "</table>");
  end_cell (html);
}

static void
append_end (GString *html, const char *valign, const char *number)
{
  g_string_append_printf (
      html,
      "<td class=\"dim\" align=\"right\" valign=\"%s\" width=\"64\" style=\"" FONT DIM
      "padding-right:8px;font-size:12px;\">%s</td>",
      valign, number);
}

/* The numbers of its axis stand beside the picture, which goes over both their rows. */
static void
append_chart (GString *html, const WbMailContent *content, const char *chart_id)
{
  g_autofree char *caption = wb_mail_content_dup_caption (content);

  begin_cell (html, "dim", OF_FRAME, DIM "padding-bottom:16px;font-size:13px;");
  g_string_append (html, "<table dir=\"ltr\" role=\"presentation\" width=\"100%\" cellpadding=\"0\""
                         " cellspacing=\"0\" border=\"0\"><tr>");
  append_end (html, "top", content->curve.highest);
  g_string_append_printf (
      html,
      "<td rowspan=\"2\"><img src=\"cid:%s\" width=\"%d\" height=\"%d\" style=\""
      "display:block;width:100%%;height:auto;border:0\" alt=\"",
      chart_id, WB_MAIL_CHART_WIDTH, WB_MAIL_CHART_HEIGHT);
  append_escaped (html, caption);
  g_string_append (html, "\"></td></tr><tr>");
  append_end (html, "bottom", content->curve.lowest);
  g_string_append (html, "</tr></table>");
  append_escaped (html, caption);
  end_cell (html);
}

static void
append_advice (GString *html, const WbMailContent *content)
{
  begin_cell (html, "", OF_FRAME, "padding-bottom:16px;");
  g_string_append_printf (html,
                          "<table width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">"
                          "<tr><td class=\"note text\" style=\"" FONT TEXT
                          "padding:14px 16px;border-radius:8px;background:#f6f5f4;"
                          "font-size:15px;line-height:1.5;\"><b>%s</b><br>",
                          _ ("Action Required:"));
  append_escaped (html, content->advice);
  g_string_append (html, "</td></tr></table>");
  end_cell (html);
}

/* The table around the link gives programs that know no padding of links a button, too. */
static void
append_link (GString *html, const WbMailContent *content)
{
  begin_cell (html, "", OF_FRAME, "padding-top:4px;padding-bottom:20px;");
  g_string_append (html, "<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
                         "<td bgcolor=\"#1a5fb4\" style=\"border-radius:8px;\"><a href=\"");
  append_escaped (html, content->url);
  g_string_append (html, "\" style=\"" FONT "display:inline-block;padding:10px 20px;font-size:15px;"
                         "font-weight:bold;color:#ffffff;text-decoration:none\">");
  append_escaped (html, _ ("View Details"));
  g_string_append (html, "</a></td></tr></table>");
  end_cell (html);
}

static void
append_signature (GString *html, const WbMailContent *content)
{
  if (*content->signature != '\0')
    {
      begin_cell (html, "dim rule", OF_FRAME,
                  DIM RULE "padding-top:16px;font-size:13px;line-height:1.5;");
      append_lines (html, content->signature);
      end_cell (html);
    }
  begin_cell (html, "", OF_FRAME, "height:20px;line-height:20px;");
  g_string_append (html, "&nbsp;");
  end_cell (html);
}

/*
 * wb_mail_content_dup_html:
 * @chart_id: (nullable): the Content-ID of the loss curve; %NULL: there is none
 *
 * Returns: (transfer full): a page that loads nothing from anywhere, for light and dark
 */
char *
wb_mail_content_dup_html (const WbMailContent *self, const char *chart_id)
{
  GString *html = g_string_sized_new (8192);

  append_head (html, self);
  g_string_append (html, "<body class=\"page\" style=\"margin:0;padding:0;background:#f0f0f2\">\n");
  append_preview (html, self);
  g_string_append (html, "<table class=\"page\" role=\"presentation\" width=\"100%\""
                         " cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
                         " style=\"background:#f0f0f2\">\n"
                         "<tr><td align=\"center\" style=\"padding:24px 12px\">\n");
  g_string_append (html, "<table class=\"card\" dir=\"auto\" role=\"presentation\" width=\"600\""
                         " cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
                         " style=\"width:100%;max-width:600px;table-layout:fixed;"
                         "background:#ffffff;border-radius:12px;overflow:hidden\">\n");
  if (self->sender_color != NULL)
    append_sender (html, self);
  g_string_append_printf (html,
                          "<tr><td style=\"height:8px;line-height:8px;font-size:0;background:%s\">"
                          "&nbsp;</td></tr>\n",
                          self->colour);
  append_title (html, self);
  append_body (html, self);
  append_facts (html, self);
  if (chart_id != NULL)
    append_chart (html, self, chart_id);
  if (self->advice != NULL)
    append_advice (html, self);
  if (self->url != NULL)
    append_link (html, self);
  append_signature (html, self);
  g_string_append (html, "</table>\n</td></tr>\n</table>\n</body>\n</html>\n");
  return g_string_free (html, FALSE);
}
