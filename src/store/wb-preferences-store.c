/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-preferences-store.h"

#include "base/wb-json-writer.h"
#include "store/wb-policy-store.h"

#define VALUE_BYTES (1024 * 1024) /* of what we wrote ourselves */

static const WbJsonLimits stored_limits = {
  .length_bytes = VALUE_BYTES,
  .string_bytes = VALUE_BYTES,
  .depth = 8,
  .values = 65536,
};

/* Another version may have written what this one cannot read: that counts as not set. */
static WbPreferences *
apply_row (WbPreferences *preferences, const char *name, const char *value)
{
  g_autoptr (WbPreferences) owned = preferences;
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (WbJson) json = NULL;
  g_autoptr (GError) error = NULL;
  WbPreferences *applied;

  wb_json_add_raw (text, name, value);
  g_string_append_c (text, '}');
  json = wb_json_parse (text->str, text->len, &stored_limits, &error);
  applied = json != NULL
                ? wb_preferences_new_from_json (wb_json_get_root (json), preferences, &error)
                : NULL;
  if (applied != NULL)
    return applied;

  g_debug ("preferences: %s", error->message);
  return g_steal_pointer (&owned);
}

/* wb_preferences_store_load: (transfer full): those that were set, and else what holds by default.
 */
WbPreferences *
wb_preferences_store_load (WbConnection *connection, GError **error)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT name, value FROM notification_preferences", error);

  if (select == NULL)
    return NULL;

  while (wb_statement_next (select, &local))
    preferences = apply_row (g_steal_pointer (&preferences), wb_statement_get_text (select, 0),
                             wb_statement_get_text (select, 1));
  if (local == NULL)
    return g_steal_pointer (&preferences);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
put (WbConnection *connection, const char *name, const char *value, GError **error)
{
  g_autoptr (WbStatement) insert
      = wb_connection_prepare (connection,
                               "INSERT INTO notification_preferences (name, value) VALUES (?1, ?2)"
                               " ON CONFLICT DO UPDATE SET value = ?2",
                               error);

  if (insert == NULL)
    return FALSE;
  wb_statement_bind_text (insert, 1, name);
  wb_statement_bind_text (insert, 2, value);
  return wb_statement_run (insert, error);
}

/*
 * wb_preferences_store_save:
 * @before: what wb_preferences_store_load() gave in this transaction
 * @is_changed: (out): whether @after is anything else
 *
 * Only what differs is written: what nobody ever set goes on following the defaults.
 */
gboolean
wb_preferences_store_save (WbConnection *connection,
                           const WbPreferences *before,
                           const WbPreferences *after,
                           gboolean *is_changed,
                           GError **error)
{
  gboolean is_other = FALSE;

  for (const char *const *name = wb_preferences_get_names (); *name != NULL; name++)
    {
      g_autofree char *old_value = wb_preferences_dup_value (before, *name);
      g_autofree char *value = wb_preferences_dup_value (after, *name);

      if (g_str_equal (old_value, value))
        continue;
      if (!put (connection, *name, value, error))
        return FALSE;
      is_other = TRUE;
    }
  if (is_other && !wb_policy_store_touch (connection, error))
    return FALSE;

  *is_changed = is_other;
  return TRUE;
}
