/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-config.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

#define STORED_BYTES (1024 * 1024) /* of what we wrote ourselves */

static const WbJsonLimits stored_limits = {
  .length_bytes = STORED_BYTES,
  .string_bytes = STORED_BYTES,
  .depth = 16,
  .values = 65536,
};

/* wb_channel_config_new: everything else as it is by default. */
WbChannelConfig *
wb_channel_config_new (const char *name, WbChannelKind kind)
{
  WbChannelConfig *self = g_atomic_rc_box_new0 (WbChannelConfig);

  self->name = g_strdup (name);
  self->kind = kind;
  self->is_enabled = TRUE;
  self->settings.is_own = TRUE;
  return self;
}

WbChannelConfig *
wb_channel_config_copy (const WbChannelConfig *source)
{
  WbChannelConfig *self = wb_channel_config_new (source->name, source->kind);

  self->is_enabled = source->is_enabled;
  self->description = g_strdup (source->description);
  wb_channel_settings_copy (&self->settings, &source->settings);
  self->min_severity = source->min_severity;
  self->rate_limit = source->rate_limit;
  self->batching = source->batching;
  self->fallback = g_strdup (source->fallback);
  self->title_template = g_strdup (source->title_template);
  self->body_template = g_strdup (source->body_template);
  self->allows_http = source->allows_http;
  self->created_us = source->created_us;
  self->updated_us = source->updated_us;
  return self;
}

WbChannelConfig *
wb_channel_config_ref (WbChannelConfig *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  WbChannelConfig *self = data;

  g_free (self->name);
  g_free (self->description);
  wb_channel_settings_clear (&self->settings);
  g_free (self->fallback);
  g_free (self->title_template);
  g_free (self->body_template);
}

