/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-private.h"
#include "base/wb-text.h"

#define SHOWN_NAME_CHARACTERS 64 /* of a name that an error repeats */

/* One name of an object while duplicates are looked for. */
typedef struct
{
  const char *bytes;
  gsize length;
} Name;

typedef struct
{
  WbJson *json;
  const WbJsonLimits *limits;
  gsize at;
  GArray *open; /* guint: tokens of the containers we are in */
  GError **error;
} Parser;

static gboolean
fail (Parser *parser, WbError code, const char *what)
{
  g_set_error (parser->error, WB_ERROR, code, "body: %s at byte %" G_GSIZE_FORMAT, what,
               parser->at);
  return FALSE;
}

static char
peek (const Parser *parser)
{
  return parser->at < parser->json->length ? parser->json->text[parser->at] : '\0';
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (Parser *parser)
{
  while (parser->at < parser->json->length && is_space (parser->json->text[parser->at]))
    parser->at++;
}

static gboolean
add_token (Parser *parser, WbJsonKind kind)
{
  WbJsonToken token = { .start = (guint32) parser->at, .kind = (guint8) kind };

  if (parser->json->tokens->len >= parser->limits->values)
    {
      g_set_error (parser->error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: more than %u values and names", parser->limits->values);
      return FALSE;
    }
  g_array_append_val (parser->json->tokens, token);
  return TRUE;
}

static void
close_token (Parser *parser, guint index)
{
  WbJsonToken *token = wb_json_get_token (parser->json, index);

  token->end = (guint32) parser->at;
  token->next = parser->json->tokens->len;
}

/* Returns the code unit behind "\u", or -1. */
static int
parse_code_unit (const Parser *parser, gsize at)
{
  int unit = 0;

  if (at + 4 > parser->json->length)
    return -1;

  for (gsize i = at; i < at + 4; i++)
    {
      int digit = g_ascii_xdigit_value (parser->json->text[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

static gboolean
is_high_surrogate (int unit)
{
  return unit >= 0xd800 && unit < 0xdc00;
}

static gboolean
is_low_surrogate (int unit)
{
  return unit >= 0xdc00 && unit < 0xe000;
}

/* parser->at stands on the 'u'. */
static gboolean
parse_unicode_escape (Parser *parser)
{
  int unit = parse_code_unit (parser, parser->at + 1);

  if (unit < 0)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "\\u without four hexadecimal digits");
  if (unit == 0)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "\\u0000 is not accepted");
  if (is_low_surrogate (unit))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "lone surrogate");

  parser->at += 5;
  if (!is_high_surrogate (unit))
    return TRUE;

  if (peek (parser) != '\\' || parser->json->text[parser->at + 1] != 'u'
      || !is_low_surrogate (parse_code_unit (parser, parser->at + 2)))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "lone surrogate");
  parser->at += 6;
  return TRUE;
}

static gboolean
parse_escape (Parser *parser)
{
  parser->at++;
  if (peek (parser) == 'u')
    return parse_unicode_escape (parser);

  if (peek (parser) == '\0' || strchr ("\"\\/bfnrt", peek (parser)) == NULL)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "unknown escape");
  parser->at++;
  return TRUE;
}

/* The text as a whole was found to be UTF-8 before. */
static gboolean
parse_string (Parser *parser)
{
  guint index = parser->json->tokens->len;
  gsize start;
  gboolean has_escape = FALSE;

  if (!add_token (parser, WB_JSON_STRING))
    return FALSE;

  start = ++parser->at;
  while (peek (parser) != '"')
    {
      if (parser->at >= parser->json->length)
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "string without an end");
      if ((guchar) peek (parser) < 0x20)
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "control character in a string");
      if (peek (parser) == '\\')
        {
          has_escape = TRUE;
          if (!parse_escape (parser))
            return FALSE;
        }
      else
        {
          parser->at++;
        }
    }
  if (parser->at - start > parser->limits->string_bytes)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "string too long");

  parser->at++;
  close_token (parser, index);
  wb_json_get_token (parser->json, index)->has_escape = has_escape;
  return TRUE;
}

