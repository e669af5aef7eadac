/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-input.h"

#include "base/wb-field.h"
#include "model/wb-limits.h"

#define DEFAULT_ROWS 50

gboolean
wb_input_read_integer (WbJsonValue input,
                       const char *name,
                       gint64 min,
                       gint64 max,
                       gint64 *number,
                       GError **error)
{
  WbJsonValue member;
  gint64 read;

  if (!wb_json_value_lookup (input, name, &member))
    return TRUE;
  if (!wb_json_value_get_int64 (member, &read) || read < min || read > max)
    return wb_field_refuse (error, name,
                            "expected an integer from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                            min, max);
  *number = read;
  return TRUE;
}

/* wb_input_read_limit: "limit", 1 to WB_LIMIT_HISTORY_ROWS; 50 when it is not given. */
gboolean
wb_input_read_limit (WbJsonValue input, guint *limit, GError **error)
{
  gint64 number = DEFAULT_ROWS;

  if (!wb_input_read_integer (input, "limit", 1, WB_LIMIT_HISTORY_ROWS, &number, error))
    return FALSE;
  *limit = (guint) number;
  return TRUE;
}

gboolean
wb_input_read_boolean (WbJsonValue input, const char *name, gboolean *boolean, GError **error)
{
  WbJsonValue member;

  if (!wb_json_value_lookup (input, name, &member))
    return TRUE;
  if (wb_json_value_get_kind (member) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, name, "expected true or false");
  *boolean = wb_json_value_get_boolean (member);
  return TRUE;
}

/* wb_input_read_string: an empty one counts as not given. */
gboolean
wb_input_read_string (WbJsonValue input,
                      const char *name,
                      glong limit_characters,
                      char **text,
                      GError **error)
{
  WbJsonValue member;

  return !wb_json_value_lookup (input, name, &member)
         || wb_field_read_string (name, member, limit_characters, text, error);
}

gboolean
wb_input_require_string (WbJsonValue input,
                         const char *name,
                         glong limit_characters,
                         char **text,
                         GError **error)
{
  g_autofree char *read = NULL;

  if (!wb_input_read_string (input, name, limit_characters, &read, error))
    return FALSE;
  if (read == NULL)
    return wb_field_refuse (error, name, "expected a string with something in it");
  *text = g_steal_pointer (&read);
  return TRUE;
}

/* wb_input_require_body: an object. */
gboolean
wb_input_require_body (WbJsonValue input, WbJsonValue *body, GError **error)
{
  if (!wb_json_value_lookup (input, "body", body)
      || wb_json_value_get_kind (*body) != WB_JSON_OBJECT)
    return wb_field_refuse (error, "body", "expected a JSON object");
  return TRUE;
}