void
wb_channel_config_unref (WbChannelConfig *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- writing --- */

static void
add_nullable (GString *json, const char *name, const char *text)
{
  if (text != NULL)
    wb_json_add_string (json, name, text);
  else
    wb_json_add_raw (json, name, "null");
}

static void
add_batching (GString *json, WbBatching batching)
{
  if (batching == WB_BATCHING_DEFAULT)
    wb_json_add_raw (json, "batching", "null");
  else
    wb_json_add_boolean (json, "batching", batching == WB_BATCHING_ON);
}

static void
add_body (const WbChannelConfig *self, GString *json)
{
  wb_json_add_string (json, "name", self->name);
  wb_json_add_string (json, "kind", wb_channel_kind_to_string (self->kind));
  wb_json_add_boolean (json, "enabled", self->is_enabled);
  add_nullable (json, "description", self->description);
  wb_json_begin_member (json, "settings");
  wb_channel_settings_append_kind_json (&self->settings, self->kind, json);
  wb_json_add_string (json, "min_severity", wb_severity_to_string (self->min_severity));
  if (self->rate_limit != 0)
    wb_json_add_int64 (json, "rate_limit", self->rate_limit);
  else
    wb_json_add_raw (json, "rate_limit", "null");
  add_batching (json, self->batching);
  add_nullable (json, "fallback", self->fallback);
  add_nullable (json, "title_template", self->title_template);
  add_nullable (json, "body_template", self->body_template);
  wb_json_add_boolean (json, "allow_http", self->allows_http);
}

/* wb_channel_config_add_members: to an object that is open; what is not set is null. */
void
wb_channel_config_add_members (const WbChannelConfig *self, GString *json)
{
  add_body (self, json);
  wb_json_add_time (json, "created_at", self->created_us);
  wb_json_add_time (json, "updated_at", self->updated_us);
}

/* wb_channel_config_dup_body: (transfer full): what the store keeps: the same without the times. */
char *
wb_channel_config_dup_body (const WbChannelConfig *self)
{
  GString *json = g_string_new ("{");

  add_body (self, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* --- reading --- */

/* D-Bus has no null: a word stands for it there. */
static gboolean
is_default (WbJsonValue value)
{
  return wb_json_value_get_kind (value) == WB_JSON_NULL || wb_json_value_equals (value, "default");
}

/* It stands in lists, in paths and in the keyring. */
static gboolean
is_name (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= WB_LIMIT_TAG_CHARACTERS
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == length
         && g_ascii_isalnum (*text);
}

static gboolean
read_name (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *given = NULL;
  g_autofree char *name = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    given = wb_json_value_dup_string (value);
  name = given != NULL ? g_ascii_strdown (given, -1) : NULL;
  if (name == NULL || !is_name (name))
    return wb_field_refuse (error, field,
                            "expected at most %d letters, digits and the signs _ - . of which the"
                            " first is a letter or digit",
                            WB_LIMIT_TAG_CHARACTERS);
  if (self->name != NULL && !g_str_equal (self->name, name))
    return wb_field_refuse (error, field, "a channel keeps its name; make another one");
  g_free (self->name);
  self->name = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
read_boolean (gboolean *boolean,
              gboolean otherwise,
              const char *field,
              WbJsonValue value,
              GError **error)
{
  if (is_default (value))
    *boolean = otherwise;
  else if (wb_json_value_get_kind (value) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, field, "expected true or false");
  else
    *boolean = wb_json_value_get_boolean (value);
  return TRUE;
}

static gboolean
read_enabled (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_boolean (&self->is_enabled, TRUE, field, value, error);
}

static gboolean
read_allow_http (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_boolean (&self->allows_http, FALSE, field, value, error);
}

static gboolean
read_text (char **text, const char *field, WbJsonValue value, glong limit, GError **error)
{
  g_autofree char *read = NULL;

  if (!is_default (value) && !wb_field_read_string (field, value, limit, &read, error))
    return FALSE;
  g_free (*text);
  *text = g_steal_pointer (&read);
  return TRUE;
}

static gboolean
read_description (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_text (&self->description, field, value, WB_LIMIT_DESCRIPTION_CHARACTERS, error);
}

static gboolean
read_title_template (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_text (&self->title_template, field, value, WB_LIMIT_TEMPLATE_CHARACTERS, error);
}

static gboolean
read_body_template (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_text (&self->body_template, field, value, WB_LIMIT_TEMPLATE_CHARACTERS, error);
}

static gboolean
read_fallback (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  if (!read_text (&self->fallback, field, value, WB_LIMIT_TAG_CHARACTERS, error))
    return FALSE;
  if (self->fallback == NULL)
    return TRUE;
  if (!is_name (self->fallback))
    return wb_field_refuse (error, field, "expected the name of a channel");
  return self->name == NULL || !g_str_equal (self->fallback, self->name)
         || wb_field_refuse (error, field, "expected another channel");
}

static gboolean
read_min_severity (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  self->min_severity = WB_SEVERITY_INFO;
  if (is_default (value))
    return TRUE;
  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    word = wb_json_value_dup_string (value);
  return (word != NULL && wb_severity_from_string (word, &self->min_severity))
         || wb_field_refuse (error, field, "expected info, success, warning, error or critical");
}

static gboolean
read_rate_limit (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  gint64 number = 0;

  if (!is_default (value)
      && (!wb_json_value_get_int64 (value, &number) || number < 1
          || number > WB_LIMIT_CHANNEL_RATE))
    return wb_field_refuse (error, field, "expected messages a minute, from 1 to %d",
                            WB_LIMIT_CHANNEL_RATE);
  self->rate_limit = (guint) number;
  return TRUE;
}

static gboolean
read_batching (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error)
{
  gboolean is_on = FALSE;

  if (!read_boolean (&is_on, FALSE, field, value, error))
    return FALSE;
  if (is_default (value))
    self->batching = WB_BATCHING_DEFAULT;
  else
    self->batching = is_on ? WB_BATCHING_ON : WB_BATCHING_OFF;
  return TRUE;
}

/* The kind is read before everything else, and ours to set: what comes back from our own answers
 * is no change. */
static gboolean
read_nothing (WbChannelConfig *self G_GNUC_UNUSED,
              const char *field G_GNUC_UNUSED,
              WbJsonValue value G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*read) (WbChannelConfig *self, const char *field, WbJsonValue value, GError **error);
} fields[] = {
  { "name", read_name },
  { "kind", read_nothing },
  { "enabled", read_enabled },
  { "description", read_description },
  { "min_severity", read_min_severity },
  { "rate_limit", read_rate_limit },
  { "batching", read_batching },
  { "fallback", read_fallback },
  { "title_template", read_title_template },
  { "body_template", read_body_template },
  { "allow_http", read_allow_http },
  { "created_at", read_nothing },
  { "updated_at", read_nothing },
  { "state", read_nothing },
};

static gboolean
read_kind (WbChannelConfig *self, WbJsonValue json, gboolean is_new, GError **error)
{
  g_autofree char *word = NULL;
  WbChannelKind kind;
  WbJsonValue value;

  if (!wb_json_value_lookup (json, "kind", &value))
    return !is_new || wb_field_refuse (error, "kind", "missing; expected such as email or slack");
  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    word = wb_json_value_dup_string (value);
  if (word == NULL || !wb_channel_kind_from_string (word, &kind) || kind == WB_CHANNEL_DESKTOP)
    return wb_field_refuse (
        error, "kind", "expected email, slack, discord, telegram, pagerduty, webhook, sms or exec");
  if (!is_new && kind != self->kind)
    return wb_field_refuse (error, "kind", "a channel keeps its kind; make another one");
  self->kind = kind;
  return TRUE;
}

static gboolean
read_field (WbChannelConfig *self,
            const char *name,
            WbJsonValue value,
            gboolean is_stored,
            GError **error)
{
  if (g_str_equal (name, "settings"))
    return wb_channel_settings_read_kind (&self->settings, name, self->kind, value, is_stored,
                                          error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      return fields[i].read (self, name, value, error);
  return wb_field_refuse (error, name, "there is no such field");
}

static WbChannelConfig *
read_config (WbJsonValue json, const WbChannelConfig *base, gboolean is_stored, GError **error)
{
  g_autoptr (WbChannelConfig) self = base != NULL
                                         ? wb_channel_config_copy (base)
                                         : wb_channel_config_new (NULL, WB_CHANNEL_DESKTOP);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "body", "expected a JSON object");
      return NULL;
    }
  if (!read_kind (self, json, base == NULL, error))
    return NULL;
  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *field = wb_json_value_dup_string (name);

      if (!read_field (self, field, value, is_stored, error))
        return NULL;
    }
  if (self->name == NULL)
    self->name = g_strdup (wb_channel_kind_to_string (self->kind));
  return g_steal_pointer (&self);
}

/*
 * wb_channel_config_new_from_json:
 * @json: an object without credentials, see wb_channel_config_split()
 * @base: (nullable): what it changes: a field that is left out stays as it is there, else has its
 *   default; null is the default too. Settings are changed one by one.
 *
 * One that is given no name is named after its kind.
 *
 * Returns: (transfer full) (nullable): %NULL with an error whose message begins with the field
 */
WbChannelConfig *
wb_channel_config_new_from_json (WbJsonValue json, const WbChannelConfig *base, GError **error)
{
  return read_config (json, base, FALSE, error);
}

/* wb_channel_config_new_from_body: (transfer full) (nullable): reads what
 * wb_channel_config_dup_body() wrote. */
WbChannelConfig *
wb_channel_config_new_from_body (const char *body, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse (body, strlen (body), &stored_limits, error);

  return json != NULL ? read_config (wb_json_get_root (json), NULL, TRUE, error) : NULL;
}

/*
 * wb_channel_config_split:
 * @json: as it came from outside
 * @clean: gets the same without credentials
 * @credentials: (element-type WbCredential): gets those
 */
gboolean
wb_channel_config_split (WbJsonValue json, GString *clean, GPtrArray *credentials, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    return wb_field_refuse (error, "body", "expected a JSON object");

  g_string_append_c (clean, '{');
  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *field = wb_json_value_dup_string (name);
      gsize length;
      const char *raw = wb_json_value_get_raw (value, &length);

      wb_json_begin_member (clean, field);
      if (!g_str_equal (field, "settings"))
        g_string_append_len (clean, raw, (gssize) length);
      else if (!wb_channel_settings_split_own (field, value, clean, credentials, error))
        return FALSE;
    }
  g_string_append_c (clean, '}');
  return TRUE;
}

