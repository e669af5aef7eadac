/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-credential.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "model/wb-channel-value.h"

#define SECRET_BYTES (1024 * 1024) /* more than any object of strings has that was taken */
#define HEADERS "headers"          /* of which names that differ in case are one */

static const WbJsonLimits limits = { SECRET_BYTES, SECRET_BYTES, 2, 1024 };

/* wb_credential_new: @name: static; @secret: (transfer full). */
WbCredential *
wb_credential_new (const char *name, char *secret)
{
  WbCredential *self = g_new0 (WbCredential, 1);

  self->name = name;
  self->secret = secret;
  return self;
}

static void
free_secret (char *secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
take_secret (WbCredential *self, char *secret)
{
  free_secret (self->secret);
  self->secret = secret;
}

void
wb_credential_free (WbCredential *self)
{
  g_clear_pointer (&self->secret, free_secret);
  g_free (self);
}

/* wb_credential_add_change: @self: a patch; @value: (nullable): removes the member. */
void
wb_credential_add_change (WbCredential *self, const char *member, const char *value)
{
  g_autoptr (GString) json = g_string_new (self->secret);

  g_string_truncate (json, json->len - strlen ("}"));
  if (value != NULL)
    wb_json_add_string (json, member, value);
  else
    wb_json_add_raw (json, member, "null");
  g_string_append_c (json, '}');
  take_secret (self, g_strdup (json->str));
  explicit_bzero (json->str, json->len);
}

static WbJson *
parse (const char *text)
{
  WbJson *json = text != NULL ? wb_json_parse (text, strlen (text), &limits, NULL) : NULL;

  if (json != NULL && wb_json_value_get_kind (wb_json_get_root (json)) == WB_JSON_OBJECT)
    return json;
  g_clear_pointer (&json, wb_json_unref);
  return NULL;
}

/* wb_credential_sets_something: whether it does not only remove. */
gboolean
wb_credential_sets_something (const WbCredential *self)
{
  g_autoptr (WbJson) changes = NULL;
  WbJsonIter iter;
  WbJsonValue name, value;

  if (!self->is_patch)
    return TRUE;
  changes = parse (self->secret);
  g_return_val_if_fail (changes != NULL, FALSE);
  wb_json_iter_init (&iter, wb_json_get_root (changes));
  while (wb_json_iter_next (&iter, &name, &value))
    if (wb_json_value_get_kind (value) != WB_JSON_NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_changed (const WbCredential *self, WbJsonValue changes, const char *member)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, changes);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *changed = wb_json_value_dup_string (name);

      if (g_str_equal (self->name, HEADERS) ? g_ascii_strcasecmp (changed, member) == 0
                                            : g_str_equal (changed, member))
        return TRUE;
    }
  return FALSE;
}

static void
add_member (GString *whole, WbJsonValue name, WbJsonValue value)
{
  g_autofree char *member = wb_json_value_dup_string (name);
  g_autofree char *raw = wb_json_value_dup_raw (value);

  wb_json_add_raw (whole, member, raw);
}

/* What stays of @before (nullable), and what @changes sets. */
static GString *
merge (const WbCredential *self, const WbJson *before, const WbJson *changes)
{
  GString *whole = g_string_new ("{");
  WbJsonIter iter;
  WbJsonValue name, value;

  if (before != NULL)
    {
      wb_json_iter_init (&iter, wb_json_get_root (before));
      while (wb_json_iter_next (&iter, &name, &value))
        {
          g_autofree char *member = wb_json_value_dup_string (name);

          if (!is_changed (self, wb_json_get_root (changes), member))
            add_member (whole, name, value);
        }
    }
  wb_json_iter_init (&iter, wb_json_get_root (changes));
  while (wb_json_iter_next (&iter, &name, &value))
    if (wb_json_value_get_kind (value) != WB_JSON_NULL)
      add_member (whole, name, value);
  g_string_append_c (whole, '}');
  return whole;
}

/*
 * wb_credential_apply:
 * @kept: (nullable): what the keyring has under that name
 *
 * Makes of a patch the whole that is to be kept.
 *
 * Returns: %FALSE, with an error, where the whole would be too much; it stays a patch then
 */
gboolean
wb_credential_apply (WbCredential *self, const char *kept, GError **error)
{
  g_autoptr (WbJson) changes = parse (self->secret);
  g_autoptr (WbJson) before = parse (kept);
  g_autoptr (WbJson) after = NULL;
  g_autoptr (GString) whole = NULL;

  g_return_val_if_fail (self->is_patch && changes != NULL, FALSE);

  whole = merge (self, before, changes);
  after = wb_json_parse (whole->str, whole->len, &limits, error);
  if (after == NULL
      || !wb_channel_value_check_headers (self->name, wb_json_get_root (after), error))
    return FALSE;
  self->is_patch = FALSE;
  self->is_emptied = wb_json_value_count_items (wb_json_get_root (after)) == 0;
  take_secret (self, g_strdup (whole->str));
  explicit_bzero (whole->str, whole->len);
  return TRUE;
}
