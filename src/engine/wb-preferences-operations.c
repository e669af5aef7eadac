/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-preferences-operations.h"

#include "engine/wb-digest.h"
#include "engine/wb-input.h"
#include "store/wb-preferences-store.h"

static gboolean
get (WbConnection *connection,
     WbJsonValue input G_GNUC_UNUSED,
     gint64 now_us G_GNUC_UNUSED,
     GString *answer,
     GError **error)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_store_load (connection, error);

  if (preferences == NULL)
    return FALSE;
  wb_preferences_append_json (preferences, answer);
  return TRUE;
}

static gboolean
set (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbPreferences) before = NULL;
  g_autoptr (WbPreferences) after = NULL;
  gboolean is_changed;
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error))
    return FALSE;
  before = wb_preferences_store_load (connection, error);
  if (before == NULL)
    return FALSE;
  after = wb_preferences_new_from_json (body, before, error);
  if (after == NULL || !wb_preferences_store_save (connection, before, after, &is_changed, error))
    return FALSE;

  if (is_changed)
    wb_transaction_touch (transaction, WB_TOPIC_PREFERENCES);
  if ((before->digest_mode != after->digest_mode || before->digest_minute != after->digest_minute)
      && !wb_digest_schedule (transaction, after, error))
    return FALSE;
  wb_preferences_append_json (after, answer);
  return TRUE;
}

/* wb_preferences_get: {} -> all of them. */
const WbOperation wb_preferences_get = { .name = "preferences.get", .ask = get };

/* wb_preferences_set: {"body": those that are to change} -> all of them, as they are now. */
const WbOperation wb_preferences_set
    = { .name = "preferences.set", .perform = set, .changes_settings = TRUE };
