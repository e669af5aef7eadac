/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-message-template.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "base/wb-time.h"
#include "model/wb-limits.h"

#define DEPTH 8 /* sections inside each other */

/* What stands between braces. */
typedef struct
{
  char kind; /* '#', '^', '/', '{' for three braces, 0 for a value */
  char *name;
  const char *end; /* where the text goes on */
} Tag;

/* Where values are looked up. */
typedef struct
{
  const WbMessage *message;
  const char *channel;
  const WbFact *fact; /* nullable: the one that a section is about */
  WbJson *event;      /* owned, nullable: the event as JSON */
  gboolean is_title;  /* plain text, not CommonMark */
} Scope;

static void
tag_clear (Tag *self)
{
  g_free (self->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tag, tag_clear)

/* @p stands at the first brace. Returns: FALSE where the tag has no end. */
static gboolean
read_tag (const char *p, Tag *tag)
{
  gboolean is_raw = g_str_has_prefix (p, "{{{");
  const char *close = is_raw ? "}}}" : "}}";
  const char *start = p + strlen (close);
  const char *end = strstr (start, close);

  if (end == NULL)
    return FALSE;
  tag->kind = is_raw ? '{' : '\0';
  tag->end = end + strlen (close);
  if (!is_raw && strchr ("#^/", *start) != NULL && *start != '\0')
    tag->kind = *start++;
  tag->name = g_strstrip (g_strndup (start, (gsize) (end - start)));
  return TRUE;
}

/* Where the section of @name that is open at @p ends; NULL: nowhere. @after: behind its end tag. */
static const char *
find_end (const char *p, const char *name, const char **after)
{
  guint depth = 1;

  for (const char *open = strstr (p, "{{"); open != NULL; open = strstr (p, "{{"))
    {
      g_auto (Tag) tag = { 0 };

      if (!read_tag (open, &tag))
        return NULL;
      p = tag.end;
      if (!g_str_equal (tag.name, name))
        continue;
      if (tag.kind == '#' || tag.kind == '^')
        depth++;
      else if (tag.kind == '/' && --depth == 0)
        {
          *after = tag.end;
          return open;
        }
    }
  return NULL;
}

/* --- values --- */

static gboolean
look_up (const Scope *scope, const char *name, WbJsonValue *value)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", -1);

  if (scope->event == NULL)
    return FALSE;
  *value = wb_json_get_root (scope->event);
  for (GStrv part = parts; *part != NULL; part++)
    if (wb_json_value_get_kind (*value) != WB_JSON_OBJECT
        || !wb_json_value_lookup (*value, *part, value))
      return FALSE;
  return TRUE;
}

static char *
dup_json_text (WbJsonValue value)
{
  GString *text;
  WbJsonIter iter;
  WbJsonValue item;

  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_NULL:
      return NULL;
    case WB_JSON_STRING:
      return wb_json_value_dup_string (value);
    case WB_JSON_ARRAY:
      text = g_string_new (NULL);
      wb_json_iter_init (&iter, value);
      while (wb_json_iter_next (&iter, NULL, &item))
        {
          g_autofree char *word = dup_json_text (item);

          g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                                  word != NULL ? word : "");
        }
      return g_string_free (text, FALSE);
    case WB_JSON_BOOLEAN:
    case WB_JSON_NUMBER:
    case WB_JSON_OBJECT:
    default:
      return wb_json_value_dup_raw (value);
    }
}

static const char *
get_status (const WbMessage *message)
{
  if (message->is_resolved || message->action == WB_DELIVERY_RESOLVE)
    return "resolved";
  return message->is_acknowledged || message->action == WB_DELIVERY_ACKNOWLEDGE ? "acknowledged"
                                                                                : "firing";
}

static char *
dup_time (gint64 time_us)
{
  char text[WB_TIME_TEXT_SIZE];

  wb_time_format (time_us, text);
  return g_strdup (text);
}

/* (transfer full) (nullable) */
static char *
dup_value (const Scope *scope, const char *name)
{
  const WbMessage *message = scope->message;
  WbJsonValue value;

  if (scope->fact != NULL && g_str_equal (name, "label"))
    return g_strdup (scope->fact->label);
  if (scope->fact != NULL && g_str_equal (name, "value"))
    return g_strdup (scope->fact->value);
  if (g_str_equal (name, "title"))
    return g_strdup (message->title);
  if (g_str_equal (name, "body") || g_str_equal (name, "message"))
    return g_strdup (message->body);
  if (g_str_equal (name, "severity"))
    return g_strdup (wb_severity_to_string (message->severity));
  if (g_str_equal (name, "priority"))
    return g_strdup (wb_priority_to_string (message->priority));
  if (g_str_equal (name, "status"))
    return g_strdup (get_status (message));
  if (g_str_equal (name, "count"))
    return g_strdup_printf ("%u", message->count);
  if (g_str_equal (name, "time"))
    return dup_time (message->time_us);
  if (g_str_equal (name, "channel"))
    return g_strdup (scope->channel);
  return look_up (scope, name, &value) ? dup_json_text (value) : NULL;
}

static gboolean
is_true (const char *value)
{
  return value != NULL && *value != '\0' && !g_str_equal (value, "false")
         && !g_str_equal (value, "{}");
}

