/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-alert-options.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cli/wb-arguments.h"
#include "cli/wb-field-options.h"
#include "model/wb-channel-kind.h"
#include "model/wb-channel-settings.h"

/* Which conditions and settings are lists, so that one word is a list too. */
static const char *const list_keys[]
    = { "provider_names", "tags", "email.recipients", "sms.recipients", NULL };

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
  if (g_strv_contains (list_keys, key))
    return wb_field_options_make_list (text);
  return is_credential (key) || g_str_equal (text, "-")
             ? wb_field_options_read_secret (key, text, error)
             : g_variant_new_string (text);
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

      if (!wb_field_options_split (*setting, "--set", &key, &text, error))
        return FALSE;
      value = make_setting (key, text, error);
      if (value == NULL)
        return FALSE;
      wb_field_options_insert_at (&dictionary, key, value);
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

      if (!wb_field_options_split (*condition, "--condition", &key, &text, error))
        return FALSE;
      g_variant_dict_insert_value (&dictionary, key,
                                   g_strv_contains (list_keys, key)
                                       ? wb_field_options_make_list (text)
                                       : wb_arguments_parse_value (text));
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
    g_variant_dict_insert_value (fields, "channels", wb_field_options_make_list (text));
  return joined == NULL || text != NULL;
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
      base = wb_field_options_read_file (self->file, error);
      if (base == NULL)
        return NULL;
      g_variant_ref_sink (base);
      g_variant_dict_clear (&fields);
      g_variant_dict_init (&fields, base);
    }
  if (!wb_field_options_insert_text (&fields, "name", self->name, error)
      || !wb_field_options_insert_text (&fields, "description", self->description, error)
      || !wb_field_options_insert_text (&fields, "alert_type", self->type, error)
      || !wb_field_options_insert_text (&fields, "severity", self->severity, error)
      || !insert_channels (&fields, self->channels, error)
      || !insert_settings (&fields, self->settings, error)
      || !insert_conditions (&fields, self->conditions, self->has_no_conditions, error))
    return NULL;
  wb_field_options_insert_value (&fields, "active", self->active);
  wb_field_options_insert_value (&fields, "cooldown_minutes", self->cooldown);
  wb_field_options_insert_value (&fields, "max_alerts_per_hour", self->max_per_hour);
  wb_field_options_insert_value (&fields, "group_similar", self->group);
  return g_variant_dict_end (&fields);
}
