/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-alert-config.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define MAX_COOLDOWN_MINUTES (WB_LIMIT_COOLDOWN_S / 60)
#define STORED_BYTES (1024 * 1024) /* of what we wrote ourselves */

static const WbJsonLimits stored_limits = {
  .length_bytes = STORED_BYTES,
  .string_bytes = STORED_BYTES,
  .depth = 16,
  .values = 65536,
};

/* wb_alert_config_new: everything else as it is by default. */
WbAlertConfig *
wb_alert_config_new (const char *name, const char *alert_type)
{
  WbAlertConfig *self = g_atomic_rc_box_new0 (WbAlertConfig);

  self->name = g_strdup (name);
  self->alert_type = g_strdup (alert_type);
  self->is_active = TRUE;
  self->cooldown_minutes = WB_ALERT_CONFIG_COOLDOWN_MINUTES;
  self->max_alerts_per_hour = WB_ALERT_CONFIG_MAX_PER_HOUR;
  self->groups_similar = TRUE;
  return self;
}

static char *
dup_type_label (const WbEventType *type)
{
  char *label = g_strdelimit (g_strdup (type->name), "_", ' ');

  *label = g_ascii_toupper (*label);
  return label;
}

/*
 * wb_alert_config_new_default:
 *
 * What holds for @type where there is no config for it, as a config. A type that is only recorded
 * gives one that is not active. Types that say little by themselves leave the severity to the
 * event.
 */
WbAlertConfig *
wb_alert_config_new_default (const WbEventType *type, guint cooldown_s)
{
  g_autofree char *label = dup_type_label (type);
  WbAlertConfig *self = wb_alert_config_new (label, type->name);

  self->is_active = type->show == WB_SHOW_POPUP;
  self->has_severity = !type->is_generic;
  self->severity = type->severity;
  self->channels = type->channels != NULL ? g_strsplit (type->channels, ",", -1) : NULL;
  self->cooldown_minutes = (cooldown_s + 59) / 60;
  return self;
}

WbAlertConfig *
wb_alert_config_copy (const WbAlertConfig *source)
{
  WbAlertConfig *self = wb_alert_config_new (source->name, source->alert_type);

  self->id = source->id;
  self->description = g_strdup (source->description);
  self->is_active = source->is_active;
  self->has_severity = source->has_severity;
  self->severity = source->severity;
  self->channels = g_strdupv (source->channels);
  wb_channel_settings_copy (&self->channel_settings, &source->channel_settings);
  self->cooldown_minutes = source->cooldown_minutes;
  self->max_alerts_per_hour = source->max_alerts_per_hour;
  self->groups_similar = source->groups_similar;
  self->conditions = g_strdup (source->conditions);
  self->title_template = g_strdup (source->title_template);
  self->body_template = g_strdup (source->body_template);
  self->created_us = source->created_us;
  self->updated_us = source->updated_us;
  return self;
}

WbAlertConfig *
wb_alert_config_ref (WbAlertConfig *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  WbAlertConfig *self = data;

  g_free (self->name);
  g_free (self->description);
  g_free (self->alert_type);
  g_strfreev (self->channels);
  wb_channel_settings_clear (&self->channel_settings);
  g_free (self->conditions);
  g_free (self->title_template);
  g_free (self->body_template);
}

void
wb_alert_config_unref (WbAlertConfig *self)
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
add_channels (GString *json, GStrv channels)
{
  if (channels != NULL)
    wb_json_add_strings (json, "channels", (const char *const *) channels);
  else
    wb_json_add_raw (json, "channels", "null");
}

static void
add_channel_settings (GString *json, const WbChannelSettings *settings)
{
  wb_json_begin_member (json, "channel_config");
  if (wb_channel_settings_is_empty (settings))
    g_string_append (json, "null");
  else
    wb_channel_settings_append_json (settings, json);
}

static void
add_body (const WbAlertConfig *self, GString *json)
{
  wb_json_add_string (json, "name", self->name);
  add_nullable (json, "description", self->description);
  wb_json_add_string (json, "alert_type", self->alert_type);
  add_nullable (json, "severity",
                self->has_severity ? wb_severity_to_string (self->severity) : NULL);
  wb_json_add_boolean (json, "active", self->is_active);
  add_channels (json, self->channels);
  add_channel_settings (json, &self->channel_settings);
  wb_json_add_int64 (json, "cooldown_minutes", self->cooldown_minutes);
  wb_json_add_int64 (json, "max_alerts_per_hour", self->max_alerts_per_hour);
  wb_json_add_boolean (json, "group_similar", self->groups_similar);
  wb_json_add_raw (json, "conditions", self->conditions != NULL ? self->conditions : "null");
  add_nullable (json, "title_template", self->title_template);
  add_nullable (json, "body_template", self->body_template);
}

