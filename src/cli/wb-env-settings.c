/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-env-settings.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "model/wb-catalogue.h"

static void
setting_free (gpointer data)
{
  WbEnvSetting *self = data;

  explicit_bzero (self->json, strlen (self->json));
  g_free (self->json);
  g_free (self);
}

static void
channel_free (gpointer data)
{
  WbEnvChannel *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->settings);
  g_free (self);
}

static void
note_free (gpointer data)
{
  WbEnvNote *self = data;

  g_free (self->name);
  g_free (self->reason);
  g_free (self);
}

/* wb_env_settings_new: (transfer full): nothing is said yet. */
WbEnvSettings *
wb_env_settings_new (void)
{
  WbEnvSettings *self = g_new (WbEnvSettings, 1);

  self->channels = g_ptr_array_new_with_free_func (channel_free);
  self->cooldowns = g_hash_table_new (NULL, NULL);
  self->has_desktop = self->has_sound = -1;
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->not_taken = g_ptr_array_new_with_free_func (note_free);
  return self;
}

void
wb_env_settings_free (WbEnvSettings *self)
{
  g_ptr_array_unref (self->channels);
  g_hash_table_unref (self->cooldowns);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->not_taken);
  g_free (self);
}

/* wb_env_settings_note: to one of its two lists of notes. */
void
wb_env_settings_note (GPtrArray *notes, guint line, const char *name, const char *reason)
{
  WbEnvNote *note = g_new (WbEnvNote, 1);

  *note = (WbEnvNote){ line, g_strdup (name), g_strdup (reason) };
  g_ptr_array_add (notes, note);
}

/* --- channels --- */

/* wb_env_settings_add_channel: (transfer none). */
WbEnvChannel *
wb_env_settings_add_channel (WbEnvSettings *self, WbChannelKind kind, const char *name)
{
  WbEnvChannel *channel = g_new0 (WbEnvChannel, 1);

  channel->name = g_strdup (name);
  channel->kind = kind;
  channel->is_enabled = -1;
  channel->settings = g_ptr_array_new_with_free_func (setting_free);
  g_ptr_array_add (self->channels, channel);
  return channel;
}

/* wb_env_settings_get_channel: (transfer none): the first of that kind; a new one where there is
 * none. */
WbEnvChannel *
wb_env_settings_get_channel (WbEnvSettings *self, WbChannelKind kind)
{
  for (guint i = 0; i < self->channels->len; i++)
    {
      WbEnvChannel *channel = g_ptr_array_index (self->channels, i);

      if (channel->kind == kind)
        return channel;
    }
  return wb_env_settings_add_channel (self, kind, wb_channel_kind_to_string (kind));
}

/* wb_env_channel_find: (nullable) (transfer none). */
WbEnvSetting *
wb_env_channel_find (const WbEnvChannel *channel, const WbChannelSetting *setting)
{
  for (guint i = 0; i < channel->settings->len; i++)
    {
      WbEnvSetting *given = g_ptr_array_index (channel->settings, i);

      if (given->setting == setting)
        return given;
    }
  return NULL;
}

/* wb_env_channel_set: @json: (transfer full): instead of what was set before. */
void
wb_env_channel_set (WbEnvChannel *channel, const WbChannelSetting *setting, char *json)
{
  WbEnvSetting *given = wb_env_channel_find (channel, setting);

  if (given == NULL)
    {
      given = g_new (WbEnvSetting, 1);
      given->setting = setting;
      g_ptr_array_add (channel->settings, given);
    }
  else
    g_free (given->json);
  given->json = json;
}

/* wb_env_settings_remove_channels: all of that kind. */
void
wb_env_settings_remove_channels (WbEnvSettings *self, WbChannelKind kind)
{
  for (guint i = self->channels->len; i > 0; i--)
    {
      const WbEnvChannel *channel = g_ptr_array_index (self->channels, i - 1);

      if (channel->kind == kind)
        g_ptr_array_remove_index (self->channels, i - 1);
    }
}

/* --- what comes of it --- */

/* wb_env_settings_dup_preferences: (transfer full) (nullable): those that it changes, as JSON. */
char *
wb_env_settings_dup_preferences (const WbEnvSettings *self)
{
  GString *json;
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);
  gpointer seconds;

  if (g_hash_table_size (self->cooldowns) == 0 && self->has_desktop < 0)
    return NULL;
  json = g_string_new ("{");
  if (self->has_desktop >= 0)
    {
      wb_json_begin_member (json, "channels");
      g_string_append_printf (json, "{\"desktop\":%s}", self->has_desktop ? "true" : "false");
    }
  if (g_hash_table_size (self->cooldowns) > 0)
    {
      wb_json_begin_member (json, "cooldowns");
      g_string_append_c (json, '{');
      for (gsize i = 0; i < n_types; i++)
        if (g_hash_table_lookup_extended (self->cooldowns, &types[i], NULL, &seconds))
          wb_json_add_int64 (json, types[i].name, GPOINTER_TO_UINT (seconds));
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* wb_env_channel_append_json: as Channels1.Add and POST /api/v1/channels take it, with its
 * credentials. */
void
wb_env_channel_append_json (const WbEnvChannel *self, GString *json)
{
  g_string_append_c (json, '{');
  wb_json_add_string (json, "name", self->name);
  wb_json_add_string (json, "kind", wb_channel_kind_to_string (self->kind));
  if (self->is_enabled >= 0)
    wb_json_add_boolean (json, "enabled", self->is_enabled);
  wb_json_begin_member (json, "settings");
  g_string_append_c (json, '{');
  for (guint i = 0; i < self->settings->len; i++)
    {
      const WbEnvSetting *given = g_ptr_array_index (self->settings, i);

      wb_json_add_raw (json, wb_channel_setting_get_member (given->setting), given->json);
    }
  g_string_append (json, "}}");
}