/* --- rendering --- */

static void render (Scope *scope, const char *text, const char *end, guint depth, GString *out);

static void
render_value (const Scope *scope, const Tag *tag, GString *out)
{
  g_autofree char *value = dup_value (scope, tag->name);
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  if (!scope->is_title && tag->kind != '{')
    escaped = wb_text_dup_markdown (value);
  g_string_append (out, escaped != NULL ? escaped : value);
}

/* Returns: where the text goes on. */
static const char *
render_section (Scope *scope, const Tag *tag, const char *end, guint depth, GString *out)
{
  const char *after = end;
  const char *stop = find_end (tag->end, tag->name, &after);
  g_autofree char *value = NULL;

  if (stop == NULL || depth >= DEPTH)
    return end;
  if (g_str_equal (tag->name, "facts") && tag->kind == '#')
    {
      for (guint i = 0; i < scope->message->facts->len; i++)
        {
          scope->fact = g_ptr_array_index (scope->message->facts, i);
          render (scope, tag->end, stop, depth + 1, out);
        }
      scope->fact = NULL;
      return after;
    }
  value = dup_value (scope, tag->name);
  if (is_true (value) == (tag->kind == '#'))
    render (scope, tag->end, stop, depth + 1, out);
  return after;
}

static void
render (Scope *scope, const char *text, const char *end, guint depth, GString *out)
{
  while (text < end)
    {
      const char *open = g_strstr_len (text, end - text, "{{");
      g_auto (Tag) tag = { 0 };

      if (open == NULL || !read_tag (open, &tag))
        {
          g_string_append_len (out, text, end - text);
          return;
        }
      g_string_append_len (out, text, open - text);
      text = tag.end;
      if (tag.kind == '#' || tag.kind == '^')
        text = render_section (scope, &tag, end, depth, out);
      else if (tag.kind != '/')
        render_value (scope, &tag, out);
    }
}

/*
 * wb_message_template_render:
 * @text: a template that wb_message_template_check() let through
 * @channel: its name
 * @is_title: the result is plain text of one line; else CommonMark
 */
char *
wb_message_template_render (const char *text,
                            const WbMessage *message,
                            const char *channel,
                            gboolean is_title)
{
  static const WbJsonLimits limits = { 1 << 20, 1 << 20, 32, 10000 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *json = message->event != NULL ? wb_event_to_json (message->event) : NULL;
  g_autoptr (WbJson) event
      = json != NULL ? wb_json_parse (json, strlen (json), &limits, NULL) : NULL;
  Scope scope = { message, channel, NULL, event, is_title };

  render (&scope, text, text + strlen (text), 0, out);
  if (is_title)
    {
      g_autofree char *line = wb_text_dup_single_line (out->str);

      return wb_text_truncate (line, WB_LIMIT_TITLE_CHARACTERS);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
check_range (const char *field, const char *text, const char *end, guint depth, GError **error)
{
  if (depth > DEPTH)
    return wb_field_refuse (error, field, "expected at most %d sections inside each other", DEPTH);
  while (text < end)
    {
      const char *open = g_strstr_len (text, end - text, "{{");
      const char *after = end;
      const char *stop;
      g_auto (Tag) tag = { 0 };

      if (open == NULL)
        return TRUE;
      if (!read_tag (open, &tag))
        return wb_field_refuse (error, field, "a \"{{\" has no \"}}\"");
      if (*tag.name == '\0')
        return wb_field_refuse (error, field, "expected the name of a field between the braces");
      if (tag.kind == '/')
        return wb_field_refuse (error, field, "{{/%s}} ends no section", tag.name);
      text = tag.end;
      if (tag.kind != '#' && tag.kind != '^')
        continue;
      stop = find_end (tag.end, tag.name, &after);
      if (stop == NULL || stop > end)
        return wb_field_refuse (error, field, "the section {{#%s}} has no {{/%s}}", tag.name,
                                tag.name);
      if (!check_range (field, tag.end, stop, depth + 1, error))
        return FALSE;
      text = after;
    }
  return TRUE;
}

/* wb_message_template_check: whether it can be rendered; @text: (nullable). */
gboolean
wb_message_template_check (const char *field, const char *text, GError **error)
{
  return text == NULL || check_range (field, text, text + strlen (text), 0, error);
}

/* --- use --- */

static void
replace (char **text, char *other)
{
  g_free (*text);
  *text = other;
}

/* wb_message_template_apply: @alert: (nullable): its templates go before those of the channel. A
 * sum of several has texts of its own. */
void
wb_message_template_apply (WbMessage *message,
                           const WbChannelConfig *channel,
                           const WbAlertConfig *alert)
{
  const char *title = alert != NULL && alert->title_template != NULL ? alert->title_template
                                                                     : channel->title_template;
  const char *body = alert != NULL && alert->body_template != NULL ? alert->body_template
                                                                   : channel->body_template;
  g_autofree char *new_title = NULL;

  if (message->event == NULL)
    return;
  if (title != NULL)
    new_title = wb_message_template_render (title, message, channel->name, TRUE);
  if (body != NULL)
    replace (&message->body, wb_message_template_render (body, message, channel->name, FALSE));
  if (new_title != NULL && *new_title != '\0')
    replace (&message->title, g_steal_pointer (&new_title));
}