static gboolean
skip_digits (Parser *parser)
{
  gsize start = parser->at;

  while (g_ascii_isdigit (peek (parser)))
    parser->at++;
  return parser->at > start;
}

/* Moves over a number by its grammar; tells whether it is written as an integer. */
static gboolean
scan_number (Parser *parser, gboolean *is_integer)
{
  *is_integer = TRUE;
  if (peek (parser) == '-')
    parser->at++;
  if (peek (parser) == '0')
    parser->at++;
  else if (!skip_digits (parser))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "not a JSON value");

  if (peek (parser) == '.')
    {
      *is_integer = FALSE;
      parser->at++;
      if (!skip_digits (parser))
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number without digits after the point");
    }
  if (peek (parser) == 'e' || peek (parser) == 'E')
    {
      *is_integer = FALSE;
      parser->at++;
      if (peek (parser) == '+' || peek (parser) == '-')
        parser->at++;
      if (!skip_digits (parser))
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number without digits in the exponent");
    }
  return TRUE;
}

static gboolean
parse_number (Parser *parser)
{
  guint index = parser->json->tokens->len;
  gboolean is_integer;
  char text[WB_JSON_NUMBER_LENGTH + 1];
  gsize start = parser->at;
  WbJsonValue value = { parser->json, index };
  gint64 number;

  if (!add_token (parser, WB_JSON_NUMBER) || !scan_number (parser, &is_integer))
    return FALSE;
  if (parser->at - start > WB_JSON_NUMBER_LENGTH)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number of more than 64 characters");
  close_token (parser, index);

  memcpy (text, parser->json->text + start, parser->at - start);
  text[parser->at - start] = '\0';
  if (is_integer ? !wb_json_value_get_int64 (value, &number)
                 : !isfinite (g_ascii_strtod (text, NULL)))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT,
                 "number that neither a 64-bit integer nor a finite double holds");
  return TRUE;
}

static gboolean
parse_word (Parser *parser, const char *word, WbJsonKind kind)
{
  guint index = parser->json->tokens->len;
  gsize length = strlen (word);

  if (!add_token (parser, kind))
    return FALSE;
  if (parser->json->length - parser->at < length
      || memcmp (parser->json->text + parser->at, word, length) != 0)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "not a JSON value");

  parser->at += length;
  close_token (parser, index);
  return TRUE;
}

static int
compare_names (const void *a, const void *b)
{
  const Name *left = a, *right = b;
  int order = memcmp (left->bytes, right->bytes, MIN (left->length, right->length));

  return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

/* Sorting instead of hashing: no choice of names makes it slow. */
static gboolean
check_names (Parser *parser, guint object)
{
  guint count = wb_json_get_token (parser->json, object)->items;
  g_autofree Name *names = NULL;
  g_autoptr (GStringChunk) unescaped = NULL;
  WbJsonIter iter;
  WbJsonValue name, value;
  guint n = 0;

  if (count < 2)
    return TRUE;

  names = g_new (Name, count);
  wb_json_iter_init (&iter, (WbJsonValue){ parser->json, object });
  while (wb_json_iter_next (&iter, &name, &value))
    {
      WbJsonToken *token = wb_json_get_token (parser->json, name.token);
      g_autofree char *plain = token->has_escape ? wb_json_value_dup_string (name) : NULL;

      names[n] = (Name){ parser->json->text + token->start + 1, token->end - token->start - 2 };
      if (plain != NULL)
        {
          if (unescaped == NULL)
            unescaped = g_string_chunk_new (256);
          names[n] = (Name){ g_string_chunk_insert (unescaped, plain), strlen (plain) };
        }
      n++;
    }

  qsort (names, count, sizeof *names, compare_names);
  for (guint i = 1; i < count; i++)
    if (compare_names (&names[i - 1], &names[i]) == 0)
      {
        g_autofree char *twice = g_strndup (names[i].bytes, names[i].length);
        g_autofree char *shown = wb_text_truncate (twice, SHOWN_NAME_CHARACTERS);

        g_set_error (parser->error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                     "body: the name \"%s\" stands twice in one object", shown);
        return FALSE;
      }
  return TRUE;
}

static gboolean
open_container (Parser *parser, WbJsonKind kind)
{
  guint index = parser->json->tokens->len;

  if (parser->open->len >= parser->limits->depth)
    {
      g_set_error (parser->error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: more than %u arrays and objects inside each other",
                   parser->limits->depth);
      return FALSE;
    }
  if (!add_token (parser, kind))
    return FALSE;

  g_array_append_val (parser->open, index);
  parser->at++;
  return TRUE;
}

static gboolean
close_container (Parser *parser)
{
  guint index = g_array_index (parser->open, guint, parser->open->len - 1);

  parser->at++;
  close_token (parser, index);
  g_array_set_size (parser->open, parser->open->len - 1);
  return wb_json_get_token (parser->json, index)->kind != WB_JSON_OBJECT
         || check_names (parser, index);
}

/* A scalar, or the opening of a container. */
static gboolean
parse_value (Parser *parser)
{
  switch (peek (parser))
    {
    case '{':
      return open_container (parser, WB_JSON_OBJECT);
    case '[':
      return open_container (parser, WB_JSON_ARRAY);
    case '"':
      return parse_string (parser);
    case 't':
      return parse_word (parser, "true", WB_JSON_BOOLEAN);
    case 'f':
      return parse_word (parser, "false", WB_JSON_BOOLEAN);
    case 'n':
      return parse_word (parser, "null", WB_JSON_NULL);
    default:
      return parse_number (parser);
    }
}

static gboolean
parse_name (Parser *parser)
{
  if (peek (parser) != '"')
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "expected a name in quotes");
  if (!parse_string (parser))
    return FALSE;

  skip_space (parser);
  if (peek (parser) != ':')
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "expected a colon");
  parser->at++;
  skip_space (parser);
  return TRUE;
}

