/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-content.h"

#include <glib/gi18n-lib.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "channels/mail/wb-mail-advice.h"

typedef struct
{
  const char *mark;
  const char *colour;
  const char *ink;
} Look;

static const Look severity_looks[] = {
  [WB_SEVERITY_INFO] = { "INFO", "#1c71d8", "#ffffff" },
  [WB_SEVERITY_SUCCESS] = { "SUCCESS", "#1f8a4c", "#ffffff" },
  [WB_SEVERITY_WARNING] = { "WARNING", "#f5c211", "#2b2200" },
  [WB_SEVERITY_ERROR] = { "ERROR", "#d9480f", "#ffffff" },
  [WB_SEVERITY_CRITICAL] = { "CRITICAL", "#b3131f", "#ffffff" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (severity_looks) == WB_N_SEVERITIES);

static const Look resolved_look = { "RESOLVED", "#1f8a4c", "#ffffff" };

/* Texts come from outside, and every function that reads them takes them to be UTF-8. */
static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *line = wb_text_dup_single_line (valid);

  return wb_text_dup_clean (line);
}

static char *
dup_lines (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return g_strstrip (wb_text_dup_clean (valid));
}

static char *
dup_state (const WbMessage *message)
{
  const char *severity = wb_severity_get_label (message->severity);

  if (message->is_resolved)
    return g_strconcat (severity, " · ", _ ("resolved"), NULL);
  if (message->is_acknowledged)
    return g_strconcat (severity, " · ", _ ("acknowledged"), NULL);
  return g_strdup (severity);
}

static char *
dup_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("");
}

static char *
dup_url (const WbMessage *message)
{
  const char *url = message->event != NULL ? message->event->url : NULL;

  if (url == NULL
      || (g_ascii_strncasecmp (url, "https://", 8) != 0
          && g_ascii_strncasecmp (url, "http://", 7) != 0))
    return NULL;
  return dup_line (url);
}

static void
fact_free (gpointer data)
{
  WbFact *self = data;

  g_free (self->label);
  g_free (self->value);
  g_free (self);
}

static GPtrArray *
dup_facts (const GPtrArray *facts)
{
  GPtrArray *clean = g_ptr_array_new_with_free_func (fact_free);

  for (guint i = 0; i < facts->len; i++)
    {
      const WbFact *source = g_ptr_array_index (facts, i);
      WbFact *fact = g_new (WbFact, 1);

      fact->label = dup_line (source->label);
      fact->value = dup_line (source->value);
      g_ptr_array_add (clean, fact);
    }
  return clean;
}

/* wb_mail_content_init: @message: outlives @self, as does @settings. */
void
wb_mail_content_init (WbMailContent *self, const WbMessage *message, const WbMailSettings *settings)
{
  const Look *look = message->is_resolved ? &resolved_look : &severity_looks[message->severity];

  *self = (WbMailContent){
    .title = dup_line (message->title),
    .mark = look->mark,
    .state = dup_state (message),
    .time = dup_time (message->time_us),
    .body = dup_lines (message->body),
    .greeting = dup_lines (settings->greeting != NULL ? settings->greeting : _ ("Hello,")),
    .signature = dup_lines (settings->signature),
    .url = dup_url (message),
    .advice = wb_mail_advice_get (message),
    .colour = look->colour,
    .ink = look->ink,
    .sender = settings->from_name,
    .sender_color = settings->header_color,
    .facts = dup_facts (message->facts),
  };
  self->has_curve = wb_mail_chart_read (message->losses, &self->curve);
}

void
wb_mail_content_clear (WbMailContent *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->greeting, g_free);
  g_clear_pointer (&self->signature, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
}

static void
append_fact (GString *text, const char *label, const char *value)
{
  /* Translators: a label and its value, in a list of what is known: "Model: qwen-7b". */
  g_string_append_printf (text, _ ("%s: %s"), label, value);
  g_string_append_c (text, '\n');
}

static void
append_paragraph (GString *text, const char *paragraph)
{
  if (paragraph != NULL && *paragraph != '\0')
    g_string_append_printf (text, "%s\n\n", paragraph);
}

/* wb_mail_content_dup_caption: (transfer full): what the loss curve says, for who cannot see it. */
char *
wb_mail_content_dup_caption (const WbMailContent *self)
{
  /* Translators: numbers: the loss of a training run at its start, now, and at its best. */
  return g_strdup_printf (_ ("Loss: from %s to %s, lowest %s"), self->curve.first, self->curve.last,
                          self->curve.lowest);
}

/* wb_mail_content_dup_text: (transfer full): plain text; lines end in line feeds. */
char *
wb_mail_content_dup_text (const WbMailContent *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *body = wb_markdown_to_plain (self->body);
  g_autofree char *caption = self->has_curve ? wb_mail_content_dup_caption (self) : NULL;

  append_paragraph (text, self->greeting);
  append_fact (text, _ ("Alert"), self->title);
  append_fact (text, _ ("Severity"), self->state);
  append_fact (text, _ ("Time"), self->time);
  g_string_append_c (text, '\n');
  append_paragraph (text, body);
  if (self->facts->len > 0)
    g_string_append_printf (text, "%s\n", _ ("Details:"));
  for (guint i = 0; i < self->facts->len; i++)
    {
      const WbFact *fact = g_ptr_array_index (self->facts, i);

      g_string_append (text, "- ");
      append_fact (text, fact->label, fact->value);
    }
  if (self->facts->len > 0)
    g_string_append_c (text, '\n');
  append_paragraph (text, caption);
  if (self->advice != NULL)
    g_string_append_printf (text, "%s\n%s\n\n", _ ("Action Required:"), self->advice);
  if (self->url != NULL)
    g_string_append_printf (text, "%s %s\n\n", _ ("View Details:"), self->url);
  if (*self->signature != '\0')
    g_string_append_printf (text, "-- \n%s\n", self->signature);
  return g_string_free (text, FALSE);
}
