/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-template.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "base/wb-time.h"

/*
 * The language of the texts in model/wb-catalogue.c:
 *
 *   {model_name}        a field of the event; empty when it is not given
 *   {context.error}     a member of context; {metrics.loss} one of metrics; {metrics} all
 *   {context.a/context.b}  the first of them that is given
 *   {time}              when it came in
 *   {provider|title}    through a filter: title, sentence, number, thousands, money, duration,
 *                       list; those of numbers leave alone what is none
 *   [Run {run_id}. ]    left out as a whole when a field in it is not given
 */

#define NAME_SIZE 128
#define MONEY_LIMIT 1e15 /* larger sums are shown as they came */

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

static gboolean
parse_number (const char *value, double *number)
{
  char *end;

  *number = g_ascii_strtod (value, &end);
  return *value != '\0' && *end == '\0' && strspn (value, "+-.0123456789eE") == strlen (value);
}

/* Without the zeros at its end: 78.0 is 78. */
static char *
filter_number (const char *value)
{
  char *number = g_strdup (value);
  gsize end = strlen (number);
  double ignored;

  if (!parse_number (value, &ignored) || strchr (value, '.') == NULL
      || strpbrk (value, "eE") != NULL)
    return number;

  while (number[end - 1] == '0')
    end--;
  if (number[end - 1] == '.')
    end--;
  number[end] = '\0';
  return number;
}

static char *
filter_thousands (const char *value)
{
  GString *number = g_string_new (value);
  gsize end = strcspn (value, ".");
  gsize start = value[0] == '-' ? 1 : 0;
  double ignored;

  if (!parse_number (value, &ignored) || strpbrk (value, "eE") != NULL)
    return g_string_free (number, FALSE);

  for (gsize at = end; at > start + 3; at -= 3)
    g_string_insert_c (number, (gssize) (at - 3), ',');
  return g_string_free (number, FALSE);
}

static char *
filter_money (const char *value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *format = "%.2f";
  double amount;

  if (!parse_number (value, &amount) || ABS (amount) >= MONEY_LIMIT)
    return g_strdup (value);

  /* Cents where there are some, and what is less than one is not nothing. */
  if (amount == (double) (gint64) amount)
    format = "%.0f";
  else if (ABS (amount) < 0.01)
    format = "%.2g";
  return g_strdup (g_ascii_formatd (text, sizeof text, format, amount));
}

static char *
filter_duration (const char *value)
{
  guint64 seconds, hours, minutes;
  double number;

  if (!parse_number (value, &number) || number < 0.0)
    return g_strdup (value);

  seconds = (guint64) MIN (number + 0.5, 1e12);
  hours = seconds / 3600;
  minutes = seconds / 60 % 60;
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
  { "title", filter_title },   { "sentence", filter_sentence },
  { "number", filter_number }, { "thousands", filter_thousands },
  { "money", filter_money },   { "duration", filter_duration },
  { "list", filter_list },
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

/* @names: with slashes between them; takes it apart. */
static char *
dup_first_field (const Scope *scope, char *names)
{
  g_autofree char *value = NULL;

  while (names != NULL && (value == NULL || *value == '\0'))
    {
      char *slash = strchr (names, '/');

      if (slash != NULL)
        *slash++ = '\0';
      g_free (value);
      value = dup_field (scope, names);
      names = slash;
    }
  return g_steal_pointer (&value);
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

static gboolean
is_line_start (const GString *out)
{
  gsize at = out->len;

  while (at > 0 && out->str[at - 1] == ' ')
    at--;
  return at == 0 || out->str[at - 1] == '\n';
}

/* Whether CommonMark would read the character at @p, in text that goes behind @out, as a mark. */
static gboolean
is_mark (const GString *out, const char *p)
{
  char before = out->len > 0 ? out->str[out->len - 1] : '\n';

  switch (*p)
    {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
      return TRUE;
    case '_': /* inside a word it is a letter */
      return !g_ascii_isalnum (before) || !g_ascii_isalnum (p[1]);
    case '&':
      return p[1] == '#' || g_ascii_isalpha (p[1]);
    case '#':
    case '>':
    case '-':
    case '+':
    case '=':
    case '~':
      return is_line_start (out);
    default:
      return FALSE;
    }
}

/* What is put in stands as itself; a list that a filter made keeps the marks of its lines. */
static void
append_markdown (GString *out, const char *value, gboolean is_list)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      gboolean is_item = is_list && g_str_has_prefix (p, "- ") && (p == value || p[-1] == '\n');

      if (!is_item && is_mark (out, p))
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

  value = dup_first_field (scope, name);
  if (value != NULL && filter != NULL)
    value = apply_filter (filter, g_steal_pointer (&value));
  if (value == NULL || *value == '\0')
    *is_missing = TRUE;
  else if (scope->kind == WB_TEMPLATE_MARKDOWN)
    append_markdown (out, value, g_strcmp0 (filter, "list") == 0);
  else
    g_string_append (out, value);
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
