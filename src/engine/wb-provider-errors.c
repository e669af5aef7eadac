/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-provider-errors.h"

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define MEMBER "errors_by_provider"

struct _WbProviderErrors
{
  GHashTable *errors;   /* owned, provider -> error */
  GPtrArray *providers; /* owned, keys of the table in the order in which they came */
};

WbProviderErrors *
wb_provider_errors_new (void)
{
  WbProviderErrors *self = g_new (WbProviderErrors, 1);

  self->errors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->providers = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
wb_provider_errors_free (WbProviderErrors *self)
{
  g_hash_table_unref (self->errors);
  g_ptr_array_unref (self->providers);
  g_free (self);
}

/* wb_provider_errors_set: one provider more than there may be is left out. */
void
wb_provider_errors_set (WbProviderErrors *self, const char *provider, const char *error)
{
  g_autofree char *line = wb_text_dup_single_line (error);
  g_autofree char *text = wb_text_truncate (line, WB_LIMIT_KEY_ERROR_CHARACTERS);

  if (!g_hash_table_contains (self->errors, provider))
    {
      if (self->providers->len >= WB_LIMIT_FAILED_PROVIDERS)
        return;
      g_ptr_array_add (self->providers, g_strdup (provider));
      provider = g_ptr_array_index (self->providers, self->providers->len - 1);
    }
  /* Where there is one already, the table keeps its own name. */
  g_hash_table_insert (self->errors, (gpointer) provider, g_steal_pointer (&text));
}

/* wb_provider_errors_get: (nullable). */
const char *
wb_provider_errors_get (const WbProviderErrors *self, const char *provider)
{
  return g_hash_table_lookup (self->errors, provider);
}

guint
wb_provider_errors_get_size (const WbProviderErrors *self)
{
  return self->providers->len;
}

static gboolean
read_member (WbProviderErrors *self, WbJsonValue name, WbJsonValue value, GError **error)
{
  g_autofree char *provider = wb_json_value_dup_string (name);
  g_autofree char *place = g_strconcat (MEMBER ".", provider, NULL);
  g_autofree char *text = NULL;

  if (!wb_text_is_visible (provider) || g_utf8_strlen (provider, -1) > WB_LIMIT_NAME_CHARACTERS)
    return wb_field_refuse (error, MEMBER, "expected names of providers of 1 to %d characters",
                            WB_LIMIT_NAME_CHARACTERS);
  if (!wb_field_read_string (place, value, WB_LIMIT_MESSAGE_BYTES, &text, error))
    return FALSE;
  wb_provider_errors_set (self, provider, text != NULL ? text : "");
  return TRUE;
}

/* wb_provider_errors_read: adds what @object says, an object of strings with at least one. */
gboolean
wb_provider_errors_read (WbProviderErrors *self, WbJsonValue object, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;
  guint n;

  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    return wb_field_refuse (error, MEMBER, "expected an object with an error for each provider");
  n = wb_json_value_count_items (object);
  if (n < 1 || n > WB_LIMIT_FAILED_PROVIDERS)
    return wb_field_refuse (error, MEMBER, "expected 1 to %d providers", WB_LIMIT_FAILED_PROVIDERS);

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    if (!read_member (self, name, value, error))
      return FALSE;
  return TRUE;
}

/* wb_provider_errors_take_context: @context: (nullable): of an event; adds what it can use. */
void
wb_provider_errors_take_context (WbProviderErrors *self, const WbJson *context)
{
  WbJsonIter iter;
  WbJsonValue object, name, value;

  if (context == NULL || !wb_json_value_lookup (wb_json_get_root (context), MEMBER, &object)
      || wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    return;
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    read_member (self, name, value, NULL);
}

/* wb_provider_errors_append_json: the member "errors_by_provider". */
void
wb_provider_errors_append_json (const WbProviderErrors *self, GString *json)
{
  wb_json_begin_member (json, MEMBER);
  g_string_append_c (json, '{');
  for (guint i = 0; i < self->providers->len; i++)
    {
      const char *provider = g_ptr_array_index (self->providers, i);

      wb_json_add_string (json, provider, g_hash_table_lookup (self->errors, provider));
    }
  g_string_append_c (json, '}');
}
