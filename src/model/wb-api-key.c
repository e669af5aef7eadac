/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-api-key.h"

#include "base/wb-json-writer.h"

static const char *const level_words[WB_N_QUOTA_LEVELS] = {
  [WB_QUOTA_HEALTHY] = "healthy",
  [WB_QUOTA_WARNING] = "warning",
  [WB_QUOTA_CRITICAL] = "critical",
};

WbApiKey *
wb_api_key_new (const char *provider, const char *key_id)
{
  WbApiKey *self = g_new0 (WbApiKey, 1);

  self->provider = g_strdup (provider);
  self->key_id = g_strdup (key_id);
  return self;
}

void
wb_api_key_free (WbApiKey *self)
{
  g_free (self->provider);
  g_free (self->key_id);
  g_free (self->percentage);
  g_free (self->remaining);
  g_free (self->limit);
  g_free (self->resets_at);
  g_free (self->last_error);
  g_free (self);
}

/*
 * wb_api_key_dup_alert_id:
 * @provider: (nullable)
 * @key_id: (nullable)
 *
 * What those who ask for the alerts call the one of the type @type_name about a key: the name of
 * the type where it is about none.
 */
char *
wb_api_key_dup_alert_id (const char *type_name, const char *provider, const char *key_id)
{
  g_return_val_if_fail (type_name != NULL, NULL);

  if (provider == NULL || key_id == NULL)
    return g_strdup (type_name);
  if (g_str_equal (type_name, "auth_failure"))
    type_name = "auth_failed";
  return g_strdup_printf ("%s_%s_key%s", type_name, provider, key_id);
}

/*
 * wb_api_key_get_state: "healthy", "warning", "critical", "quarantined" or "failed".
 *
 * A quarantined key counts as failed as well; when its quarantine is over, it has failed until it
 * is heard to work.
 */
const char *
wb_api_key_get_state (const WbApiKey *self, gint64 now_us)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->failed_us == 0)
    return level_words[self->level];
  return now_us < self->quarantined_until_us ? "quarantined" : "failed";
}

/* wb_api_key_append_json: adds members to the object that @json holds so far; what is not known is
 * not among them. */
void
wb_api_key_append_json (const WbApiKey *self, gint64 now_us, GString *json)
{
  g_return_if_fail (self != NULL);

  wb_json_add_string (json, "provider", self->provider);
  wb_json_add_string (json, "key_id", self->key_id);
  wb_json_add_string (json, "state", wb_api_key_get_state (self, now_us));
  wb_json_add_raw (json, "percentage", self->percentage);
  wb_json_add_raw (json, "remaining", self->remaining);
  wb_json_add_raw (json, "limit", self->limit);
  wb_json_add_string (json, "resets_at", self->resets_at);
  wb_json_add_string (json, "last_error", self->last_error);
  wb_json_add_time (json, "failed_at", self->failed_us);
  wb_json_add_time (json, "quarantined_until", self->quarantined_until_us);
  wb_json_add_time (json, "updated_at", self->updated_us);
}