/* One step inside a container: its end, or one more item. */
static gboolean
parse_step (Parser *parser)
{
  guint index = g_array_index (parser->open, guint, parser->open->len - 1);
  WbJsonToken *container = wb_json_get_token (parser->json, index);
  char end = container->kind == WB_JSON_OBJECT ? '}' : ']';

  skip_space (parser);
  if (peek (parser) == end)
    return close_container (parser);

  if (container->items++ > 0)
    {
      if (peek (parser) != ',')
        return fail (parser, WB_ERROR_INVALID_ARGUMENT,
                     end == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
      parser->at++;
      skip_space (parser);
    }
  if (end == '}' && !parse_name (parser))
    return FALSE;
  return parse_value (parser);
}

static gboolean
parse_document (Parser *parser)
{
  skip_space (parser);
  if (parser->at >= parser->json->length)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "empty; expected a JSON value");

  if (!parse_value (parser))
    return FALSE;
  while (parser->open->len > 0)
    if (!parse_step (parser))
      return FALSE;

  skip_space (parser);
  if (parser->at < parser->json->length)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "more after the end of the JSON value");
  return TRUE;
}

/*
 * wb_json_parse:
 * @text: any bytes
 *
 * Returns: (transfer full): the document; or %NULL, with an error that begins with "body: " and
 * says where.
 */
WbJson *
wb_json_parse (const char *text, gsize length, const WbJsonLimits *limits, GError **error)
{
  g_autoptr (WbJson) json = NULL;
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  Parser parser;
  const char *bad;

  g_return_val_if_fail (text != NULL || length == 0, NULL);
  g_return_val_if_fail (limits != NULL && limits->length_bytes < G_MAXUINT32, NULL);

  if (length > limits->length_bytes)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE,
                   "body: %" G_GSIZE_FORMAT " bytes; expected %" G_GSIZE_FORMAT " at the most",
                   length, limits->length_bytes);
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, &bad))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: not UTF-8, or a NUL, at byte %" G_GSIZE_FORMAT, (gsize) (bad - text));
      return NULL;
    }

  json = g_new0 (WbJson, 1);
  g_atomic_ref_count_init (&json->ref_count);
  json->text = g_strndup (text, length);
  json->length = length;
  json->tokens = g_array_sized_new (FALSE, FALSE, sizeof (WbJsonToken), 32);

  parser = (Parser){ .json = json, .limits = limits, .open = open, .error = error };
  return parse_document (&parser) ? g_steal_pointer (&json) : NULL;
}
