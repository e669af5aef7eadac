/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-settings.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "model/wb-channel-setting.h"

#define KEPT_SUFFIX "_set" /* of the member that says whether there is a credential */
#define KEPT "true"
#define NOT_KEPT "false" /* one was given, and the keyring does not have it */

/* Returns: (nullable): the credential whose state @member tells. */
static const WbChannelSetting *
find_state (WbChannelKind kind, const char *member)
{
  g_autofree char *name = NULL;
  const WbChannelSetting *setting;

  if (!g_str_has_suffix (member, KEPT_SUFFIX))
    return NULL;
  name = g_strndup (member, strlen (member) - strlen (KEPT_SUFFIX));
  setting = wb_channel_setting_find (kind, name);
  return setting != NULL && setting->is_credential ? setting : NULL;
}

void
wb_channel_settings_copy (WbChannelSettings *self, const WbChannelSettings *source)
{
  self->is_own = source->is_own;
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    self->values[i] = g_strdup (source->values[i]);
}

void
wb_channel_settings_clear (WbChannelSettings *self)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    g_clear_pointer (&self->values[i], g_free);
}

gboolean
wb_channel_settings_is_empty (const WbChannelSettings *self)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (self->values[i] != NULL)
      return FALSE;
  return TRUE;
}

gboolean
wb_channel_settings_has_kind (const WbChannelSettings *self, WbChannelKind kind)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->kind == kind && self->values[i] != NULL)
      return TRUE;
  return FALSE;
}

static void
append_setting (GString *json, const WbChannelSetting *setting, const char *value)
{
  const char *member = wb_channel_setting_get_member (setting);
  g_autofree char *state = NULL;

  if (!setting->is_credential)
    {
      wb_json_add_raw (json, member, value);
      return;
    }
  state = g_strconcat (member, KEPT_SUFFIX, NULL);
  wb_json_add_raw (json, member, "null");
  wb_json_add_raw (json, state, value);
}

/* wb_channel_settings_append_json: an object; also the form in which it is stored. */
void
wb_channel_settings_append_json (const WbChannelSettings *self, GString *json)
{
  const WbChannelSetting *last = NULL;

  g_string_append_c (json, '{');
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    {
      const WbChannelSetting *setting = wb_channel_setting_get (i);

      if (self->values[i] == NULL)
        continue;
      if (last == NULL || last->kind != setting->kind)
        {
          if (last != NULL)
            g_string_append_c (json, '}');
          wb_json_begin_member (json, wb_channel_kind_to_string (setting->kind));
          g_string_append_c (json, '{');
        }
      append_setting (json, setting, self->values[i]);
      last = setting;
    }
  g_string_append (json, last != NULL ? "}}" : "}");
}

/* --- reading --- */

/* D-Bus has no null: a word stands for it there, and an empty list or text says the same. */
static gboolean
is_nothing (WbJsonValue value)
{
  return wb_json_value_get_kind (value) == WB_JSON_NULL || wb_json_value_equals (value, "default")
         || wb_json_value_equals (value, "")
         || (wb_json_value_get_kind (value) == WB_JSON_ARRAY
             && wb_json_value_count_items (value) == 0);
}

static void
replace (char **value, const char *text)
{
  g_free (*value);
  *value = g_strdup (text);
}

/*
 * One credential of a channel that is given as @object, cleaned by wb_channel_settings_split():
 * false for one that the keyring is to get; null for one to be forgotten, unless the state stands
 * beside it, as in what we gave ourselves.
 */
static gboolean
read_credential (char **value,
                 const char *path,
                 WbJsonValue given,
                 gboolean has_state,
                 GError **error)
{
  if (is_nothing (given))
    {
      if (!has_state)
        g_clear_pointer (value, g_free);
      return TRUE;
    }
  if (wb_json_value_get_kind (given) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, path, "credentials are kept in the keyring only");
  if (*value == NULL)
    replace (value, NOT_KEPT);
  return TRUE;
}

static gboolean
read_state (char **value, const char *path, WbJsonValue state, gboolean is_stored, GError **error)
{
  if (wb_json_value_get_kind (state) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, path, "expected true or false");
  if (*value == NULL || is_stored)
    replace (value, is_stored && wb_json_value_get_boolean (state) ? KEPT : NOT_KEPT);
  return TRUE;
}

