/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json-private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

WbJson *
wb_json_ref (WbJson *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
wb_json_unref (WbJson *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->tokens);
  g_free (self);
}

WbJsonValue
wb_json_get_root (const WbJson *self)
{
  return (WbJsonValue){ self, 0 };
}

WbJsonKind
wb_json_value_get_kind (WbJsonValue value)
{
  return wb_json_get_token (value.document, value.token)->kind;
}

/* wb_json_value_get_raw: the value as it stands in the text; not terminated. */
const char *
wb_json_value_get_raw (WbJsonValue value, gsize *length)
{
  const WbJsonToken *token = wb_json_get_token (value.document, value.token);

  *length = token->end - token->start;
  return value.document->text + token->start;
}

char *
wb_json_value_dup_raw (WbJsonValue value)
{
  gsize length;
  const char *raw = wb_json_value_get_raw (value, &length);

  return g_strndup (raw, length);
}

static gunichar
unescape_unicode (const char **p)
{
  gunichar unit = (gunichar) strtoul ((char[]){ (*p)[0], (*p)[1], (*p)[2], (*p)[3], 0 }, NULL, 16);

  *p += 4;
  if (unit < 0xd800 || unit >= 0xdc00)
    return unit;

  *p += 2; /* the "\u" of the second half */
  unit = 0x10000 + ((unit - 0xd800) << 10)
         + (gunichar) strtoul ((char[]){ (*p)[0], (*p)[1], (*p)[2], (*p)[3], 0 }, NULL, 16)
         - 0xdc00;
  *p += 4;
  return unit;
}

static char *
unescape (const char *raw, gsize length)
{
  static const char escapes[] = "\"\\/bfnrt", plain[] = "\"\\/\b\f\n\r\t";
  GString *string = g_string_sized_new (length);
  const char *p = raw, *end = raw + length;

  while (p < end)
    {
      const char *stop = memchr (p, '\\', (gsize) (end - p));

      g_string_append_len (string, p, (stop != NULL ? stop : end) - p);
      if (stop == NULL)
        break;
      p = stop + 2;
      if (stop[1] == 'u')
        g_string_append_unichar (string, unescape_unicode (&p));
      else
        g_string_append_c (string, plain[strchr (escapes, stop[1]) - escapes]);
    }
  return g_string_free (string, FALSE);
}

/* wb_json_value_dup_string: (transfer full): the characters of a string value. */
char *
wb_json_value_dup_string (WbJsonValue value)
{
  char *unescaped = NULL;
  gsize length;
  const char *characters = wb_json_value_get_string (value, &length, &unescaped);

  return unescaped != NULL ? unescaped : g_strndup (characters, length);
}

/*
 * wb_json_value_get_string:
 * @unescaped: (out) (transfer full) (nullable): holds the characters when the text has them
 *   otherwise, with escapes; else it stays as it is
 *
 * Returns: the characters of a string value; not terminated
 */
const char *
wb_json_value_get_string (WbJsonValue value, gsize *length, char **unescaped)
{
  const WbJsonToken *token = wb_json_get_token (value.document, value.token);
  const char *raw = value.document->text + token->start + 1;

  g_return_val_if_fail (token->kind == WB_JSON_STRING, NULL);

  *length = token->end - token->start - 2;
  if (!token->has_escape)
    return raw;

  *unescaped = unescape (raw, *length);
  *length = strlen (*unescaped);
  return *unescaped;
}

gboolean
wb_json_value_get_boolean (WbJsonValue value)
{
  const WbJsonToken *token = wb_json_get_token (value.document, value.token);

  g_return_val_if_fail (token->kind == WB_JSON_BOOLEAN, FALSE);

  return value.document->text[token->start] == 't';
}

/*
 * wb_json_value_get_int64:
 *
 * Returns: whether @value is a number written without point and exponent that fits.
 */
gboolean
wb_json_value_get_int64 (WbJsonValue value, gint64 *number)
{
  const WbJsonToken *token = wb_json_get_token (value.document, value.token);
  gint64 read;
  char *end;

  if (token->kind != WB_JSON_NUMBER)
    return FALSE;

  /* Not g_ascii_string_to_signed(): it takes any errno for a fault, and where two threads make the
   * first such call of a process, waiting for each other leaves one behind (seen with GLib 2.74).
   */
  errno = 0;
  read = g_ascii_strtoll (value.document->text + token->start, &end, 10);
  if (end != value.document->text + token->end || errno == ERANGE)
    return FALSE;
  *number = read;
  return TRUE;
}

double
wb_json_value_get_double (WbJsonValue value)
{
  const WbJsonToken *token = wb_json_get_token (value.document, value.token);

  g_return_val_if_fail (token->kind == WB_JSON_NUMBER, 0.0);

  return g_ascii_strtod (value.document->text + token->start, NULL);
}

/* wb_json_value_count_items: items of an array, members of an object, else 0. */
guint
wb_json_value_count_items (WbJsonValue value)
{
  return wb_json_get_token (value.document, value.token)->items;
}

/* wb_json_value_count_all: the value itself and all values and names in it. */
guint
wb_json_value_count_all (WbJsonValue value)
{
  return wb_json_get_token (value.document, value.token)->next - value.token;
}

/* wb_json_value_get_depth: 0 for a scalar, 1 for a container of scalars, and so on. */
guint
wb_json_value_get_depth (WbJsonValue value)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  guint deepest = 0;

  for (guint i = value.token; i < wb_json_get_token (value.document, value.token)->next; i++)
    {
      const WbJsonToken *token = wb_json_get_token (value.document, i);

      while (ends->len > 0 && g_array_index (ends, guint, ends->len - 1) <= i)
        g_array_set_size (ends, ends->len - 1);
      if (token->kind == WB_JSON_ARRAY || token->kind == WB_JSON_OBJECT)
        g_array_append_val (ends, token->next);
      deepest = MAX (deepest, ends->len);
    }
  return deepest;
}

gboolean
wb_json_value_equals (WbJsonValue value, const char *string)
{
  g_autofree char *unescaped = NULL;
  const char *characters;
  gsize length;

  if (wb_json_value_get_kind (value) != WB_JSON_STRING)
    return FALSE;

  characters = wb_json_value_get_string (value, &length, &unescaped);
  return strncmp (characters, string, length) == 0 && string[length] == '\0';
}

gboolean
wb_json_value_lookup (WbJsonValue object, const char *name, WbJsonValue *member)
{
  WbJsonIter iter;
  WbJsonValue key, value;

  g_return_val_if_fail (wb_json_value_get_kind (object) == WB_JSON_OBJECT, FALSE);

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &key, &value))
    if (wb_json_value_equals (key, name))
      {
        *member = value;
        return TRUE;
      }
  return FALSE;
}

void
wb_json_iter_init (WbJsonIter *iter, WbJsonValue container)
{
  const WbJsonToken *token = wb_json_get_token (container.document, container.token);

  *iter = (WbJsonIter){ .document = container.document,
                        .token = container.token + 1,
                        .end = token->next,
                        .is_object = token->kind == WB_JSON_OBJECT };
}

/* wb_json_iter_next: @name is set for members of objects only, and may be %NULL for arrays. */
gboolean
wb_json_iter_next (WbJsonIter *iter, WbJsonValue *name, WbJsonValue *value)
{
  if (iter->token >= iter->end)
    return FALSE;

  if (iter->is_object)
    *name = (WbJsonValue){ iter->document, iter->token++ };
  *value = (WbJsonValue){ iter->document, iter->token };
  iter->token = wb_json_get_token (iter->document, iter->token)->next;
  return TRUE;
}
