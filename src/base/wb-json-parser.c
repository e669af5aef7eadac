/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-private.h"
#include "base/wb-text.h"

#define SHOWN_NAME_CHARACTERS 64 /* of a name that an error repeats */
#define TOKENS_AT_FIRST 32       /* room for them; an event has fewer as a rule */
#define INT64_SURE_LENGTH 18     /* an integer that is no longer fits, whatever its digits */
#define FEW_NAMES 8              /* of one object */

/* One name of an object while duplicates are looked for. */
typedef struct
{
  const char *bytes;
  gsize length;
} Name;

/* How a number is written. */
typedef enum
{
  FORM_INTEGER,
  FORM_FRACTION,
  FORM_EXPONENT,
} NumberForm;

typedef struct
{
  WbJson *json;
  const WbJsonLimits *limits;
  gsize at;
  guint n_allocated; /* tokens */
  guint open;        /* the innermost of the containers that we are in */
  guint depth;       /* how many these are */
  GError **error;
} Parser;

static gboolean
fail (Parser *parser, WbError code, const char *what)
{
  g_set_error (parser->error, WB_ERROR, code, "body: %s at byte %" G_GSIZE_FORMAT, what,
               parser->at);
  return FALSE;
}

/* At the end this is the NUL behind the text. */
static char
peek (const Parser *parser)
{
  return parser->json->text[parser->at];
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (Parser *parser)
{
  while (is_space (peek (parser)))
    parser->at++;
}

static gboolean
add_token (Parser *parser, WbJsonKind kind)
{
  WbJson *json = parser->json;

  if (json->n_tokens >= parser->limits->values)
    {
      g_set_error (parser->error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: more than %u values and names", parser->limits->values);
      return FALSE;
    }
  if (json->n_tokens == parser->n_allocated)
    {
      parser->n_allocated *= 2;
      json->tokens = g_renew (WbJsonToken, json->tokens, parser->n_allocated);
    }
  json->tokens[json->n_tokens++]
      = (WbJsonToken){ .start = (guint32) parser->at, .kind = (guint8) kind };
  return TRUE;
}

static void
close_token (Parser *parser, guint index)
{
  WbJsonToken *token = wb_json_get_token (parser->json, index);

  token->end = (guint32) parser->at;
  token->next = parser->json->n_tokens;
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

/* Moves over what stands for itself in a string; the NUL behind the text does not. */
static void
skip_plain (Parser *parser)
{
  const char *p = parser->json->text + parser->at;

  while ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
    p++;
  parser->at = (gsize) (p - parser->json->text);
}

/* The text as a whole was found to be UTF-8 before. */
static gboolean
parse_string (Parser *parser)
{
  guint index = parser->json->n_tokens;
  gsize start;
  gboolean has_escape = FALSE;

  if (!add_token (parser, WB_JSON_STRING))
    return FALSE;

  start = ++parser->at;
  for (;;)
    {
      skip_plain (parser);
      if (peek (parser) != '\\')
        break;
      has_escape = TRUE;
      if (!parse_escape (parser))
        return FALSE;
    }
  if (parser->at >= parser->json->length)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "string without an end");
  if (peek (parser) != '"')
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "control character in a string");
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

/* Moves over a number by its grammar; tells how it is written. */
static gboolean
scan_number (Parser *parser, NumberForm *form)
{
  *form = FORM_INTEGER;
  if (peek (parser) == '-')
    parser->at++;
  if (peek (parser) == '0')
    parser->at++;
  else if (!skip_digits (parser))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "not a JSON value");

  if (peek (parser) == '.')
    {
      *form = FORM_FRACTION;
      parser->at++;
      if (!skip_digits (parser))
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number without digits after the point");
    }
  if (peek (parser) == 'e' || peek (parser) == 'E')
    {
      *form = FORM_EXPONENT;
      parser->at++;
      if (peek (parser) == '+' || peek (parser) == '-')
        parser->at++;
      if (!skip_digits (parser))
        return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number without digits in the exponent");
    }
  return TRUE;
}

/* Whether an int64 or a finite double holds it; by its length alone for most. */
static gboolean
is_held (WbJsonValue number, NumberForm form)
{
  gsize length;
  gint64 integer;

  switch (form)
    {
    case FORM_INTEGER:
      wb_json_value_get_raw (number, &length);
      return length <= INT64_SURE_LENGTH || wb_json_value_get_int64 (number, &integer);
    case FORM_FRACTION:
      return TRUE; /* a double holds any of WB_JSON_NUMBER_LENGTH characters */
    case FORM_EXPONENT:
    default:
      return isfinite (wb_json_value_get_double (number));
    }
}

static gboolean
parse_number (Parser *parser)
{
  guint index = parser->json->n_tokens;
  gsize start = parser->at;
  NumberForm form;

  if (!add_token (parser, WB_JSON_NUMBER) || !scan_number (parser, &form))
    return FALSE;
  if (parser->at - start > WB_JSON_NUMBER_LENGTH)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "number of more than 64 characters");
  close_token (parser, index);

  if (!is_held ((WbJsonValue){ parser->json, index }, form))
    return fail (parser, WB_ERROR_INVALID_ARGUMENT,
                 "number that neither a 64-bit integer nor a finite double holds");
  return TRUE;
}

