/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-channel-operations.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "delivery/wb-channel-state.h"
#include "delivery/wb-channel-needs.h"
#include "delivery/wb-message-builder.h"
#include "delivery/wb-message-template.h"
#include "engine/wb-event-texts.h"
#include "engine/wb-input.h"
#include "engine/wb-outbox.h"
#include "model/wb-limits.h"
#include "store/wb-channel-store.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-delivery-store.h"
#include "store/wb-preferences-store.h"

/* --- how one looks --- */

static gboolean
append_state (WbConnection *connection,
              const WbChannelConfig *config,
              gint64 now_us,
              GString *answer,
              GError **error)
{
  g_auto (WbChannelState) state = { 0 };
  g_autofree char *json = NULL;
  WbChannelStatus status;

  if (!wb_channel_store_get_state (connection, config->name, &json, error))
    return FALSE;
  wb_channel_state_init_from_json (&state, json);
  status = config->is_enabled ? wb_channel_state_get_status (&state, now_us)
                              : WB_CHANNEL_STATUS_DISABLED;
  wb_json_begin_member (answer, "state");
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "status", wb_channel_status_to_string (status));
  if (status != WB_CHANNEL_STATUS_OK)
    wb_json_add_string (answer, "reason", state.reason);
  if (status == WB_CHANNEL_STATUS_NEEDS_ATTENTION || status == WB_CHANNEL_STATUS_OPEN)
    wb_json_add_time (answer, "since", state.since_us);
  if (status != WB_CHANNEL_STATUS_OK && status != WB_CHANNEL_STATUS_DISABLED)
    wb_json_add_time (answer, "next_at", MAX (state.paused_until_us, state.open_until_us));
  wb_json_add_time (answer, "last_done_at", state.last_done_us);
  wb_json_add_time (answer, "last_failed_at", state.last_failed_us);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
append_channel (WbConnection *connection,
                const WbChannelConfig *config,
                gint64 now_us,
                GString *answer,
                GError **error)
{
  g_string_append_c (answer, '{');
  wb_channel_config_add_members (config, answer);
  if (!append_state (connection, config, now_us, answer, error))
    return FALSE;
  g_string_append_c (answer, '}');
  return TRUE;
}

/* The desktop is always there; whether it is used, a preference says. */
static gboolean
append_desktop (WbConnection *connection, GString *answer, GError **error)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_store_load (connection, error);
  const char *name = wb_channel_kind_to_string (WB_CHANNEL_DESKTOP);
  gboolean is_on;

  if (preferences == NULL)
    return FALSE;
  is_on = preferences->channels[WB_CHANNEL_DESKTOP];
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "name", name);
  wb_json_add_string (answer, "kind", name);
  wb_json_add_boolean (answer, "enabled", is_on);
  wb_json_add_boolean (answer, "builtin", TRUE);
  wb_json_add_string (answer, "min_severity",
                      wb_severity_to_string (preferences->popup_min_severity));
  wb_json_begin_member (answer, "state");
  g_string_append_c (answer, '{');
  wb_json_add_string (
      answer, "status",
      wb_channel_status_to_string (is_on ? WB_CHANNEL_STATUS_OK : WB_CHANNEL_STATUS_DISABLED));
  g_string_append (answer, "}}");
  return TRUE;
}

/* --- questions --- */

static gboolean
list (WbConnection *connection,
      WbJsonValue input G_GNUC_UNUSED,
      gint64 now_us,
      GString *answer,
      GError **error)
{
  g_autoptr (GPtrArray) configs = wb_channel_store_list (connection, error);

  if (configs == NULL)
    return FALSE;
  g_string_append (answer, "{\"channels\":[");
  if (!append_desktop (connection, answer, error))
    return FALSE;
  for (guint i = 0; i < configs->len; i++)
    {
      wb_json_begin_item (answer);
      if (!append_channel (connection, g_ptr_array_index (configs, i), now_us, answer, error))
        return FALSE;
    }
  g_string_append (answer, "]}");
  return TRUE;
}

static gboolean
is_desktop (const char *name)
{
  WbChannelKind kind;

  return wb_channel_kind_from_string (name, &kind) && kind == WB_CHANNEL_DESKTOP;
}

static gboolean
get (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autoptr (WbChannelConfig) config = NULL;
  g_autofree char *name = NULL;

  if (!wb_input_require_string (input, "name", WB_LIMIT_TAG_CHARACTERS, &name, error))
    return FALSE;
  if (is_desktop (name))
    return append_desktop (connection, answer, error);
  config = wb_channel_store_get (connection, name, error);
  return config != NULL && append_channel (connection, config, now_us, answer, error);
}

/* --- orders --- */