static gboolean
refuse_unknown (const WbChannelSetting *setting, const char *path, GError **error)
{
  return wb_field_refuse (error, path,
                          setting == NULL ? "there is no such setting"
                                          : "this is set for the channel itself only");
}

static gboolean
read_member (WbChannelSettings *self,
             const char *path,
             WbChannelKind kind,
             WbJsonValue object,
             const char *member,
             WbJsonValue value,
             gboolean is_stored,
             GError **error)
{
  const WbChannelSetting *setting = wb_channel_setting_find (kind, member);
  const WbChannelSetting *credential = find_state (kind, member);
  g_autoptr (GString) text = g_string_new (NULL);
  char **target;

  if (credential != NULL)
    return read_state (&self->values[wb_channel_setting_get_place (credential)], path, value,
                       is_stored, error);
  if (setting == NULL || (setting->is_own && !self->is_own))
    return refuse_unknown (setting, path, error);

  target = &self->values[wb_channel_setting_get_place (setting)];
  if (setting->is_credential)
    {
      g_autofree char *state = g_strconcat (member, KEPT_SUFFIX, NULL);
      WbJsonValue ignored;

      return read_credential (target, path, value, wb_json_value_lookup (object, state, &ignored),
                              error);
    }
  if (is_nothing (value))
    {
      g_clear_pointer (target, g_free);
      return TRUE;
    }
  if (!setting->check (path, value, error))
    return FALSE;
  wb_json_append_value (text, value);
  replace (target, text->str);
  return TRUE;
}

/* wb_channel_settings_read_kind: likewise, where @object has the settings of one kind. */
gboolean
wb_channel_settings_read_kind (WbChannelSettings *self,
                               const char *path,
                               WbChannelKind kind,
                               WbJsonValue object,
                               gboolean is_stored,
                               GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  if (is_nothing (object))
    {
      for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
        if (wb_channel_setting_get (i)->kind == kind)
          g_clear_pointer (&self->values[i], g_free);
      return TRUE;
    }
  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object");

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);
      g_autofree char *place = g_strconcat (path, ".", member, NULL);

      if (!read_member (self, place, kind, object, member, value, is_stored, error))
        return FALSE;
    }
  return TRUE;
}

/*
 * wb_channel_settings_read:
 * @path: of the field, for errors
 * @json: an object without credentials, see wb_channel_settings_split(); what it leaves out stays,
 *   and null removes a setting or a kind
 * @is_stored: from our own store, where it is believed which credentials are kept
 */
gboolean
wb_channel_settings_read (WbChannelSettings *self,
                          const char *path,
                          WbJsonValue json,
                          gboolean is_stored,
                          GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object");

  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);
      g_autofree char *place = g_strconcat (path, ".", word, NULL);
      WbChannelKind kind;

      if (!wb_channel_kind_from_string (word, &kind))
        return wb_field_refuse (error, place, "there is no such kind of channel");
      if (!wb_channel_settings_read_kind (self, place, kind, value, is_stored, error))
        return FALSE;
    }
  return TRUE;
}

/* --- credentials --- */

/* wb_channel_settings_find_credential: (nullable): the static name that equals @name. */
const char *
wb_channel_settings_find_credential (const char *name)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->is_credential
        && g_str_equal (wb_channel_setting_get (i)->name, name))
      return wb_channel_setting_get (i)->name;
  return NULL;
}

/*
 * wb_channel_settings_set_kept: the keyring has the credential @name.
 *
 * Returns: whether it is still wanted; %FALSE: nobody gave it, or it was removed since
 */
gboolean
wb_channel_settings_set_kept (WbChannelSettings *self, const char *name)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->is_credential && self->values[i] != NULL
        && g_str_equal (wb_channel_setting_get (i)->name, name))
      {
        replace (&self->values[i], KEPT);
        return TRUE;
      }
  return FALSE;
}

/* wb_channel_settings_forget: there is nothing of the credential @name any more. */
void
wb_channel_settings_forget (WbChannelSettings *self, const char *name)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->is_credential
        && g_str_equal (wb_channel_setting_get (i)->name, name))
      g_clear_pointer (&self->values[i], g_free);
}

