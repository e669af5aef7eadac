/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json-writer.h"

#include <math.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-time.h"

#define VARIANT_DEPTH 16 /* of what is taken over the bus; the fields have limits of their own */

/* Returns: where @length bytes go that are to be appended. g_string_append_len() costs three times
 * as much: it sees to a text that lies in @json itself. */
static char *
make_room (GString *json, gsize length)
{
  gsize before = json->len;

  g_string_set_size (json, before + length);
  return json->str + before;
}

static void
append_run (GString *json, const char *run, gsize length)
{
  memcpy (make_room (json, length), run, length);
}

static void
append_escaped (GString *json, char character)
{
  static const char digits[] = "0123456789abcdef";

  g_string_append_c (json, '\\');
  if (character == '"' || character == '\\')
    g_string_append_c (json, character);
  else if (character == '\n')
    g_string_append_c (json, 'n');
  else
    {
      append_run (json, "u00", 3);
      g_string_append_c (json, digits[character >> 4]);
      g_string_append_c (json, digits[character & 0xf]);
    }
}

/* How many bytes of @string stand in JSON as they are, before the first that does not. */
static gsize
count_plain (const char *string)
{
  static const guchar ends_run[256] = { [0 ... 0x1f] = 1, ['"'] = 1, ['\\'] = 1 };
  gsize length = 0;

  while (!ends_run[(guchar) string[length]])
    length++;
  return length;
}

static void
append_with_escapes (GString *json, const char *string)
{
  g_string_append_c (json, '"');
  for (;;)
    {
      gsize length = count_plain (string);

      append_run (json, string, length);
      string += length;
      if (*string == '\0')
        break;
      append_escaped (json, *string++);
    }
  g_string_append_c (json, '"');
}

/* wb_json_append_string: @string is valid UTF-8. */
void
wb_json_append_string (GString *json, const char *string)
{
  gsize length = count_plain (string);
  char *quoted;

  if (string[length] != '\0')
    {
      append_with_escapes (json, string);
      return;
    }
  quoted = make_room (json, length + 2);
  quoted[0] = quoted[length + 1] = '"';
  memcpy (quoted + 1, string, length);
}

/* Each event has several: formatting one costs an allocation and ten times as long. */
static void
append_int64 (GString *json, gint64 number)
{
  char text[24];
  char *end = text + sizeof text;
  char *start = end;
  guint64 rest = number < 0 ? -(guint64) number : (guint64) number;

  do
    *--start = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    *--start = '-';
  append_run (json, start, (gsize) (end - start));
}

/* wb_json_append_double: the shortest text that reads back as @number, which is finite. */
void
wb_json_append_double (GString *json, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (isfinite (number));

  g_ascii_formatd (text, sizeof text, "%.15g", number);
  if (g_ascii_strtod (text, NULL) != number)
    g_ascii_dtostr (text, sizeof text, number);
  g_string_append (json, text);
}

/* wb_json_begin_item: the comma before an item, if one is needed. */
void
wb_json_begin_item (GString *json)
{
  char last = json->len > 0 ? json->str[json->len - 1] : '{';

  if (last != '[' && last != '{' && last != '\n')
    g_string_append_c (json, ',');
}

void
wb_json_begin_member (GString *json, const char *name)
{
  wb_json_begin_item (json);
  wb_json_append_string (json, name);
  g_string_append_c (json, ':');
}

/* wb_json_add_string: nothing when @string is %NULL. */
void
wb_json_add_string (GString *json, const char *name, const char *string)
{
  if (string == NULL)
    return;
  wb_json_begin_member (json, name);
  wb_json_append_string (json, string);
}

/* wb_json_add_strings: a list; nothing when @strings is %NULL. */
void
wb_json_add_strings (GString *json, const char *name, const char *const *strings)
{
  if (strings == NULL)
    return;
  wb_json_begin_member (json, name);
  g_string_append_c (json, '[');
  for (; *strings != NULL; strings++)
    {
      wb_json_begin_item (json);
      wb_json_append_string (json, *strings);
    }
  g_string_append_c (json, ']');
}

void
wb_json_add_int64 (GString *json, const char *name, gint64 number)
{
  wb_json_begin_member (json, name);
  append_int64 (json, number);
}

void
wb_json_add_boolean (GString *json, const char *name, gboolean boolean)
{
  wb_json_begin_member (json, name);
  g_string_append (json, boolean ? "true" : "false");
}

/* wb_json_add_raw: @raw is JSON already; nothing when it is %NULL. */
void
wb_json_add_raw (GString *json, const char *name, const char *raw)
{
  if (raw == NULL)
    return;
  wb_json_begin_member (json, name);
  g_string_append (json, raw);
}

/* wb_json_add_time: RFC 3339 in UTC with microseconds; nothing when @time_us is 0. */
void
wb_json_add_time (GString *json, const char *name, gint64 time_us)
{
  char text[WB_TIME_TEXT_SIZE];

  if (time_us == 0)
    return;
  wb_json_begin_member (json, name);
  wb_time_format (time_us, text);
  wb_json_append_string (json, text);
}

static void
append_object (GString *json, WbJsonValue object)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  g_string_append_c (json, '{');
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);

      wb_json_begin_member (json, key);
      wb_json_append_value (json, value);
    }
  g_string_append_c (json, '}');
}

