/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-template.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "base/wb-time.h"

/*
 * The language of the texts in model/wb-catalogue.c:
 *
 *   {model_name}              a field of the event; empty when it is not given
 *   {context.error}           a member of context; {metrics.loss} one of metrics; {metrics} all
 *   {time}                    when it came in
 *   {provider|title}          through a filter: title, sentence, thousands, money, duration, list
 *   [Run {run_id}. ]          left out as a whole when a field in it is not given
 */

#define NAME_SIZE 128

/* What is looked into was read at intake: it is within every limit already. */
static const WbJsonLimits limits
    = { .length_bytes = 1 << 20, .string_bytes = 1 << 20, .depth = 32, .values = 10000 };

typedef struct
{
  WbTemplateKind kind;
  const WbEvent *event;
  gint64 now_us;
} Scope;

typedef char *(*FilterFunc) (const char *value);

static char *
filter_title (const char *value)
{
  GString *title = g_string_new (NULL);
  gboolean is_start = TRUE;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (title, is_start ? g_unichar_totitle (c) : c);
      is_start = !g_unichar_isalnum (c);
    }
  return g_string_free (title, FALSE);
}

static char *
filter_sentence (const char *value)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (value), "_-.", ' ');
  g_autofree char *first = g_utf8_substring (spaced, 0, MIN (1, g_utf8_strlen (spaced, -1)));
  g_autofree char *upper = g_utf8_strup (first, -1);

  return g_strconcat (upper, spaced + strlen (first), NULL);
}

static char *
filter_thousands (const char *value)
{
  GString *number = g_string_new (value);
  gsize end = strcspn (value, ".eE");
  gsize start = value[0] == '-' ? 1 : 0;

  for (gsize at = end; at > start + 3; at -= 3)
    g_string_insert_c (number, (gssize) (at - 3), ',');
  return g_string_free (number, FALSE);
}

static char *
filter_money (const char *value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.2f", g_ascii_strtod (value, NULL)));
}

static char *
filter_duration (const char *value)
{
  guint64 seconds = (guint64) MIN (g_ascii_strtod (value, NULL) + 0.5, 1e12);
  guint64 hours = seconds / 3600, minutes = seconds / 60 % 60;

  if (hours > 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " h %02" G_GUINT64_FORMAT " min", hours, minutes);
  if (minutes > 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " min %02" G_GUINT64_FORMAT " s", minutes,
                            seconds % 60);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " s", seconds);
}

/* Members of an object of strings, a line each. */
static char *
filter_list (const char *value)
{
  g_autoptr (WbJson) json = wb_json_parse (value, strlen (value), &limits, NULL);
  GString *lines = g_string_new (NULL);
  WbJsonIter iter;
  WbJsonValue name, member;

  if (json == NULL || wb_json_value_get_kind (wb_json_get_root (json)) != WB_JSON_OBJECT)
    return g_string_free (g_string_append (lines, value), FALSE);

  wb_json_iter_init (&iter, wb_json_get_root (json));
  while (wb_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *text = wb_json_value_get_kind (member) == WB_JSON_STRING
                                  ? wb_json_value_dup_string (member)
                                  : wb_json_value_dup_raw (member);

      g_string_append_printf (lines, "%s- %s: %s", lines->len > 0 ? "\n" : "", key, text);
    }
  return g_string_free (lines, FALSE);
}

static const struct
{
  const char *name;
  FilterFunc func;
} filters[] = {
  { "title", filter_title },         { "sentence", filter_sentence }, { "money", filter_money },
  { "thousands", filter_thousands }, { "duration", filter_duration }, { "list", filter_list },
};

static char *
dup_member (const char *object, const char *name)
{
  g_autoptr (WbJson) json = NULL;
  WbJsonValue member;

  if (object == NULL)
    return NULL;
  json = wb_json_parse (object, strlen (object), &limits, NULL);
  if (json == NULL || !wb_json_value_lookup (wb_json_get_root (json), name, &member))
    return NULL;
  return wb_json_value_get_kind (member) == WB_JSON_STRING ? wb_json_value_dup_string (member)
                                                           : wb_json_value_dup_raw (member);
}

static char *
dup_all_metrics (const WbEvent *event)
{
  g_autoptr (WbJson) json = NULL;
  GString *line = NULL;
  WbJsonIter iter;
  WbJsonValue name, number;

  if (event->metrics == NULL)
    return NULL;

  json = wb_json_parse (event->metrics, strlen (event->metrics), &limits, NULL);
  if (json == NULL)
    return NULL;
  line = g_string_new (NULL);
  wb_json_iter_init (&iter, wb_json_get_root (json));
  while (wb_json_iter_next (&iter, &name, &number))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *value = wb_json_value_dup_raw (number);

      g_string_append_printf (line, "%s%s %s", line->len > 0 ? ", " : "", key, value);
    }
  return g_string_free (line, line->len == 0);
}