/* wb_channel_settings_list_kept: (transfer full) (element-type utf8): names, which are static, of
 * the credentials that the keyring has. */
GPtrArray *
wb_channel_settings_list_kept (const WbChannelSettings *self)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->is_credential && g_strcmp0 (self->values[i], KEPT) == 0)
      g_ptr_array_add (names, (gpointer) wb_channel_setting_get (i)->name);
  return names;
}

static gboolean
split_credential (const char *path,
                  const WbChannelSetting *setting,
                  const char *name,
                  WbJsonValue value,
                  GString *clean,
                  GPtrArray *credentials,
                  GError **error)
{
  if (is_nothing (value))
    {
      g_string_append (clean, "null");
      return TRUE;
    }
  if (!setting->check (path, value, error))
    return FALSE;

  g_ptr_array_add (credentials,
                   wb_credential_new (name, wb_json_value_get_kind (value) == WB_JSON_STRING
                                                ? wb_json_value_dup_string (value)
                                                : wb_json_value_dup_raw (value)));
  g_string_append (clean, NOT_KEPT);
  return TRUE;
}

static void
append_raw (GString *json, WbJsonValue value)
{
  gsize length;
  const char *raw = wb_json_value_get_raw (value, &length);

  g_string_append_len (json, raw, (gssize) length);
}

static gboolean
split_kind (const char *path,
            WbChannelKind kind,
            WbJsonValue object,
            GString *clean,
            GPtrArray *credentials,
            GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  g_string_append_c (clean, '{');
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);
      g_autofree char *place = g_strconcat (path, ".", member, NULL);
      const WbChannelSetting *setting = wb_channel_setting_find (kind, member);

      if ((setting == NULL || setting->is_own) && find_state (kind, member) == NULL)
        return refuse_unknown (setting, place, error);
      wb_json_begin_member (clean, member);
      if (setting == NULL || !setting->is_credential)
        append_raw (clean, value);
      else if (!split_credential (place, setting, setting->name, value, clean, credentials, error))
        return FALSE;
    }
  g_string_append_c (clean, '}');
  return TRUE;
}

/*
 * wb_channel_settings_split:
 * @json: as it came from outside
 * @clean: gets the same without the credentials, for wb_channel_settings_read()
 * @credentials: (element-type WbCredential): gets those
 *
 * A setting that nobody knows might be a credential that was misspelt: it is refused here, before
 * it goes any further.
 */
gboolean
wb_channel_settings_split (const char *path,
                           WbJsonValue json,
                           GString *clean,
                           GPtrArray *credentials,
                           GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object");

  g_string_append_c (clean, '{');
  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);
      g_autofree char *place = g_strconcat (path, ".", word, NULL);
      WbChannelKind kind;

      if (!wb_channel_kind_from_string (word, &kind))
        return wb_field_refuse (error, place, "there is no such kind of channel");
      wb_json_begin_member (clean, word);
      if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
        {
          if (!is_nothing (value))
            return wb_field_refuse (error, place, "expected an object");
          g_string_append (clean, "null");
        }
      else if (!split_kind (place, kind, value, clean, credentials, error))
        return FALSE;
    }
  g_string_append_c (clean, '}');
  return TRUE;
}

/* Whether any kind has a setting of that name, or the state of one. */
static gboolean
is_known (const char *member)
{
  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    if (wb_channel_setting_find ((WbChannelKind) kind, member) != NULL
        || find_state ((WbChannelKind) kind, member) != NULL)
      return TRUE;
  return FALSE;
}

/* The patch of @name among @credentials, which gets one. */
static WbCredential *
find_patch (GPtrArray *credentials, const char *name)
{
  WbCredential *patch;

  for (guint i = 0; i < credentials->len; i++)
    {
      patch = g_ptr_array_index (credentials, i);
      if (patch->is_patch && g_str_equal (patch->name, name))
        return patch;
    }
  patch = wb_credential_new (name, g_strdup ("{}"));
  patch->is_patch = TRUE;
  g_ptr_array_add (credentials, patch);
  return patch;
}