static gboolean
check (const WbChannelConfig *config, GError **error)
{
  return wb_channel_needs_check (config, error)
         && wb_message_template_check ("title_template", config->title_template, error)
         && wb_message_template_check ("body_template", config->body_template, error);
}

/* A fallback that is not there would be noticed only when it is needed. */
static gboolean
check_fallback (WbConnection *connection, const WbChannelConfig *config, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbChannelConfig) fallback = NULL;

  if (config->fallback == NULL)
    return TRUE;
  fallback = wb_channel_store_find (connection, config->fallback, &local);
  if (fallback != NULL)
    return TRUE;
  if (local == NULL)
    return wb_field_refuse (error, "fallback", "there is no channel \"%s\"", config->fallback);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static WbChannelConfig *
put (WbTransaction *transaction, const WbChannelConfig *config, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);

  if (!check (config, error) || !check_fallback (connection, config, error))
    return NULL;
  wb_transaction_touch (transaction, WB_TOPIC_CHANNELS);
  return wb_channel_store_put (connection, config, wb_transaction_get_now_us (transaction), error);
}

static gboolean
check_new (WbTransaction *transaction, const WbChannelConfig *config, GError **error)
{
  const GPtrArray *channels = wb_transaction_get_policy (transaction)->channels;
  WbChannelKind kind;

  if (wb_channel_kind_from_string (config->name, &kind) && kind != config->kind)
    return wb_field_refuse (error, "name", "this is what another kind of channel is called");
  for (guint i = 0; i < channels->len; i++)
    if (g_str_equal (((WbChannelConfig *) channels->pdata[i])->name, config->name))
      {
        g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT, "name: there is a channel \"%s\" already",
                     config->name);
        return FALSE;
      }
  if (channels->len < WB_LIMIT_CHANNEL_CONFIGS)
    return TRUE;
  g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE, "channels: expected at most %d",
               WB_LIMIT_CHANNEL_CONFIGS);
  return FALSE;
}

static gboolean
add (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbChannelConfig) config = NULL;
  g_autoptr (WbChannelConfig) added = NULL;
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error))
    return FALSE;
  config = wb_channel_config_new_from_json (body, NULL, error);
  if (config == NULL || !check_new (transaction, config, error))
    return FALSE;
  added = put (transaction, config, error);
  return added != NULL
         && append_channel (wb_transaction_get_connection (transaction), added,
                            wb_transaction_get_now_us (transaction), answer, error);
}

/* Names, without the kind, of credentials that @before has and @after (nullable) has not. */
static void
add_dropped (GString *answer, const WbChannelConfig *before, const WbChannelConfig *after)
{
  g_autoptr (GPtrArray) old_names = wb_channel_settings_list_kept (&before->settings);
  g_autoptr (GPtrArray) names
      = after != NULL ? wb_channel_settings_list_kept (&after->settings) : NULL;
  g_autoptr (GString) dropped = g_string_new ("[");

  for (guint i = 0; i < old_names->len; i++)
    if (names == NULL || !g_ptr_array_find (names, g_ptr_array_index (old_names, i), NULL))
      {
        wb_json_begin_item (dropped);
        wb_json_append_string (dropped, strchr (g_ptr_array_index (old_names, i), '.') + 1);
      }
  if (dropped->len == strlen ("["))
    return;
  g_string_append_c (dropped, ']');
  wb_json_add_raw (answer, "dropped_credentials", dropped->str);
}

static gboolean
answer_changed (WbTransaction *transaction,
                const WbChannelConfig *before,
                const WbChannelConfig *now,
                GString *answer,
                GError **error)
{
  if (!append_channel (wb_transaction_get_connection (transaction), now,
                       wb_transaction_get_now_us (transaction), answer, error))
    return FALSE;
  g_string_truncate (answer, answer->len - strlen ("}"));
  add_dropped (answer, before, now);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* The desktop's only switch is a preference. */
static gboolean
update_desktop (WbTransaction *transaction, WbJsonValue body, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbPreferences) changed
      = wb_preferences_copy (wb_transaction_get_preferences (transaction));
  gboolean is_on = changed->channels[WB_CHANNEL_DESKTOP];
  gboolean is_changed;

  if (!wb_input_read_boolean (body, "enabled", &is_on, error))
    return FALSE;
  changed->channels[WB_CHANNEL_DESKTOP] = is_on;
  wb_transaction_touch (transaction, WB_TOPIC_PREFERENCES);
  return wb_preferences_store_save (connection, wb_transaction_get_preferences (transaction),
                                    changed, &is_changed, error)
         && append_desktop (connection, answer, error);
}