static gboolean
parse_word (Parser *parser, const char *word, WbJsonKind kind)
{
  guint index = parser->json->n_tokens;
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

/* @unescaped: keeps what the text has with escapes; is made when it is needed */
static Name
get_name (WbJsonValue value, GStringChunk **unescaped)
{
  g_autofree char *plain = NULL;
  Name name;

  name.bytes = wb_json_value_get_string (value, &name.length, &plain);
  if (plain == NULL)
    return name;

  if (*unescaped == NULL)
    *unescaped = g_string_chunk_new (256);
  name.bytes = g_string_chunk_insert_len (*unescaped, plain, (gssize) name.length);
  return name;
}

/* Of a few names, comparing each with each is faster than sorting them. */
static gboolean
are_few_and_differ (const Name *names, guint count)
{
  if (count > FEW_NAMES)
    return FALSE;
  for (guint i = 1; i < count; i++)
    for (guint j = 0; j < i; j++)
      if (names[i].length == names[j].length
          && memcmp (names[i].bytes, names[j].bytes, names[i].length) == 0)
        return FALSE;
  return TRUE;
}

/* Sorting instead of hashing: no choice of names makes it slow. */
static gboolean
check_names (Parser *parser, guint object)
{
  guint count = wb_json_get_token (parser->json, object)->items;
  Name few[FEW_NAMES], *names = few;
  g_autofree Name *many = NULL;
  g_autoptr (GStringChunk) unescaped = NULL;
  WbJsonIter iter;
  WbJsonValue name, value;
  guint n = 0;

  if (count < 2)
    return TRUE;

  if (count > FEW_NAMES)
    names = many = g_new (Name, count);
  wb_json_iter_init (&iter, (WbJsonValue){ parser->json, object });
  while (wb_json_iter_next (&iter, &name, &value))
    names[n++] = get_name (name, &unescaped);
  if (are_few_and_differ (names, count))
    return TRUE;

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
  guint index = parser->json->n_tokens;

  if (parser->depth >= parser->limits->depth)
    {
      g_set_error (parser->error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: more than %u arrays and objects inside each other",
                   parser->limits->depth);
      return FALSE;
    }
  if (!add_token (parser, kind))
    return FALSE;

  wb_json_get_token (parser->json, index)->next = parser->open;
  parser->open = index;
  parser->depth++;
  parser->at++;
  return TRUE;
}

static gboolean
close_container (Parser *parser)
{
  guint index = parser->open;
  const WbJsonToken *token = wb_json_get_token (parser->json, index);

  parser->open = token->next;
  parser->depth--;
  parser->at++;
  close_token (parser, index);
  return token->kind != WB_JSON_OBJECT || check_names (parser, index);
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
  WbJsonToken *container = wb_json_get_token (parser->json, parser->open);
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
  while (parser->depth > 0)
    if (!parse_step (parser))
      return FALSE;

  skip_space (parser);
  if (parser->at < parser->json->length)
    return fail (parser, WB_ERROR_INVALID_ARGUMENT, "more after the end of the JSON value");
  return TRUE;
}

static WbJson *
new_document (const char *text, gsize length)
{
  WbJson *json = g_malloc (sizeof *json + length + 1);

  g_atomic_ref_count_init (&json->ref_count);
  json->tokens = g_new (WbJsonToken, TOKENS_AT_FIRST);
  json->n_tokens = 0;
  json->length = length;
  if (length > 0)
    memcpy (json->text, text, length);
  json->text[length] = '\0';
  return json;
}

/* Returns where @text is not UTF-8, or has a NUL; %NULL when it is fine. Most of it is ASCII, as a
 * rule. */
static const char *
find_bad_character (const char *text, gsize length)
{
  const char *p = text, *end = text + length, *bad;

  while (p < end && *p != '\0' && (guchar) *p < 0x80)
    p++;
  return g_utf8_validate_len (p, (gsize) (end - p), &bad) ? NULL : bad;
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
  bad = find_bad_character (text, length);
  if (bad != NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "body: not UTF-8, or a NUL, at byte %" G_GSIZE_FORMAT, (gsize) (bad - text));
      return NULL;
    }

  json = new_document (text, length);
  parser
      = (Parser){ .json = json, .limits = limits, .n_allocated = TOKENS_AT_FIRST, .error = error };
  return parse_document (&parser) ? g_steal_pointer (&json) : NULL;
}