/* "headers.X-Key": one member of @object. Its name may be secret too: an error does not show it. */
static gboolean
split_member (const char *path,
              const WbChannelSetting *object,
              const char *member,
              WbJsonValue value,
              GPtrArray *credentials,
              GError **error)
{
  const WbJsonLimits limits = { 65536, 65536, 2, 8 };
  const char *name = wb_channel_setting_get_member (object);
  g_autofree char *place = g_strconcat (path, ".", name, NULL);
  g_autofree char *raw = is_nothing (value) ? g_strdup ("\"\"") : wb_json_value_dup_raw (value);
  g_autofree char *text = NULL;
  g_autoptr (GString) alone = g_string_new ("{");
  g_autoptr (WbJson) json = NULL;

  wb_json_add_raw (alone, member, raw);
  g_string_append_c (alone, '}');
  json = wb_json_parse (alone->str, alone->len, &limits, error);
  if (json == NULL || !object->check (place, wb_json_get_root (json), error))
    return FALSE;
  if (!is_nothing (value))
    text = wb_json_value_dup_string (value);
  wb_credential_add_change (find_patch (credentials, name), member, text);
  return TRUE;
}

/* What is set of an object makes it one that is to be kept. */
static void
append_patched (GString *clean, const GPtrArray *credentials)
{
  for (guint i = 0; i < credentials->len; i++)
    {
      const WbCredential *credential = g_ptr_array_index (credentials, i);

      if (credential->is_patch && wb_credential_sets_something (credential))
        wb_json_add_raw (clean, credential->name, NOT_KEPT);
    }
}

/*
 * wb_channel_settings_split_own: likewise, where @json has the settings of one channel, whatever
 * its kind; the credentials are named without it: "webhook_url". "headers.X-Key" is one member of
 * an object, whose others stay.
 */
gboolean
wb_channel_settings_split_own (const char *path,
                               WbJsonValue json,
                               GString *clean,
                               GPtrArray *credentials,
                               GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object");

  g_string_append_c (clean, '{');
  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);
      g_autofree char *place = g_strconcat (path, ".", member, NULL);
      const WbChannelSetting *credential = wb_channel_setting_find_credential (member);
      const WbChannelSetting *object = wb_channel_setting_find_object (member);

      if (object != NULL)
        {
          if (!split_member (path, object, strchr (member, '.') + 1, value, credentials, error))
            return FALSE;
          continue;
        }
      if (!is_known (member))
        return wb_field_refuse (error, place, "there is no such setting");
      wb_json_begin_member (clean, member);
      if (credential == NULL)
        append_raw (clean, value);
      else if (!split_credential (place, credential, wb_channel_setting_get_member (credential),
                                  value, clean, credentials, error))
        return FALSE;
    }
  append_patched (clean, credentials);
  g_string_append_c (clean, '}');
  return TRUE;
}

/* --- use --- */

/* wb_channel_settings_override: what @over sets for @kind takes the place of what @self has. */
void
wb_channel_settings_override (WbChannelSettings *self,
                              WbChannelKind kind,
                              const WbChannelSettings *over)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (wb_channel_setting_get (i)->kind == kind && over->values[i] != NULL)
      replace (&self->values[i], over->values[i]);
}

/* wb_channel_settings_get: (nullable): JSON of @member of @kind; of a credential true or false. */
const char *
wb_channel_settings_get (const WbChannelSettings *self, WbChannelKind kind, const char *member)
{
  const WbChannelSetting *setting = wb_channel_setting_find (kind, member);

  g_return_val_if_fail (setting != NULL, NULL);

  return self->values[wb_channel_setting_get_place (setting)];
}

/* wb_channel_settings_append_kind_json: an object of the settings of one kind. */
void
wb_channel_settings_append_kind_json (const WbChannelSettings *self,
                                      WbChannelKind kind,
                                      GString *json)
{
  g_string_append_c (json, '{');
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    {
      const WbChannelSetting *setting = wb_channel_setting_get (i);

      if (setting->kind == kind && self->values[i] != NULL)
        append_setting (json, setting, self->values[i]);
    }
  g_string_append_c (json, '}');
}