static char *
dup_count (gint64 count)
{
  return count >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : NULL;
}

static char *
dup_time (gint64 now_us)
{
  char text[WB_TIME_TEXT_SIZE];

  wb_time_format (now_us, text);
  return g_strdup_printf ("%.19sZ", text);
}

static char *
dup_field (const Scope *scope, const char *name)
{
  const WbEvent *event = scope->event;

  if (g_str_has_prefix (name, "context."))
    return dup_member (event->context, name + strlen ("context."));
  if (g_str_has_prefix (name, "metrics."))
    return dup_member (event->metrics, name + strlen ("metrics."));
  if (g_str_equal (name, "metrics"))
    return dup_all_metrics (event);
  if (g_str_equal (name, "model_name"))
    return g_strdup (event->model_name);
  if (g_str_equal (name, "run_id"))
    return g_strdup (event->run_id);
  if (g_str_equal (name, "provider"))
    return event->provider != NULL ? g_strdup (event->provider)
                                   : dup_member (event->context, "provider_name");
  if (g_str_equal (name, "key_id"))
    return g_strdup (event->key_id);
  if (g_str_equal (name, "source"))
    return g_strdup (event->source);
  if (g_str_equal (name, "epoch"))
    return dup_count (event->epoch);
  if (g_str_equal (name, "total_epochs"))
    return dup_count (event->total_epochs);
  if (g_str_equal (name, "batch"))
    return dup_count (event->batch);
  if (g_str_equal (name, "total_batches"))
    return dup_count (event->total_batches);
  if (g_str_equal (name, "duration"))
    return g_strdup (event->duration);
  if (g_str_equal (name, "cost"))
    return g_strdup (event->cost);
  if (g_str_equal (name, "time"))
    return dup_time (scope->now_us);
  return NULL;
}

static char *
apply_filter (const char *name, char *value)
{
  g_autofree char *owned = value;

  for (gsize i = 0; owned != NULL && i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].name, name))
      return filters[i].func (owned);
  return g_steal_pointer (&owned);
}

/* Marks that CommonMark would read stand as themselves; a list that a filter made keeps its own. */
static void
append_value (const Scope *scope, GString *out, const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      if (scope->kind == WB_TEMPLATE_MARKDOWN && strchr ("\\`*_[]<", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

/* @p stands behind the '{'; returns where the text goes on. */
static const char *
render_field (const Scope *scope, const char *p, GString *out, gboolean *is_missing)
{
  const char *end = strchr (p, '}');
  char name[NAME_SIZE];
  char *filter;
  g_autofree char *value = NULL;

  g_return_val_if_fail (end != NULL && end - p < NAME_SIZE, p + strlen (p));

  g_strlcpy (name, p, (gsize) (end - p) + 1);
  filter = strchr (name, '|');
  if (filter != NULL)
    *filter++ = '\0';

  value = dup_field (scope, name);
  if (value != NULL && filter != NULL)
    value = apply_filter (filter, g_steal_pointer (&value));
  if (value == NULL || *value == '\0')
    *is_missing = TRUE;
  else
    append_value (scope, out, value);
  return end + 1;
}

/* Renders up to the end or, inside brackets, up to the ']'. */
static const char *
render_part (const Scope *scope, const char *p, GString *out, gboolean *is_missing)
{
  while (*p != '\0' && *p != ']')
    {
      if (*p == '{')
        p = render_field (scope, p + 1, out, is_missing);
      else if (*p == '[')
        {
          gsize before = out->len;
          gboolean is_part_missing = FALSE;

          p = render_part (scope, p + 1, out, &is_part_missing);
          p += *p == ']';
          if (is_part_missing)
            g_string_truncate (out, before);
        }
      else
        g_string_append_c (out, *p++);
    }
  return p;
}

/*
 * wb_template_render:
 * @text: a template of ours, translated
 * @now_us: when the event came in
 *
 * Returns: (transfer full): the text for @event, without white space at its ends
 */
char *
wb_template_render (const char *text, WbTemplateKind kind, const WbEvent *event, gint64 now_us)
{
  Scope scope = { .kind = kind, .event = event, .now_us = now_us };
  GString *out = g_string_new (NULL);
  gboolean is_missing = FALSE;

  g_return_val_if_fail (text != NULL && event != NULL, NULL);

  render_part (&scope, text, out, &is_missing);
  return g_strstrip (g_string_free (out, FALSE));
}
