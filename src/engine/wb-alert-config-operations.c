/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alert-config-operations.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-condition.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"
#include "store/wb-alert-config-store.h"
#include "store/wb-preferences-store.h"
#include "store/wb-throttle-store.h"

/* --- questions --- */

static gboolean
require_id (WbJsonValue input, gint64 *id, GError **error)
{
  *id = 0;
  if (!wb_input_read_integer (input, "id", 1, G_MAXINT64, id, error))
    return FALSE;
  return *id != 0 || wb_field_refuse (error, "id", "expected the number of an alert config");
}

static WbAlertConfig *
find_by_type (GPtrArray *configs, const char *alert_type)
{
  for (guint i = 0; i < configs->len; i++)
    {
      WbAlertConfig *config = g_ptr_array_index (configs, i);

      if (g_str_equal (config->alert_type, alert_type))
        return config;
    }
  return NULL;
}

static void
append_default (GString *answer, const WbEventType *type, const WbPreferences *preferences)
{
  g_autoptr (WbAlertConfig) config
      = wb_alert_config_new_default (type, wb_preferences_get_cooldown_s (preferences, type));

  wb_json_begin_item (answer);
  wb_alert_config_append_json (config, answer);
  g_string_truncate (answer, answer->len - strlen ("}"));
  wb_json_add_boolean (answer, "default", TRUE);
  g_string_append_c (answer, '}');
}

/* Those types that have no config of their own. */
static gboolean
append_defaults (GString *answer, GPtrArray *configs, WbConnection *connection, GError **error)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_store_load (connection, error);
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  if (preferences == NULL)
    return FALSE;
  for (gsize i = 0; i < n_types; i++)
    if (find_by_type (configs, types[i].name) == NULL)
      append_default (answer, &types[i], preferences);
  return TRUE;
}

static gboolean
list (WbConnection *connection,
      WbJsonValue input,
      gint64 now_us G_GNUC_UNUSED,
      GString *answer,
      GError **error)
{
  g_autoptr (GPtrArray) configs = NULL;
  gboolean has_defaults = FALSE;

  if (!wb_input_read_boolean (input, "include_defaults", &has_defaults, error))
    return FALSE;
  configs = wb_alert_config_store_list (connection, error);
  if (configs == NULL)
    return FALSE;

  g_string_append (answer, "{\"configs\":[");
  for (guint i = 0; i < configs->len; i++)
    {
      wb_json_begin_item (answer);
      wb_alert_config_append_json (g_ptr_array_index (configs, i), answer);
    }
  if (has_defaults && !append_defaults (answer, configs, connection, error))
    return FALSE;
  g_string_append (answer, "]}");
  return TRUE;
}

static gboolean
get (WbConnection *connection,
     WbJsonValue input,
     gint64 now_us G_GNUC_UNUSED,
     GString *answer,
     GError **error)
{
  g_autoptr (WbAlertConfig) config = NULL;
  gint64 id;

  if (!require_id (input, &id, error))
    return FALSE;
  config = wb_alert_config_store_get (connection, id, error);
  if (config == NULL)
    return FALSE;
  wb_alert_config_append_json (config, answer);
  return TRUE;
}

/* --- orders --- */

/* wb_alert_config_read_draft: (transfer full) (nullable): as wb_alert_config_new_from_json(), and
 * its conditions are looked into too. */
WbAlertConfig *
wb_alert_config_read_draft (WbJsonValue body, const WbAlertConfig *base, GError **error)
{
  g_autoptr (WbAlertConfig) config = wb_alert_config_new_from_json (body, base, error);
  WbJsonValue json;

  if (config == NULL)
    return NULL;
  if (config->conditions != NULL && wb_json_value_lookup (body, "conditions", &json))
    {
      g_autoptr (WbConditions) conditions = wb_conditions_new (json, error);

      if (conditions == NULL)
        return NULL;
    }
  return g_steal_pointer (&config);
}

