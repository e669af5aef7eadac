/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-key-report.h"

#include <glib/gi18n-lib.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define ALL_USED 100.0 /* per cent */

/* Said when a failure comes without a reason. */
static const char default_error[] = N_ ("Invalid or expired API key");

/* What is over once a key serves, by how much of its quota is used: what stays open says more than
 * the report, or as much. */
static const char *const ended_types[WB_N_QUOTA_LEVELS] = {
  [WB_QUOTA_HEALTHY] = "auth_failure,quota_exhausted,all_keys_failed,quota_critical,quota_warning",
  [WB_QUOTA_WARNING] = "auth_failure,quota_exhausted,all_keys_failed,quota_critical",
  [WB_QUOTA_CRITICAL] = "auth_failure,quota_exhausted,all_keys_failed",
};

static const char *const alert_types[WB_N_QUOTA_LEVELS] = {
  [WB_QUOTA_WARNING] = "quota_warning",
  [WB_QUOTA_CRITICAL] = "quota_critical",
};

/* Members that might hold a key itself, which is not to be stored anywhere. */
static const char *const secret_members[] = { "key", "api_key", "apikey", "secret", "token" };

void
wb_key_report_clear (WbKeyReport *self)
{
  g_clear_pointer (&self->percentage, g_free);
  g_clear_pointer (&self->remaining, g_free);
  g_clear_pointer (&self->limit, g_free);
  g_clear_pointer (&self->resets_at, g_free);
  g_clear_pointer (&self->error, g_free);
}

/* --- reading --- */

static gboolean
is_secret (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret_members); i++)
    if (g_ascii_strcasecmp (name, secret_members[i]) == 0)
      return TRUE;
  return FALSE;
}

/* wb_key_report_refuse_secrets: @body: an object. Errors: invalid-argument when a member of it, in
 * any case, may hold a key itself. */
gboolean
wb_key_report_refuse_secrets (WbJsonValue body, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, body);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);

      if (is_secret (member))
        return wb_field_refuse (error, member,
                                "expected no such field: a key is named by its label in key_id, "
                                "and never sent itself");
    }
  return TRUE;
}

static gboolean
is_given (WbJsonValue body, const char *name, WbJsonValue *member)
{
  return wb_json_value_lookup (body, name, member)
         && wb_json_value_get_kind (*member) != WB_JSON_NULL;
}

static gboolean
read_number (WbJsonValue body, const char *name, char **number, GError **error)
{
  WbJsonValue member;

  return !is_given (body, name, &member) || wb_field_read_number (name, member, number, error);
}

/* A time or how long it takes, as providers give it; nothing is reckoned with it. */
static gboolean
read_resets_at (WbKeyReport *self, WbJsonValue body, GError **error)
{
  g_autofree char *text = NULL;
  WbJsonValue member;

  if (!is_given (body, "resets_at", &member))
    return TRUE;
  if (wb_json_value_get_kind (member) == WB_JSON_NUMBER)
    text = wb_json_value_dup_raw (member);
  else if (!wb_field_read_string ("resets_at", member, WB_LIMIT_NAME_CHARACTERS, &text, error))
    return FALSE;
  if (text != NULL)
    self->resets_at = wb_text_dup_single_line (text);
  return TRUE;
}

static gboolean
read_status (WbKeyReport *self, WbJsonValue body, GError **error)
{
  static const struct
  {
    const char *word;
    WbQuotaLevel level;
  } words[] = {
    { "ok", WB_QUOTA_HEALTHY },
    { "healthy", WB_QUOTA_HEALTHY },
    { "warning", WB_QUOTA_WARNING },
    { "critical", WB_QUOTA_CRITICAL },
  };
  WbJsonValue member;

  if (!is_given (body, "status", &member))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (wb_json_value_equals (member, words[i].word))
      {
        self->has_level = TRUE;
        self->level = words[i].level;
        return TRUE;
      }
  return wb_field_refuse (error, "status",
                          "expected \"ok\", \"healthy\", \"warning\" or \"critical\"");
}

/* To two places: what is reckoned is not shown more exactly than people read. */
static void
set_percentage (WbKeyReport *self, double used, double limit)
{
  GString *number = g_string_new (NULL);

  wb_json_append_double (number, (double) (gint64) (used / limit * 10000.0 + 0.5) / 100.0);
  self->percentage = g_string_free (number, FALSE);
}

static void
set_remaining (WbKeyReport *self, double used, double limit)
{
  GString *number = g_string_new (NULL);

  wb_json_append_double (number, MAX (limit - used, 0.0));
  self->remaining = g_string_free (number, FALSE);
}

/* "used" of "limit" says the percentage and what remains, unless they are given. */
static gboolean
read_usage (WbKeyReport *self, WbJsonValue body, GError **error)
{
  g_autofree char *used = NULL;
  g_autofree char *limit = NULL;
  double used_number, limit_number;

  if (!read_number (body, "used", &used, error) || !read_number (body, "limit", &limit, error))
    return FALSE;
  if (used == NULL || limit == NULL)
    return TRUE;

  used_number = g_ascii_strtod (used, NULL);
  limit_number = g_ascii_strtod (limit, NULL);
  if (limit_number <= 0.0 || used_number / limit_number > (double) WB_LIMIT_QUOTA_RATIO)
    return wb_field_refuse (error, "limit",
                            "expected a number over 0, and \"used\" within %d times",
                            WB_LIMIT_QUOTA_RATIO);
  if (self->percentage == NULL)
    set_percentage (self, used_number, limit_number);
  if (self->remaining == NULL)
    set_remaining (self, used_number, limit_number);
  self->limit = g_steal_pointer (&limit);
  return TRUE;
}