/* What was wrong may be right now: the next message will tell. */
static gboolean
forgive (WbTransaction *transaction, const WbChannelConfig *config, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_auto (WbChannelState) state = { 0 };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!config->is_enabled)
    return TRUE;
  if (!wb_channel_store_get_state (connection, config->name, &before, error))
    return FALSE;
  if (before == NULL || !wb_channel_state_init_from_json (&state, before))
    return TRUE;
  wb_channel_state_forgive (&state);
  after = wb_channel_state_to_json (&state);
  return wb_channel_store_set_state (connection, config->name, after, error);
}

static gboolean
update (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbChannelConfig) before = NULL;
  g_autoptr (WbChannelConfig) after = NULL;
  g_autoptr (WbChannelConfig) now = NULL;
  g_autofree char *name = NULL;
  WbJsonValue body;

  if (!wb_input_require_string (input, "name", WB_LIMIT_TAG_CHARACTERS, &name, error)
      || !wb_input_require_body (input, &body, error))
    return FALSE;
  if (is_desktop (name))
    return update_desktop (transaction, body, answer, error);
  before = wb_channel_store_get (wb_transaction_get_connection (transaction), name, error);
  if (before == NULL)
    return FALSE;
  after = wb_channel_config_new_from_json (body, before, error);
  if (after == NULL)
    return FALSE;
  now = put (transaction, after, error);
  return now != NULL && forgive (transaction, now, error)
         && answer_changed (transaction, before, now, answer, error);
}

static gboolean
remove_channel (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbChannelConfig) config = NULL;
  g_autofree char *name = NULL;

  if (!wb_input_require_string (input, "name", WB_LIMIT_TAG_CHARACTERS, &name, error))
    return FALSE;
  if (is_desktop (name))
    return wb_field_refuse (error, "name", "the desktop cannot be removed; it can be disabled");
  config = wb_channel_store_get (connection, name, error);
  if (config == NULL || !wb_channel_store_delete (connection, name, error)
      || !wb_delivery_store_give_up (connection, name, config->fallback,
                                     _ ("the channel was removed"), G_MAXINT64,
                                     wb_transaction_get_now_us (transaction), error))
    return FALSE;
  wb_transaction_touch (transaction, WB_TOPIC_CHANNELS);
  if (config->fallback != NULL)
    wb_commit_note_channel (wb_transaction_get_commit (transaction), config->fallback);
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "name", name);
  wb_json_add_boolean (answer, "deleted", TRUE);
  add_dropped (answer, config, NULL);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* The keyring has its credentials; @unwanted gets those that were removed meanwhile, or of which
 * nothing was left. */
static void
note_kept (WbChannelConfig *config, WbJsonValue names, gboolean is_emptied, GString *unwanted)
{
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, names);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *name = wb_json_value_dup_string (item);
      g_autofree char *full
          = g_strconcat (wb_channel_kind_to_string (config->kind), ".", name, NULL);

      if (is_emptied)
        wb_channel_settings_forget (&config->settings, full);
      else if (wb_channel_settings_set_kept (&config->settings, full))
        continue;
      wb_json_begin_item (unwanted);
      wb_json_append_string (unwanted, name);
    }
}

static gboolean
confirm (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  g_autoptr (WbChannelConfig) before = NULL;
  g_autoptr (WbChannelConfig) after = NULL;
  g_autoptr (WbChannelConfig) now = NULL;
  g_autoptr (GString) unwanted = g_string_new ("[");
  g_autofree char *name = NULL;
  WbJsonValue body, names;

  if (!wb_input_require_string (input, "name", WB_LIMIT_TAG_CHARACTERS, &name, error)
      || !wb_input_require_body (input, &body, error))
    return FALSE;
  before = wb_channel_store_get (connection, name, error);
  if (before == NULL)
    return FALSE;
  after = wb_channel_config_copy (before);
  if (wb_json_value_lookup (body, "kept", &names))
    note_kept (after, names, FALSE, unwanted);
  if (wb_json_value_lookup (body, "emptied", &names))
    note_kept (after, names, TRUE, unwanted);
  wb_transaction_touch (transaction, WB_TOPIC_CHANNELS);
  now = wb_channel_store_put (connection, after, now_us, error);
  if (now == NULL || !append_channel (connection, now, now_us, answer, error))
    return FALSE;
  if (unwanted->len > strlen ("["))
    {
      g_string_append_c (unwanted, ']');
      g_string_truncate (answer, answer->len - strlen ("}"));
      wb_json_add_raw (answer, "dropped_credentials", unwanted->str);
      g_string_append_c (answer, '}');
    }
  return TRUE;
}