/* wb_alert_config_append_json: an object; what is not set is null. */
void
wb_alert_config_append_json (const WbAlertConfig *self, GString *json)
{
  g_string_append_c (json, '{');
  if (self->id != 0)
    wb_json_add_int64 (json, "id", self->id);
  add_body (self, json);
  wb_json_add_time (json, "created_at", self->created_us);
  wb_json_add_time (json, "updated_at", self->updated_us);
  g_string_append_c (json, '}');
}

/* wb_alert_config_dup_body: (transfer full): what the store keeps: the same without id and times.
 */
char *
wb_alert_config_dup_body (const WbAlertConfig *self)
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

static gboolean
read_required (char **text, const char *field, WbJsonValue value, glong limit, GError **error)
{
  g_autofree char *read = NULL;

  if (!wb_field_read_string (field, value, limit, &read, error))
    return FALSE;
  if (read == NULL)
    return wb_field_refuse (error, field, "expected a string with something in it");
  g_free (*text);
  *text = g_steal_pointer (&read);
  return TRUE;
}

static gboolean
read_name (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;

  if (!read_required (&text, field, value, WB_LIMIT_NAME_CHARACTERS, error))
    return FALSE;
  /* It stands in lists and in sentences. */
  g_free (self->name);
  self->name = wb_text_dup_single_line (text);
  return TRUE;
}

