/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json-variant.h"

static GVariant *
object_to_variant (WbJsonValue object)
{
  GVariantBuilder members;
  WbJsonIter iter;
  WbJsonValue name, value;

  g_variant_builder_init (&members, G_VARIANT_TYPE_VARDICT);
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *key = wb_json_value_dup_string (name);

      if (wb_json_value_get_kind (value) != WB_JSON_NULL)
        g_variant_builder_add (&members, "{sv}", key, wb_json_value_to_variant (value));
    }
  return g_variant_builder_end (&members);
}

static gboolean
holds_only (WbJsonValue array, WbJsonKind kind)
{
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, array);
  while (wb_json_iter_next (&iter, NULL, &item))
    if (wb_json_value_get_kind (item) != kind)
      return FALSE;
  return TRUE;
}

static GVariant *
array_to_variant (WbJsonValue array)
{
  const char *type = holds_only (array, WB_JSON_STRING)   ? "as"
                     : holds_only (array, WB_JSON_OBJECT) ? "aa{sv}"
                                                          : "av";
  GVariantBuilder items;
  WbJsonIter iter;
  WbJsonValue item;

  g_variant_builder_init (&items, G_VARIANT_TYPE (type));
  wb_json_iter_init (&iter, array);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      GVariant *variant = wb_json_value_to_variant (item);

      g_variant_builder_add_value (
          &items, g_str_equal (type, "av") ? g_variant_new_variant (variant) : variant);
    }
  return g_variant_builder_end (&items);
}

/*
 * wb_json_value_to_variant:
 *
 * Returns: (transfer floating): s, b, x, d, a{sv} for an object, and for an array as, aa{sv} or av.
 * Members that are null are left out, since D-Bus has no such value; elsewhere null is "".
 */
GVariant *
wb_json_value_to_variant (WbJsonValue value)
{
  gint64 number;

  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_BOOLEAN:
      return g_variant_new_boolean (wb_json_value_get_boolean (value));
    case WB_JSON_NUMBER:
      return wb_json_value_get_int64 (value, &number)
                 ? g_variant_new_int64 (number)
                 : g_variant_new_double (wb_json_value_get_double (value));
    case WB_JSON_STRING:
      return g_variant_new_take_string (wb_json_value_dup_string (value));
    case WB_JSON_ARRAY:
      return array_to_variant (value);
    case WB_JSON_OBJECT:
      return object_to_variant (value);
    case WB_JSON_NULL:
    default:
      return g_variant_new_string ("");
    }
}
