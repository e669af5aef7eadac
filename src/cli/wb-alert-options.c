/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-alert-options.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-variant.h"
#include "base/wb-json-writer.h"
#include "cli/wb-arguments.h"
#include "cli/wb-command.h"
#include "cli/wb-secret-line.h"
#include "model/wb-channel-kind.h"
#include "model/wb-channel-settings.h"
#include "model/wb-limits.h"

static const WbJsonLimits file_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

/* Which conditions and settings are lists, so that one word is a list too. */
static const char *const list_keys[]
    = { "provider_names", "tags", "email.recipients", "sms.recipients", NULL };

static gboolean
insert_text (GVariantDict *fields, const char *name, const char *raw, GError **error)
{
  g_autofree char *text = NULL;

  if (raw == NULL)
    return TRUE;
  text = wb_arguments_dup_utf8 (raw, error);
  if (text == NULL)
    return FALSE;
  g_variant_dict_insert (fields, name, "s", text);
  return TRUE;
}

/* A number where it is one, so that the agent can say what is wrong with what is none. */
static void
insert_value (GVariantDict *fields, const char *name, const char *text)
{
  if (text == NULL)
    return;
  if (g_str_equal (text, "yes") || g_str_equal (text, "on"))
    g_variant_dict_insert (fields, name, "b", TRUE);
  else if (g_str_equal (text, "no") || g_str_equal (text, "off"))
    g_variant_dict_insert (fields, name, "b", FALSE);
  else
    g_variant_dict_insert_value (fields, name, wb_arguments_parse_value (text));
}

static GVariant *
make_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_auto (GVariantBuilder) items = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (GStrv word = words; *word != NULL; word++)
    if (*g_strstrip (*word) != '\0')
      g_variant_builder_add (&items, "s", *word);
  return g_variant_builder_end (&items);
}

/* "Webhook.headers.X-Key" is a part of the credential webhook.headers. */
static gboolean
is_credential (const char *key)
{
  g_auto (GStrv) words = g_strsplit (key, ".", 3);
  g_autofree char *name = NULL;
  WbChannelKind kind;

  if (g_strv_length (words) < 2 || !wb_channel_kind_from_string (words[0], &kind))
    return FALSE;
  name = g_strconcat (wb_channel_kind_to_string (kind), ".", words[1], NULL);
  return wb_channel_settings_find_credential (name) != NULL;
}

/* Nothing at all removes a setting. */
static GVariant *
make_setting (const char *key, const char *text, GError **error)
{
  g_autofree char *line = NULL;

  if (g_strv_contains (list_keys, key))
    return make_list (text);
  if (!g_str_equal (text, "-"))
    {
      if (*text == '\0' || !is_credential (key))
        return g_variant_new_string (text);
      wb_command_refuse (error,
                         _ ("%s: others can see a command line; give - and write the value to "
                            "standard input"),
                         key);
      return NULL;
    }
  line = wb_secret_line_read (key, error);
  return line != NULL ? g_variant_new_string (line) : NULL;
}

/* Puts @value at "webhook.headers.X-Key", into dictionaries inside each other. */
static void
insert_at (GVariantDict *dictionary, const char *path, GVariant *value)
{
  const char *dot = strchr (path, '.');
  g_autofree char *head = dot != NULL ? g_strndup (path, (gsize) (dot - path)) : NULL;
  g_autoptr (GVariant) before = NULL;
  g_auto (GVariantDict) inner = G_VARIANT_DICT_INIT (NULL);

  if (dot == NULL)
    {
      g_variant_dict_insert_value (dictionary, path, value);
      return;
    }
  before = g_variant_dict_lookup_value (dictionary, head, G_VARIANT_TYPE_VARDICT);
  if (before != NULL)
    {
      g_variant_dict_clear (&inner);
      g_variant_dict_init (&inner, before);
    }
  insert_at (&inner, dot + 1, value);
  g_variant_dict_insert_value (dictionary, head, g_variant_dict_end (&inner));
}

static gboolean
split (const char *raw, const char *option, char **key, char **text, GError **error)
{
  g_autofree char *assignment = wb_arguments_dup_utf8 (raw, error);

  if (assignment != NULL && wb_arguments_split_assignment (assignment, key, text, error))
    return TRUE;
  g_prefix_error (error, "%s: ", option);
  return FALSE;
}

static gboolean
insert_settings (GVariantDict *fields, GStrv settings, GError **error)
{
  g_auto (GVariantDict) dictionary = G_VARIANT_DICT_INIT (NULL);

  for (GStrv setting = settings; setting != NULL && *setting != NULL; setting++)
    {
      g_autofree char *key = NULL;
      g_autofree char *text = NULL;
      GVariant *value;

      if (!split (*setting, "--set", &key, &text, error))
        return FALSE;
      value = make_setting (key, text, error);
      if (value == NULL)
        return FALSE;
      insert_at (&dictionary, key, value);
    }
  if (settings != NULL)
    g_variant_dict_insert_value (fields, "channel_config", g_variant_dict_end (&dictionary));
  return TRUE;
}