static WbAlertConfig *
add (WbTransaction *transaction, const WbAlertConfig *config, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  guint n_configs;

  if (!wb_alert_config_store_count (connection, &n_configs, error))
    return NULL;
  if (n_configs >= WB_LIMIT_ALERT_CONFIGS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE, "configs: expected at most %d",
                   WB_LIMIT_ALERT_CONFIGS);
      return NULL;
    }
  wb_transaction_touch (transaction, WB_TOPIC_ALERTS);
  return wb_alert_config_store_add (connection, config, wb_transaction_get_now_us (transaction),
                                    error);
}

static gboolean
create (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbAlertConfig) config = NULL;
  g_autoptr (WbAlertConfig) added = NULL;
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error))
    return FALSE;
  config = wb_alert_config_read_draft (body, NULL, error);
  if (config == NULL)
    return FALSE;
  added = add (transaction, config, error);
  if (added == NULL)
    return FALSE;
  wb_alert_config_append_json (added, answer);
  return TRUE;
}

/* (transfer full): @after, or @before where the two say the same. */
static WbAlertConfig *
replace (WbTransaction *transaction,
         WbAlertConfig *before,
         const WbAlertConfig *after,
         GError **error)
{
  g_autofree char *old_body = wb_alert_config_dup_body (before);
  g_autofree char *body = wb_alert_config_dup_body (after);

  if (g_str_equal (old_body, body))
    return wb_alert_config_ref (before);
  wb_transaction_touch (transaction, WB_TOPIC_ALERTS);
  return wb_alert_config_store_replace (wb_transaction_get_connection (transaction), after,
                                        wb_transaction_get_now_us (transaction), error);
}

/* @names: a list that is still open. */
static void
add_dropped_names (GString *answer, GString *names)
{
  if (names->len == strlen ("["))
    return;
  g_string_append_c (names, ']');
  wb_json_add_raw (answer, "dropped_credentials", names->str);
}

/* Credentials that @before has, and @after (nullable) has not. */
static void
add_dropped (GString *answer, const WbAlertConfig *before, const WbAlertConfig *after)
{
  g_autoptr (GPtrArray) old_names = wb_channel_settings_list_kept (&before->channel_settings);
  g_autoptr (GPtrArray) names
      = after != NULL ? wb_channel_settings_list_kept (&after->channel_settings) : NULL;
  g_autoptr (GString) dropped = g_string_new ("[");

  for (guint i = 0; i < old_names->len; i++)
    if (names == NULL || !g_ptr_array_find (names, g_ptr_array_index (old_names, i), NULL))
      {
        wb_json_begin_item (dropped);
        wb_json_append_string (dropped, g_ptr_array_index (old_names, i));
      }
  add_dropped_names (answer, dropped);
}

static gboolean
update (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbAlertConfig) before = NULL;
  g_autoptr (WbAlertConfig) after = NULL;
  g_autoptr (WbAlertConfig) now = NULL;
  WbJsonValue body;
  gint64 id;

  if (!require_id (input, &id, error) || !wb_input_require_body (input, &body, error))
    return FALSE;
  before = wb_alert_config_store_get (wb_transaction_get_connection (transaction), id, error);
  if (before == NULL)
    return FALSE;
  after = wb_alert_config_read_draft (body, before, error);
  if (after == NULL)
    return FALSE;
  now = replace (transaction, before, after, error);
  if (now == NULL)
    return FALSE;

  wb_alert_config_append_json (now, answer);
  g_string_truncate (answer, answer->len - strlen ("}"));
  add_dropped (answer, before, now);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
remove_config (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbAlertConfig) config = NULL;
  g_autofree char *scope = NULL;
  gint64 id;

  if (!require_id (input, &id, error))
    return FALSE;
  config = wb_alert_config_store_get (connection, id, error);
  if (config == NULL)
    return FALSE;
  scope = g_strdup_printf ("config %" G_GINT64_FORMAT, id);
  if (!wb_alert_config_store_delete (connection, id, error)
      || !wb_throttle_store_delete_scope (connection, scope, error))
    return FALSE;

  wb_transaction_touch (transaction, WB_TOPIC_ALERTS);
  g_string_append_c (answer, '{');
  wb_json_add_int64 (answer, "id", id);
  wb_json_add_boolean (answer, "deleted", TRUE);
  add_dropped (answer, config, NULL);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* A person who makes a rule of a type that is only recorded wants to hear of it. */
