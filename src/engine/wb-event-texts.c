/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-event-texts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "engine/wb-template.h"
#include "model/wb-limits.h"

/* @text: (transfer full): as a title is: one line, not too long */
static char *
take_title (char *text)
{
  g_autofree char *line = text;

  wb_text_make_single_line (line);
  return wb_text_fits (line, WB_LIMIT_TITLE_CHARACTERS)
             ? g_steal_pointer (&line)
             : wb_text_truncate (line, WB_LIMIT_TITLE_CHARACTERS);
}

static char *
dup_title_of_message (const char *message)
{
  g_autofree char *plain = wb_markdown_to_plain (message);

  return take_title (g_strndup (plain, strcspn (plain, "\n")));
}

/*
 * wb_event_texts_fill:
 *
 * Gives @event the texts that it lacks. A title always says something: the sender's, the type's,
 * the message's first line, "Event".
 */
void
wb_event_texts_fill (WbEvent *event, gint64 now_us)
{
  if (event->title == NULL)
    event->title = take_title (
        wb_template_render (_ (event->type->title), WB_TEMPLATE_PLAIN, event, now_us));
  if (!wb_text_is_visible (event->title) && event->message != NULL)
    {
      g_free (event->title);
      event->title = dup_title_of_message (event->message);
    }
  if (!wb_text_is_visible (event->title))
    {
      g_free (event->title);
      event->title = g_strdup (_ ("Event"));
    }
  if (event->message == NULL)
    event->message
        = event->type->message != NULL
              ? wb_template_render (_ (event->type->message), WB_TEMPLATE_MARKDOWN, event, now_us)
              : g_strdup ("");
}