static gboolean
test (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbChannelConfig) config = NULL;
  g_autoptr (WbDelivery) delivery = NULL;
  g_autofree char *name = NULL;
  gint64 id = 0;

  if (!wb_input_require_string (input, "name", WB_LIMIT_TAG_CHARACTERS, &name, error))
    return FALSE;
  if (is_desktop (name))
    return wb_field_refuse (error, "name",
                            "the desktop is tested by an event: wakebell drill, or /test");
  config = wb_channel_store_get (wb_transaction_get_connection (transaction), name, error);
  if (config == NULL)
    return FALSE;
  delivery = wb_delivery_new (name, WB_DELIVERY_TEST);
  delivery->priority = WB_PRIORITY_LOW;
  delivery->title = g_strdup_printf (_ ("Test of the channel %s"), name);
  delivery->created_us = delivery->due_us = wb_transaction_get_now_us (transaction);
  wb_transaction_touch (transaction, WB_TOPIC_CHANNEL_TESTS);
  if (!wb_outbox_queue (transaction, delivery, &id, error))
    return FALSE;
  delivery->id = id;
  wb_delivery_append_json (delivery, answer);
  return TRUE;
}

/* --- preview --- */

static WbEvent *
read_sample (WbJsonValue body, gint64 now_us, GError **error)
{
  static const char sample[]
      = "{\"type\":\"training_failed\",\"title\":\"Training failed: qwen-7b\",\"message\":\"CUDA "
        "out"
        " of memory on **worker 3**\",\"severity\":\"error\",\"model_name\":\"qwen-7b\",\"run_id\":"
        "\"run-42\",\"epoch\":3,\"total_epochs\":10,\"cost\":4.2,\"metrics\":{\"loss\":0.25}}";
  g_autofree char *json = NULL;
  WbJsonValue given;
  WbEvent *event;

  json = wb_json_value_lookup (body, "event", &given) ? wb_json_value_dup_raw (given)
                                                      : g_strdup (sample);
  event = wb_event_new_from_json (json, error);
  if (event != NULL)
    wb_event_texts_fill (event, now_us);
  return event;
}

static gboolean
preview (WbConnection *connection G_GNUC_UNUSED,
         WbJsonValue input,
         gint64 now_us,
         GString *answer,
         GError **error)
{
  g_autoptr (WbDelivery) delivery = wb_delivery_new ("preview", WB_DELIVERY_NOTIFY);
  g_autoptr (WbChannelConfig) config = wb_channel_config_new ("preview", WB_CHANNEL_EMAIL);
  g_autoptr (WbEvent) event = NULL;
  g_autoptr (WbMessage) message = NULL;
  WbMessageParts parts = { .delivery = delivery, .installation = "preview", .now_us = now_us };
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error)
      || !wb_input_read_string (body, "title_template", WB_LIMIT_TEMPLATE_CHARACTERS,
                                &config->title_template, error)
      || !wb_input_read_string (body, "body_template", WB_LIMIT_TEMPLATE_CHARACTERS,
                                &config->body_template, error)
      || !wb_message_template_check ("title_template", config->title_template, error)
      || !wb_message_template_check ("body_template", config->body_template, error))
    return FALSE;
  event = read_sample (body, now_us, error);
  if (event == NULL)
    return FALSE;
  delivery->title = g_strdup (event->title);
  delivery->created_us = now_us;
  parts.event = event;
  message = wb_message_builder_build (&parts);
  wb_message_template_apply (message, config, NULL);
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "title", message->title);
  wb_json_add_string (answer, "body", message->body);
  g_string_append_c (answer, '}');
  return TRUE;
}

static const WbOperation confirm_operation = { .name = "channel.confirm", .perform = confirm };

static const WbCredentialRule credentials = {
  .path = "settings.",
  .split = wb_channel_config_split,
  .confirm = &confirm_operation,
};

/* wb_channel_list: {} -> {"channels": [...]}: the desktop, and then by name; each with its state.
 */
const WbOperation wb_channel_list = { .name = "channel.list", .ask = list };

/* wb_channel_get_one: {"name"} -> the channel. */
const WbOperation wb_channel_get_one = { .name = "channel.get", .ask = get };

/* wb_channel_add: {"body": fields} -> the channel. */
const WbOperation wb_channel_add = {
  .name = "channel.add",
  .perform = add,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_channel_update: {"name", "body": fields that are to change} -> the channel as it is now. */
const WbOperation wb_channel_update = {
  .name = "channel.update",
  .perform = update,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_channel_remove: {"name"} -> {"name", "deleted": true}. */
const WbOperation wb_channel_remove = {
  .name = "channel.remove",
  .perform = remove_channel,
  .changes_settings = TRUE,
  .credentials = &credentials,
};

/* wb_channel_test: {"name"} -> the delivery, once it is known what came of it. */
const WbOperation wb_channel_test = {
  .name = "channel.test",
  .perform = test,
  .awaits_delivery = TRUE,
};

/* wb_channel_preview: {"body": {"title_template", "body_template", "event"}} -> {"title", "body" in
 * CommonMark}: what would be sent of the event, or of a sample. */
const WbOperation wb_channel_preview = { .name = "channel.preview", .ask = preview };