/*
 * wb_key_report_read_quota:
 * @body: {"percentage", "remaining", "resets_at", "status"}, or "used" and "limit" for the first
 *   two; members that are not known are left alone
 *
 * Errors: invalid-argument, also where a member may hold the key itself.
 */
gboolean
wb_key_report_read_quota (WbKeyReport *self, WbJsonValue body, GError **error)
{
  self->kind = WB_KEY_REPORT_QUOTA;
  if (!wb_key_report_refuse_secrets (body, error)
      || !read_number (body, "percentage", &self->percentage, error)
      || !read_number (body, "remaining", &self->remaining, error)
      || !read_resets_at (self, body, error) || !read_status (self, body, error)
      || !read_usage (self, body, error))
    return FALSE;
  if (self->percentage == NULL && !self->has_level)
    return wb_field_refuse (error, "percentage",
                            "expected a number, \"used\" with \"limit\", or \"status\"");
  return TRUE;
}

static gboolean
read_error (WbKeyReport *self, WbJsonValue body, const char *name, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  WbJsonValue member;

  if (self->error != NULL || !is_given (body, name, &member))
    return TRUE;
  if (!wb_field_read_string (name, member, WB_LIMIT_MESSAGE_BYTES, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  line = wb_text_dup_single_line (text);
  self->error = wb_text_truncate (line, WB_LIMIT_KEY_ERROR_CHARACTERS);
  return TRUE;
}

/* wb_key_report_read_failure: @body: {"error"}, or "error_details" in its place; both may be
 * missing. */
gboolean
wb_key_report_read_failure (WbKeyReport *self, WbJsonValue body, GError **error)
{
  self->kind = WB_KEY_REPORT_AUTH_FAILURE;
  return wb_key_report_refuse_secrets (body, error) && read_error (self, body, "error", error)
         && read_error (self, body, "error_details", error);
}

/* wb_key_report_read_context: takes what it can use of an event that someone sent. */
void
wb_key_report_read_context (WbKeyReport *self, WbJsonValue context)
{
  read_number (context, "percentage", &self->percentage, NULL);
  read_number (context, "remaining", &self->remaining, NULL);
  read_resets_at (self, context, NULL);
  read_usage (self, context, NULL);
  read_error (self, context, "error", NULL);
  read_error (self, context, "error_details", NULL);
}

/* --- what follows from it --- */

static void
replace (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static WbQuotaLevel
get_level (const WbKeyReport *self, const WbPreferences *preferences)
{
  double percentage;

  if (self->has_level)
    return self->level;

  percentage = self->percentage != NULL ? g_ascii_strtod (self->percentage, NULL) : 0.0;
  if (percentage >= preferences->quota_critical)
    return WB_QUOTA_CRITICAL;
  return percentage >= preferences->quota_warning ? WB_QUOTA_WARNING : WB_QUOTA_HEALTHY;
}

static void
set_quota (const WbKeyReport *self, WbQuotaLevel level, WbApiKey *key)
{
  key->level = level;
  replace (&key->percentage, self->percentage);
  replace (&key->remaining, self->remaining);
  replace (&key->limit, self->limit);
  replace (&key->resets_at, self->resets_at);
}

static void
set_working (WbApiKey *key)
{
  key->failed_us = 0;
  key->quarantined_until_us = 0;
}

/* Providers tell the quota with an answer: a key that has one serves, unless all of it is used. */
static WbKeyNews
apply_quota (const WbKeyReport *self, const WbPreferences *preferences, WbApiKey *key)
{
  WbQuotaLevel level = get_level (self, preferences);
  gboolean serves = self->percentage == NULL || g_ascii_strtod (self->percentage, NULL) < ALL_USED;
  WbKeyNews news = { .alert = alert_types[level] };

  if (serves)
    {
      news.is_recovery = key->failed_us != 0;
      news.ended = ended_types[level];
      set_working (key);
    }
  set_quota (self, level, key);
  return news;
}

static void
set_failed (const WbKeyReport *self, gint64 since_us, WbApiKey *key)
{
  key->failed_us = since_us;
  replace (&key->last_error, self->error != NULL ? self->error : _ (default_error));
}

/*
 * wb_key_report_apply:
 * @key: becomes what it is after the report
 *
 * An alert is called for by each report over a threshold and each failure: the throttle decides
 * what of it is shown. What came before and is not true any more ends.
 */
WbKeyNews
wb_key_report_apply (const WbKeyReport *self,
                     const WbPreferences *preferences,
                     gint64 now_us,
                     WbApiKey *key)
{
  key->updated_us = now_us;
  switch (self->kind)
    {
    case WB_KEY_REPORT_QUOTA:
      return apply_quota (self, preferences, key);

    case WB_KEY_REPORT_AUTH_FAILURE:
      set_failed (self, now_us, key);
      key->quarantined_until_us = now_us + WB_KEY_QUARANTINE_US;
      return (WbKeyNews){ .alert = "auth_failure" };

    case WB_KEY_REPORT_OUTAGE:
      set_failed (self, key->failed_us != 0 ? key->failed_us : now_us, key);
      return (WbKeyNews){ 0 };

    case WB_KEY_REPORT_RECOVERY:
    default:
      set_working (key);
      set_quota (self, WB_QUOTA_HEALTHY, key);
      return (WbKeyNews){ .is_recovery = TRUE, .ended = ended_types[WB_QUOTA_HEALTHY] };
    }
}
