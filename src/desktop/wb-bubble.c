/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-bubble.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"

typedef struct
{
  WbBubbleUrgency urgency;
  const char *icon_name;
  const char *sound_name;
} Style;

/*
 * An error stays on the screen as a critical one does: a run that fails at night must still be
 * seen in the morning. Names are those of the freedesktop.org icon and sound specifications.
 */
static const Style styles[WB_N_SEVERITIES] = {
  [WB_SEVERITY_INFO] = { WB_BUBBLE_URGENCY_LOW, "dialog-information", "dialog-information" },
  [WB_SEVERITY_SUCCESS] = { WB_BUBBLE_URGENCY_NORMAL, "dialog-information", "complete" },
  [WB_SEVERITY_WARNING] = { WB_BUBBLE_URGENCY_NORMAL, "dialog-warning", "dialog-warning" },
  [WB_SEVERITY_ERROR] = { WB_BUBBLE_URGENCY_CRITICAL, "dialog-error", "dialog-error" },
  [WB_SEVERITY_CRITICAL] = { WB_BUBBLE_URGENCY_CRITICAL, "dialog-error", "dialog-error" },
};

static char *
dup_line (const char *text, glong limit_characters)
{
  g_autofree char *clean = wb_text_dup_clean (text);
  g_autofree char *line = wb_text_dup_single_line (clean);

  return wb_text_truncate (line, limit_characters);
}

/* Keeps the first lines that are not empty: a bubble has no room for paragraphs. */
static char *
dup_lines (const char *text, guint limit_lines)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *kept = g_string_new (NULL);
  guint n_lines = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (!wb_text_is_visible (lines[i]))
        continue;
      if (n_lines++ == limit_lines)
        {
          g_string_append (kept, "…");
          break;
        }
      if (kept->len > 0)
        g_string_append_c (kept, '\n');
      g_string_append (kept, lines[i]);
    }
  return g_string_free (kept, FALSE);
}

static char *
create_summary (const WbNotification *notification)
{
  g_autofree char *title
      = dup_line (notification->event->title, WB_BUBBLE_LIMIT_SUMMARY_CHARACTERS);
  g_autofree char *summary = NULL;

  if (!wb_text_is_visible (title))
    {
      g_free (title);
      title = g_strdup (wb_severity_get_label (notification->severity));
    }
  if (notification->resolved_us != 0)
    /* Translators: a bubble about something that is over; %s is what it was. */
    summary = g_strdup_printf (_ ("Resolved: %s"), title);
  else
    summary = g_steal_pointer (&title);

  if (notification->count > 1)
    /* Translators: a title, and how often it happened. */
    return g_strdup_printf (C_ ("title and count", "%s (%u)"), summary, notification->count);
  return g_steal_pointer (&summary);
}

static char *
create_body (const WbNotification *notification)
{
  g_autofree char *plain = wb_markdown_to_plain (notification->event->message);
  g_autofree char *clean = wb_text_dup_clean (plain);
  g_autofree char *lines = dup_lines (clean, WB_BUBBLE_LIMIT_BODY_LINES);

  return wb_text_truncate (lines, WB_BUBBLE_LIMIT_BODY_CHARACTERS);
}

/* wb_bubble_new: (transfer full): what to say for @notification. */
WbBubble *
wb_bubble_new (const WbNotification *notification)
{
  const WbEvent *event;
  const Style *style;
  WbBubble *self;

  g_return_val_if_fail (notification != NULL, NULL);

  event = notification->event;
  style = &styles[notification->severity];
  self = g_new0 (WbBubble, 1);
  self->summary = create_summary (notification);
  self->body = create_body (notification);
  self->category
      = g_strdup_printf ("x-wakebell.%s.%s", wb_category_to_string (event->type->category),
                         wb_severity_to_string (notification->severity));
  self->urgency = style->urgency;
  self->icon_name = style->icon_name;
  self->sound_name = style->sound_name;
  self->severity = notification->severity;
  self->can_acknowledge = notification->acknowledged_us == 0;

  /* What is over needs nobody: it may go by itself. */
  if (notification->resolved_us != 0)
    {
      self->urgency = WB_BUBBLE_URGENCY_NORMAL;
      self->icon_name = styles[WB_SEVERITY_SUCCESS].icon_name;
      self->sound_name = styles[WB_SEVERITY_SUCCESS].sound_name;
      self->severity = WB_SEVERITY_SUCCESS;
      self->can_acknowledge = FALSE;
    }
  return self;
}

/*
 * wb_bubble_new_for_rest:
 * @count: how many notifications have no bubble of their own
 * @were_missed: because none could be shown, and not because there were too many
 * @newest: (nullable): one of them
 *
 * Returns: (transfer full): one bubble for all of them
 */
WbBubble *
wb_bubble_new_for_rest (guint count, gboolean were_missed, const WbNotification *newest)
{
  const Style *style = &styles[WB_SEVERITY_WARNING];
  WbBubble *self;

  self = g_new0 (WbBubble, 1);
  if (were_missed)
    self->summary = g_strdup_printf (ngettext ("%u notification while none could be shown",
                                               "%u notifications while none could be shown", count),
                                     count);
  else
    self->summary = g_strdup_printf (
        ngettext ("%u more notification", "%u more notifications", count), count);
  if (newest != NULL)
    {
      g_autofree char *title = dup_line (newest->event->title, WB_BUBBLE_LIMIT_SUMMARY_CHARACTERS);

      /* Translators: %s is the title of a notification. */
      self->body = g_strdup_printf (_ ("Newest: %s"), title);
    }
  else
    self->body = g_strdup ("");
  self->category = g_strdup ("x-wakebell.rest");
  self->urgency = style->urgency;
  self->icon_name = style->icon_name;
  self->sound_name = style->sound_name;
  self->severity = WB_SEVERITY_WARNING;
  return self;
}

void
wb_bubble_free (WbBubble *self)
{
  g_free (self->summary);
  g_free (self->body);
  g_free (self->category);
  g_free (self);
}

/*
 * wb_bubble_dup_body_markup:
 *
 * For org.freedesktop.Notifications, whose bodies are markup: dunst reads them so even though it
 * does not say that it does.
 *
 * Returns: (transfer full): the body, which a reader of markup shows as it is
 */
char *
wb_bubble_dup_body_markup (const WbBubble *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_markup_escape_text (self->body, -1);
}

const char *
wb_bubble_get_severity_icon (WbSeverity severity)
{
  g_return_val_if_fail ((guint) severity < WB_N_SEVERITIES, NULL);

  return styles[severity].icon_name;
}