static gboolean
read_description (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;

  if (wb_json_value_get_kind (value) != WB_JSON_NULL
      && !wb_field_read_string (field, value, WB_LIMIT_DESCRIPTION_CHARACTERS, &text, error))
    return FALSE;
  g_free (self->description);
  self->description = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_alert_type (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  if (!read_required (&word, field, value, WB_LIMIT_TYPE_CHARACTERS, error))
    return FALSE;
  g_free (self->alert_type);
  self->alert_type = wb_catalogue_dup_word (g_strstrip (word));
  return TRUE;
}

static gboolean
read_severity (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  self->has_severity = FALSE;
  if (is_default (value))
    return TRUE;
  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    word = wb_json_value_dup_string (value);
  if (word == NULL || !wb_severity_from_string (word, &self->severity))
    return wb_field_refuse (error, field, "expected info, success, warning, error or critical");
  self->has_severity = TRUE;
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
read_active (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_boolean (&self->is_active, TRUE, field, value, error);
}

static gboolean
read_group_similar (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_boolean (&self->groups_similar, TRUE, field, value, error);
}

/* Names of channels are words, so that they can be told apart in a list. */
static gboolean
is_channel_name (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x80 && !g_ascii_isalnum (*p) && strchr ("_-.", *p) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
read_channels (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (!is_default (value)
      && !wb_field_read_words (field, value, WB_LIMIT_CHANNELS, WB_LIMIT_TAG_CHARACTERS, &words,
                               error))
    return FALSE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!is_channel_name (words[i]))
      {
        g_autofree char *place = g_strdup_printf ("%s[%u]", field, i);

        return wb_field_refuse (error, place, "expected the name or kind of a channel");
      }
  g_strfreev (self->channels);
  self->channels = g_steal_pointer (&words);
  return TRUE;
}

static gboolean
read_channel_settings (WbAlertConfig *self,
                       const char *field,
                       WbJsonValue value,
                       gboolean is_stored,
                       GError **error)
{
  if (!is_default (value))
    return wb_channel_settings_read (&self->channel_settings, field, value, is_stored, error);
  wb_channel_settings_clear (&self->channel_settings);
  return TRUE;
}

static gboolean
read_channel_config (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_channel_settings (self, field, value, FALSE, error);
}

static gboolean
read_count (guint *count,
            guint otherwise,
            guint max,
            const char *field,
            WbJsonValue value,
            GError **error)
{
  gint64 number = otherwise;

  if (!is_default (value)
      && (!wb_json_value_get_int64 (value, &number) || number < 0 || number > max))
    return wb_field_refuse (error, field, "expected an integer from 0 to %u", max);
  *count = (guint) number;
  return TRUE;
}

static gboolean
read_cooldown_minutes (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_count (&self->cooldown_minutes, WB_ALERT_CONFIG_COOLDOWN_MINUTES,
                     MAX_COOLDOWN_MINUTES, field, value, error);
}

static gboolean
read_max_alerts_per_hour (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_count (&self->max_alerts_per_hour, WB_ALERT_CONFIG_MAX_PER_HOUR,
                     WB_LIMIT_ALERTS_PER_HOUR, field, value, error);
}

/* What they mean is read by engine/wb-condition.c. */
static gboolean
read_conditions (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (!is_default (value))
    {
      if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
        return wb_field_refuse (error, field, "expected an object");
      if (wb_json_value_count_items (value) > 0)
        wb_json_append_value (json, value);
      if (json->len > WB_LIMIT_CONDITIONS_BYTES)
        return wb_field_refuse (error, field, "expected at most %d bytes",
                                WB_LIMIT_CONDITIONS_BYTES);
    }
  g_free (self->conditions);
  self->conditions = json->len > 0 ? g_strdup (json->str) : NULL;
  return TRUE;
}

static gboolean
read_template (char **text, const char *field, WbJsonValue value, GError **error)
{
  g_autofree char *read = NULL;

  if (!is_default (value)
      && !wb_field_read_string (field, value, WB_LIMIT_TEMPLATE_CHARACTERS, &read, error))
    return FALSE;
  g_free (*text);
  *text = g_steal_pointer (&read);
  return TRUE;
}

static gboolean
read_title_template (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_template (&self->title_template, field, value, error);
}

static gboolean
read_body_template (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error)
{
  return read_template (&self->body_template, field, value, error);
}

/* Ours to set: what comes back from our own answers is no change. */
static gboolean
read_nothing (WbAlertConfig *self G_GNUC_UNUSED,
              const char *field G_GNUC_UNUSED,
              WbJsonValue value G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*read) (WbAlertConfig *self, const char *field, WbJsonValue value, GError **error);
} fields[] = {
  { "id", read_nothing },
  { "name", read_name },
  { "description", read_description },
  { "alert_type", read_alert_type },
  { "severity", read_severity },
  { "active", read_active },
  { "channels", read_channels },
  { "channel_config", read_channel_config },
  { "cooldown_minutes", read_cooldown_minutes },
  { "max_alerts_per_hour", read_max_alerts_per_hour },
  { "group_similar", read_group_similar },
  { "conditions", read_conditions },
  { "title_template", read_title_template },
  { "body_template", read_body_template },
  { "created_at", read_nothing },
  { "updated_at", read_nothing },
};

static gboolean
read_field (WbAlertConfig *self,
            const char *name,
            WbJsonValue value,
            gboolean is_stored,
            GError **error)
{
  if (is_stored && g_str_equal (name, "channel_config"))
    return read_channel_settings (self, name, value, TRUE, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      return fields[i].read (self, name, value, error);
  return wb_field_refuse (error, name, "there is no such field");
}

static WbAlertConfig *
read_config (WbJsonValue json, const WbAlertConfig *base, gboolean is_stored, GError **error)
{
  g_autoptr (WbAlertConfig) self
      = base != NULL ? wb_alert_config_copy (base) : wb_alert_config_new (NULL, NULL);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "body", "expected a JSON object");
      return NULL;
    }
  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *field = wb_json_value_dup_string (name);

      if (!read_field (self, field, value, is_stored, error))
        return NULL;
    }
  if (self->name == NULL || self->alert_type == NULL)
    {
      wb_field_refuse (error, self->name == NULL ? "name" : "alert_type",
                       "expected a string with something in it");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/*
 * wb_alert_config_new_from_json:
 * @json: an object without credentials, see wb_alert_config_split()
 * @base: (nullable): what it changes: a field that is left out stays as it is there, else has its
 *   default; null is the default too. Settings of channels are changed one by one, since nobody
 *   can give credentials back that he was never shown; conditions are replaced.
 *
 * Conditions are not looked into: see wb_conditions_new().
 *
 * Returns: (transfer full) (nullable): %NULL with an error whose message begins with the field
 */
WbAlertConfig *
wb_alert_config_new_from_json (WbJsonValue json, const WbAlertConfig *base, GError **error)
{
  return read_config (json, base, FALSE, error);
}

/* wb_alert_config_new_from_body: (transfer full) (nullable): reads what
 * wb_alert_config_dup_body() wrote. */
WbAlertConfig *
wb_alert_config_new_from_body (const char *body, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse (body, strlen (body), &stored_limits, error);

  return json != NULL ? read_config (wb_json_get_root (json), NULL, TRUE, error) : NULL;
}

/*
 * wb_alert_config_split:
 * @json: as it came from outside
 * @clean: gets the same without credentials
 * @credentials: (element-type WbCredential): gets those
 */
gboolean
wb_alert_config_split (WbJsonValue json, GString *clean, GPtrArray *credentials, GError **error)
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
      if (!g_str_equal (field, "channel_config") || is_default (value))
        g_string_append_len (clean, raw, (gssize) length);
      else if (!wb_channel_settings_split (field, value, clean, credentials, error))
        return FALSE;
    }
  g_string_append_c (clean, '}');
  return TRUE;
}