/* --- settings of its kind --- */

static WbJson *
parse (const WbChannelConfig *self, const char *member)
{
  const char *json = wb_channel_settings_get (&self->settings, self->kind, member);

  return json != NULL ? wb_json_parse (json, strlen (json), &stored_limits, NULL) : NULL;
}

/* wb_channel_config_has: whether @member is set; of a credential: whether one was given. */
gboolean
wb_channel_config_has (const WbChannelConfig *self, const char *member)
{
  return wb_channel_settings_get (&self->settings, self->kind, member) != NULL;
}

/* wb_channel_config_dup_string: (transfer full) (nullable): of a number its digits. */
char *
wb_channel_config_dup_string (const WbChannelConfig *self, const char *member)
{
  g_autoptr (WbJson) json = parse (self, member);
  WbJsonValue root;

  if (json == NULL)
    return NULL;
  root = wb_json_get_root (json);
  return wb_json_value_get_kind (root) == WB_JSON_STRING ? wb_json_value_dup_string (root)
                                                         : wb_json_value_dup_raw (root);
}

/* wb_channel_config_dup_strings: (transfer full): empty where it is not set. */
GStrv
wb_channel_config_dup_strings (const WbChannelConfig *self, const char *member)
{
  g_autoptr (WbJson) json = parse (self, member);
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();
  WbJsonIter iter;
  WbJsonValue item;

  if (json != NULL)
    {
      wb_json_iter_init (&iter, wb_json_get_root (json));
      while (wb_json_iter_next (&iter, NULL, &item))
        {
          g_autofree char *string = wb_json_value_dup_string (item);

          g_strv_builder_add (strings, string);
        }
    }
  return g_strv_builder_end (strings);
}

gint64
wb_channel_config_get_integer (const WbChannelConfig *self, const char *member, gint64 otherwise)
{
  g_autoptr (WbJson) json = parse (self, member);
  gint64 number;

  return json != NULL && wb_json_value_get_int64 (wb_json_get_root (json), &number) ? number
                                                                                    : otherwise;
}

gboolean
wb_channel_config_get_boolean (const WbChannelConfig *self, const char *member, gboolean otherwise)
{
  const char *json = wb_channel_settings_get (&self->settings, self->kind, member);

  return json != NULL ? g_str_equal (json, "true") : otherwise;
}