static gboolean
insert_conditions (GVariantDict *fields, GStrv conditions, gboolean has_none, GError **error)
{
  g_auto (GVariantDict) dictionary = G_VARIANT_DICT_INIT (NULL);

  for (GStrv condition = conditions; condition != NULL && *condition != NULL; condition++)
    {
      g_autofree char *key = NULL;
      g_autofree char *text = NULL;

      if (!split (*condition, "--condition", &key, &text, error))
        return FALSE;
      g_variant_dict_insert_value (
          &dictionary, key,
          g_strv_contains (list_keys, key) ? make_list (text) : wb_arguments_parse_value (text));
    }
  if (conditions != NULL || has_none)
    g_variant_dict_insert_value (fields, "conditions", g_variant_dict_end (&dictionary));
  return TRUE;
}

static gboolean
insert_channels (GVariantDict *fields, GStrv channels, GError **error)
{
  g_autofree char *joined = channels != NULL ? g_strjoinv (",", channels) : NULL;
  g_autofree char *text = joined != NULL ? wb_arguments_dup_utf8 (joined, error) : NULL;

  if (text != NULL)
    g_variant_dict_insert_value (fields, "channels", make_list (text));
  return joined == NULL || text != NULL;
}

/* D-Bus has no null: the agent reads this word for it. */
static void
append_without_null (GString *json, WbJsonValue value)
{
  WbJsonIter iter;
  WbJsonValue name, member;
  g_autofree char *raw = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_NULL)
    raw = g_strdup ("\"default\"");
  else if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    raw = wb_json_value_dup_raw (value);
  if (raw != NULL)
    {
      g_string_append (json, raw);
      return;
    }
  g_string_append_c (json, '{');
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *key = wb_json_value_dup_string (name);

      wb_json_begin_member (json, key);
      append_without_null (json, member);
    }
  g_string_append_c (json, '}');
}

static GVariant *
read_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (WbJson) json = NULL;
  g_autoptr (WbJson) clean_json = NULL;
  gsize length;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, &length, error))
    return NULL;
  json = wb_json_parse (text, length, &file_limits, error);
  if (json == NULL)
    return NULL;
  append_without_null (clean, wb_json_get_root (json));
  clean_json = wb_json_parse (clean->str, clean->len, &file_limits, error);
  if (clean_json == NULL)
    return NULL;
  if (wb_json_value_get_kind (wb_json_get_root (clean_json)) == WB_JSON_OBJECT)
    return wb_json_value_to_variant (wb_json_get_root (clean_json));
  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("%s: expected a JSON object"), path);
  return NULL;
}

void
wb_alert_options_clear (WbAlertOptions *self)
{
  g_free (self->file);
  g_free (self->name);
  g_free (self->description);
  g_free (self->type);
  g_free (self->severity);
  g_free (self->active);
  g_free (self->cooldown);
  g_free (self->max_per_hour);
  g_free (self->group);
  g_strfreev (self->channels);
  g_strfreev (self->settings);
  g_strfreev (self->conditions);
}

/* wb_alert_options_read_fields: (transfer floating) (nullable): a{sv}: what they say on top of what
 * the file says. */
GVariant *
wb_alert_options_read_fields (const WbAlertOptions *self, GError **error)
{
  g_autoptr (GVariant) base = NULL;
  g_auto (GVariantDict) fields = G_VARIANT_DICT_INIT (NULL);

  if (self->file != NULL)
    {
      base = read_file (self->file, error);
      if (base == NULL)
        return NULL;
      g_variant_ref_sink (base);
      g_variant_dict_clear (&fields);
      g_variant_dict_init (&fields, base);
    }
  if (!insert_text (&fields, "name", self->name, error)
      || !insert_text (&fields, "description", self->description, error)
      || !insert_text (&fields, "alert_type", self->type, error)
      || !insert_text (&fields, "severity", self->severity, error)
      || !insert_channels (&fields, self->channels, error)
      || !insert_settings (&fields, self->settings, error)
      || !insert_conditions (&fields, self->conditions, self->has_no_conditions, error))
    return NULL;
  insert_value (&fields, "active", self->active);
  insert_value (&fields, "cooldown_minutes", self->cooldown);
  insert_value (&fields, "max_alerts_per_hour", self->max_per_hour);
  insert_value (&fields, "group_similar", self->group);
  return g_variant_dict_end (&fields);
}