static gboolean
customise (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (GPtrArray) configs = NULL;
  g_autoptr (WbAlertConfig) config = NULL;
  g_autoptr (WbAlertConfig) added = NULL;
  g_autofree char *word = NULL;
  const WbEventType *type;
  const WbAlertConfig *own;

  if (!wb_input_require_string (input, "alert_type", WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  type = wb_catalogue_lookup (word);
  if (type == NULL)
    return wb_field_refuse (error, "alert_type", "there is no such type of event");
  configs = wb_alert_config_store_list (wb_transaction_get_connection (transaction), error);
  if (configs == NULL)
    return FALSE;
  own = find_by_type (configs, type->name);
  if (own != NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT,
                   "alert_type: %s has the alert config %" G_GINT64_FORMAT " already", type->name,
                   own->id);
      return FALSE;
    }

  config = wb_alert_config_new_default (
      type, wb_preferences_get_cooldown_s (wb_transaction_get_preferences (transaction), type));
  config->is_active = TRUE;
  added = add (transaction, config, error);
  if (added == NULL)
    return FALSE;
  wb_alert_config_append_json (added, answer);
  return TRUE;
}

/* @unwanted gets those that were removed while the keyring was asked. */
static void
note_kept (WbAlertConfig *config, WbJsonValue names, GString *unwanted)
{
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, names);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *name = wb_json_value_dup_string (item);

      if (wb_channel_settings_set_kept (&config->channel_settings, name))
        continue;
      wb_json_begin_item (unwanted);
      wb_json_append_string (unwanted, name);
    }
}

static gboolean
confirm (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbAlertConfig) before = NULL;
  g_autoptr (WbAlertConfig) after = NULL;
  g_autoptr (WbAlertConfig) now = NULL;
  g_autoptr (GString) unwanted = g_string_new ("[");
  WbJsonValue body, names;
  gint64 id;

  if (!require_id (input, &id, error) || !wb_input_require_body (input, &body, error))
    return FALSE;
  before = wb_alert_config_store_get (wb_transaction_get_connection (transaction), id, error);
  if (before == NULL)
    return FALSE;
  after = wb_alert_config_copy (before);
  if (wb_json_value_lookup (body, "kept", &names))
    note_kept (after, names, unwanted);
  now = replace (transaction, before, after, error);
  if (now == NULL)
    return FALSE;
  wb_alert_config_append_json (now, answer);
  g_string_truncate (answer, answer->len - strlen ("}"));
  add_dropped_names (answer, unwanted);
  g_string_append_c (answer, '}');
  return TRUE;
}

static const WbOperation confirm_operation = { .name = "alert-config.confirm", .perform = confirm };

static const WbCredentialRule credentials = {
  .owner = "alert-config",
  .path = "channel_config.",
  .split = wb_alert_config_split,
  .confirm = &confirm_operation,
};

/* wb_alert_config_list: {"include_defaults"} -> {"configs": [...]}: by id, and then, if they are
 * asked for, what holds for types that have none, each with "default": true and without an id. */
const WbOperation wb_alert_config_list = { .name = "alert-config.list", .ask = list };

/* wb_alert_config_get: {"id"} -> the config. */
const WbOperation wb_alert_config_get = { .name = "alert-config.get", .ask = get };

/* wb_alert_config_create: {"body": fields} -> the config. */
const WbOperation wb_alert_config_create = {
  .name = "alert-config.create",
  .perform = create,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_alert_config_update: {"id", "body": fields that are to change} -> the config as it is now. */
const WbOperation wb_alert_config_update = {
  .name = "alert-config.update",
  .perform = update,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_alert_config_delete: {"id"} -> {"id", "deleted": true}. */
const WbOperation wb_alert_config_delete = {
  .name = "alert-config.delete",
  .perform = remove_config,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_alert_config_customise: {"alert_type"} -> a config that says what held for it by default. */
const WbOperation wb_alert_config_customise = {
  .name = "alert-config.customise",
  .perform = customise,
  .changes_settings = TRUE,
};
