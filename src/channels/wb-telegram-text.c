/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-telegram-text.h"

#include <glib/gi18n-lib.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "channels/wb-chat-text.h"

#define TITLE_UNITS 512
#define FACT_UNITS 256 /* of a label, and of a value */
#define DETAILS_UNITS 1500

/* What is written, and how many units of it the far side counts. */
typedef struct
{
  GString *out;
  gboolean is_html;
  glong units;
} Writer;

static void
append (Writer *writer, const char *before, const char *text, const char *after, glong limit)
{
  g_autofree char *clean = wb_text_dup_clean (text);
  g_autofree char *cut = wb_text_truncate_units (clean, limit);
  g_autofree char *words = writer->is_html ? wb_markdown_escape_entities (cut, 0) : g_strdup (cut);

  if (writer->is_html)
    g_string_append_printf (writer->out, "%s%s%s", before, words, after);
  else
    g_string_append (writer->out, words);
  writer->units += wb_text_count_units (cut);
}

static void
append_bold (Writer *writer, const char *text, glong limit)
{
  append (writer, "<b>", text, "</b>", limit);
}

static void
append_words (Writer *writer, const char *text, glong limit)
{
  append (writer, "", text, "", limit);
}

static void
append_details (Writer *writer, const GPtrArray *facts)
{
  glong start = writer->units;

  if (facts->len == 0)
    return;
  append_bold (writer, _ ("Details:"), FACT_UNITS);
  for (guint i = 0; i < facts->len; i++)
    {
      const WbFact *fact = g_ptr_array_index (facts, i);

      if (writer->units - start > DETAILS_UNITS - 2 * FACT_UNITS)
        break;
      append_words (writer, "\n", 1);
      append_words (writer, fact->label, FACT_UNITS);
      append_words (writer, ": ", 2);
      append_words (writer, fact->value, FACT_UNITS);
    }
  append_words (writer, "\n\n", 2);
}

static void
append_body (Writer *writer, const char *markdown, glong limit)
{
  g_autofree char *text = NULL;

  if (writer->is_html)
    text = wb_markdown_to_telegram (markdown, limit);
  else
    {
      g_autofree char *plain = wb_markdown_to_plain (markdown);

      text = wb_text_truncate_units (plain, limit);
    }
  if (wb_text_is_visible (text))
    g_string_append_printf (writer->out, "\n\n%s", text);
}

/*
 * wb_telegram_text_make:
 * @is_html: else plain text
 *
 * Returns: (transfer full): the whole message; the body is cut so that the rest has its place
 */
char *
wb_telegram_text_make (const WbMessage *message, gboolean is_html)
{
  g_autofree char *title = wb_chat_text_dup_title (message);
  g_autofree char *time = wb_chat_text_dup_time (message);
  g_autoptr (GString) end = g_string_new ("\n\n");
  Writer head = { .out = g_string_new (NULL), .is_html = is_html };
  Writer tail = { .out = end, .is_html = is_html, .units = 2 };

  append_words (&head, wb_chat_text_get_headline (message), FACT_UNITS);
  append_words (&head, "\n", 1);
  append_bold (&head, title, TITLE_UNITS);

  append_details (&tail, message->facts);
  append_words (&tail, time, FACT_UNITS);

  append_body (&head, message->body, WB_TELEGRAM_TEXT_UNITS - head.units - tail.units - 2);
  g_string_append (head.out, end->str);
  return g_string_free (head.out, FALSE);
}