static void
append_array (GString *json, WbJsonValue array)
{
  WbJsonIter iter;
  WbJsonValue item;

  g_string_append_c (json, '[');
  wb_json_iter_init (&iter, array);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      wb_json_begin_item (json);
      wb_json_append_value (json, item);
    }
  g_string_append_c (json, ']');
}

/* wb_json_append_value: without white space, strings as we write them; numbers to the letter. */
void
wb_json_append_value (GString *json, WbJsonValue value)
{
  g_autofree char *text = NULL;

  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_OBJECT:
      append_object (json, value);
      break;
    case WB_JSON_ARRAY:
      append_array (json, value);
      break;
    case WB_JSON_STRING:
      text = wb_json_value_dup_string (value);
      wb_json_append_string (json, text);
      break;
    case WB_JSON_NULL:
    case WB_JSON_BOOLEAN:
    case WB_JSON_NUMBER:
    default:
      text = wb_json_value_dup_raw (value);
      g_string_append (json, text);
    }
}

static gboolean append_variant (GString *json, GVariant *variant, guint depth, GError **error);

/* Puts a place before an error, which is a path so far, or the ": " that ends one. */
static void
prefix_place (GError **error, const char *place)
{
  if (error != NULL && strchr (":[", (*error)->message[0]) != NULL)
    g_prefix_error (error, "%s", place);
  else
    g_prefix_error (error, "%s.", place);
}

static gboolean
append_dictionary (GString *json, GVariant *variant, guint depth, GError **error)
{
  GVariantIter iter;
  GVariant *entry;

  g_string_append_c (json, '{');
  g_variant_iter_init (&iter, variant);
  while ((entry = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) owned = entry;
      g_autoptr (GVariant) name = g_variant_get_child_value (owned, 0);
      g_autoptr (GVariant) value = g_variant_get_child_value (owned, 1);

      wb_json_begin_member (json, g_variant_get_string (name, NULL));
      if (!append_variant (json, value, depth + 1, error))
        {
          prefix_place (error, g_variant_get_string (name, NULL));
          return FALSE;
        }
    }
  g_string_append_c (json, '}');
  return TRUE;
}

static gboolean
append_items (GString *json, GVariant *variant, guint depth, GError **error)
{
  g_string_append_c (json, '[');
  for (gsize i = 0; i < g_variant_n_children (variant); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (variant, i);
      g_autofree char *place = NULL;

      wb_json_begin_item (json);
      if (append_variant (json, item, depth + 1, error))
        continue;
      place = g_strdup_printf ("[%" G_GSIZE_FORMAT "]", i);
      prefix_place (error, place);
      return FALSE;
    }
  g_string_append_c (json, ']');
  return TRUE;
}

static gboolean
append_bytes (GString *json, GVariant *variant)
{
  gsize length;
  const guchar *bytes = g_variant_get_fixed_array (variant, &length, 1);
  g_autofree char *base64 = g_base64_encode (bytes, length);

  wb_json_append_string (json, base64);
  return TRUE;
}

static gboolean
append_number (GString *json, GVariant *variant, GError **error)
{
  switch (g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BYTE:
      g_string_append_printf (json, "%u", g_variant_get_byte (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      g_string_append_printf (json, "%d", g_variant_get_int16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      g_string_append_printf (json, "%u", g_variant_get_uint16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      g_string_append_printf (json, "%d", g_variant_get_int32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      g_string_append_printf (json, "%u", g_variant_get_uint32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      append_int64 (json, g_variant_get_int64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      g_string_append_printf (json, "%" G_GUINT64_FORMAT, g_variant_get_uint64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_DOUBLE:
      if (!isfinite (g_variant_get_double (variant)))
        {
          g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, ": expected a finite number");
          return FALSE;
        }
      wb_json_append_double (json, g_variant_get_double (variant));
      return TRUE;
    default:
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   ": a value of D-Bus type '%s' has no meaning here",
                   g_variant_get_type_string (variant));
      return FALSE;
    }
}

static gboolean
append_variant (GString *json, GVariant *variant, guint depth, GError **error)
{
  if (depth > VARIANT_DEPTH)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, ": more than %d levels",
                   VARIANT_DEPTH);
      return FALSE;
    }
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (variant);

      /* How the bus writes a value; GVariant bounds how many stand inside each other. */
      return append_variant (json, inner, depth, error);
    }
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE ("a{s*}")))
    return append_dictionary (json, variant, depth, error);
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_BYTESTRING))
    return append_bytes (json, variant);
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_ARRAY)
      || g_variant_is_of_type (variant, G_VARIANT_TYPE_TUPLE))
    return append_items (json, variant, depth, error);
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING))
    {
      wb_json_append_string (json, g_variant_get_string (variant, NULL));
      return TRUE;
    }
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_BOOLEAN))
    {
      g_string_append (json, g_variant_get_boolean (variant) ? "true" : "false");
      return TRUE;
    }
  return append_number (json, variant, error);
}

/*
 * wb_json_append_variant:
 * @variant: strings, booleans, numbers, byte strings (written as base64), arrays, tuples and
 *   dictionaries with string keys, any of them boxed
 *
 * Returns: %FALSE with the path of what JSON cannot hold: an infinite number, another type, more
 * than 16 levels.
 */
gboolean
wb_json_append_variant (GString *json, GVariant *variant, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (variant != NULL, FALSE);

  if (append_variant (json, variant, 0, &local))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
