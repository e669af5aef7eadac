/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-key-ledger.h"

#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "model/wb-limits.h"
#include "store/wb-key-store.h"
#include "store/wb-notification-store.h"

#define ALL_FAILED "all_keys_failed"

/* What ends with a key that is forgotten: nobody will report its recovery. */
#define FORGOTTEN_TYPES "auth_failure,quota_exhausted,quota_critical,quota_warning"

/* --- events --- */

static char *
dup_context (const char *type, const WbApiKey *key)
{
  GString *context = g_string_new ("{");
  g_autofree char *alert_id = wb_api_key_dup_alert_id (type, key->provider, key->key_id);

  wb_json_add_string (context, "alert_id", alert_id);
  if (g_str_equal (type, "auth_failure"))
    {
      wb_json_add_string (context, "error", key->last_error);
      wb_json_add_time (context, "quarantined_until", key->quarantined_until_us);
    }
  else
    {
      wb_json_add_raw (context, "percentage", key->percentage);
      wb_json_add_raw (context, "remaining", key->remaining);
      wb_json_add_string (context, "resets_at", key->resets_at);
    }
  g_string_append_c (context, '}');
  return g_string_free (context, FALSE);
}

static gboolean
submit (WbTransaction *transaction, WbEvent *event, GString *raised, GError **error)
{
  WbReceipt receipt;

  if (!wb_transaction_submit (transaction, event, &receipt, error))
    return FALSE;
  if (raised == NULL)
    return TRUE;

  wb_json_begin_item (raised);
  g_string_append_c (raised, '{');
  wb_json_add_string (raised, "type", event->type->name);
  wb_receipt_add_members (&receipt, raised);
  g_string_append_c (raised, '}');
  return TRUE;
}

static WbEvent *
new_key_event (const char *type, const WbApiKey *key)
{
  WbEvent *event = wb_event_new (wb_catalogue_lookup (type));

  event->provider = g_strdup (key->provider);
  event->key_id = g_strdup (key->key_id);
  return event;
}

/*
 * An event of a key has no dedup_key. The throttle counts per type, provider and key then: within
 * the cooldown a repeat counts on the notification that is there, without a word; after it a key
 * that is still in need is news again, where merged repeats would have stayed silent once the
 * first one was read.
 */
static gboolean
raise_key_event (WbTransaction *transaction,
                 const char *type,
                 const WbApiKey *key,
                 GString *raised,
                 GError **error)
{
  g_autoptr (WbEvent) event = new_key_event (type, key);

  event->context = dup_context (type, key);
  return submit (transaction, event, raised, error);
}

/* There is one emergency at a time, into which whatever fails meanwhile merges. */
static gboolean
raise_emergency (WbTransaction *transaction,
                 const WbProviderErrors *errors,
                 GString *raised,
                 GError **error)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (ALL_FAILED));
  GString *context = g_string_new ("{");

  wb_json_add_string (context, "alert_id", ALL_FAILED);
  wb_provider_errors_append_json (errors, context);
  g_string_append_c (context, '}');
  event->context = g_string_free (context, FALSE);
  event->dedup_key = g_strdup (ALL_FAILED);
  return submit (transaction, event, raised, error);
}

/* Ends what is open about @key of the types, without an event. */
static gboolean
end (WbTransaction *transaction, const char *types, const WbApiKey *key, GError **error)
{
  g_autoptr (WbEvent) about = new_key_event ("key_recovered", key);

  return wb_notification_store_resolve (wb_transaction_get_connection (transaction), about, types,
                                        wb_transaction_get_now_us (transaction),
                                        wb_transaction_get_commit (transaction)->changed_ids,
                                        error);
}

/* --- the emergency --- */

/* @is_open: (out); adds the lines that an open emergency has. */
static gboolean
read_emergency (WbTransaction *transaction,
                WbProviderErrors *errors,
                gboolean *is_open,
                GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbNotification) notification = NULL;
  g_autoptr (WbJson) context = NULL;
  WbOpenNotification open;

  if (!wb_notification_store_find_open (connection, ALL_FAILED, &open, error))
    return FALSE;
  *is_open = open.id != 0;
  if (open.id == 0)
    return TRUE;

  notification = wb_notification_store_get (connection, open.id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  context = notification != NULL ? wb_event_parse_context (notification->event) : NULL;
  wb_provider_errors_take_context (errors, context);
  return TRUE;
}

/* A provider's line is the failure of its keys that was reported last. */
static gboolean
add_failed_keys (WbTransaction *transaction, WbProviderErrors *errors, GError **error)
{
  g_autoptr (GPtrArray) keys
      = wb_key_store_list (wb_transaction_get_connection (transaction), NULL, error);
  const WbApiKey *last = NULL;

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const WbApiKey *key = g_ptr_array_index (keys, i);

      if (key->failed_us == 0)
        continue;
      if (last == NULL || !g_str_equal (last->provider, key->provider)
          || key->updated_us >= last->updated_us)
        {
          wb_provider_errors_set (errors, key->provider, key->last_error);
          last = key;
        }
    }
  return keys != NULL;
}

/* After a failure: when every known key has failed, or all were said to have. */
static gboolean
check_all_failed (WbTransaction *transaction, GString *raised, GError **error)
{
  g_autoptr (WbProviderErrors) errors = wb_provider_errors_new ();
  gboolean is_open;
  guint n_keys, n_failed;

  if (!wb_key_store_count (wb_transaction_get_connection (transaction), &n_keys, &n_failed, error)
      || !read_emergency (transaction, errors, &is_open, error))
    return FALSE;
  if (n_failed < n_keys && !is_open)
    return TRUE;
  return add_failed_keys (transaction, errors, error)
         && raise_emergency (transaction, errors, raised, error);
}

/* --- reports --- */

/* (transfer full): the key as it is known, or as it is when nothing is. */
static WbApiKey *
load (WbTransaction *transaction, const char *provider, const char *key_id, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GError) local = NULL;
  WbApiKey *key = wb_key_store_get (connection, provider, key_id, &local);
  guint n_keys, n_failed;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (key != NULL)
    return key;

  if (!wb_key_store_count (connection, &n_keys, &n_failed, error))
    return NULL;
  if (n_keys >= WB_LIMIT_KEYS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE,
                   "key_id: expected at most %d keys; forget one first", WB_LIMIT_KEYS);
      return NULL;
    }
  return wb_api_key_new (provider, key_id);
}

static gboolean
take (WbTransaction *transaction,
      const WbKeyReport *report,
      WbApiKey *key,
      WbKeyNews *news,
      GError **error)
{
  *news = wb_key_report_apply (report, wb_transaction_get_preferences (transaction),
                               wb_transaction_get_now_us (transaction), key);
  wb_transaction_touch (transaction, WB_TOPIC_KEYS);
  return wb_key_store_put (wb_transaction_get_connection (transaction), key, error)
         && (news->ended == NULL || end (transaction, news->ended, key, error));
}

static gboolean
is_failure (const WbKeyReport *report)
{
  return report->kind == WB_KEY_REPORT_AUTH_FAILURE || report->kind == WB_KEY_REPORT_OUTAGE;
}

/*
 * wb_key_ledger_report: takes a report, and raises what it calls for.
 *
 * Returns: (transfer full): the key as it is then; %NULL on error: too-large when there are too
 * many keys, and those of the store
 */
WbApiKey *
wb_key_ledger_report (WbTransaction *transaction,
                      const char *provider,
                      const char *key_id,
                      const WbKeyReport *report,
                      GString *raised,
                      GError **error)
{
  g_autoptr (WbApiKey) key = load (transaction, provider, key_id, error);
  WbKeyNews news;

  if (key == NULL || !take (transaction, report, key, &news, error)
      || (news.is_recovery && !raise_key_event (transaction, "key_recovered", key, raised, error))
      || (news.alert != NULL && !raise_key_event (transaction, news.alert, key, raised, error))
      || (is_failure (report) && !check_all_failed (transaction, raised, error)))
    return NULL;
  return g_steal_pointer (&key);
}

/* Their keys cannot serve either; a provider that is not named keeps what it has. */
static gboolean
fail_providers (WbTransaction *transaction, const WbProviderErrors *errors, GError **error)
{
  g_autoptr (GPtrArray) keys
      = wb_key_store_list (wb_transaction_get_connection (transaction), NULL, error);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      WbApiKey *key = g_ptr_array_index (keys, i);
      const char *text = wb_provider_errors_get (errors, key->provider);
      const WbKeyReport report = { .kind = WB_KEY_REPORT_OUTAGE, .error = (char *) text };
      WbKeyNews news;

      if (text != NULL && !take (transaction, &report, key, &news, error))
        return FALSE;
    }
  return keys != NULL;
}

/* wb_key_ledger_report_all_failed: someone says so; the lines of @errors come first, and others
 * are added that are known. */
gboolean
wb_key_ledger_report_all_failed (WbTransaction *transaction,
                                 WbProviderErrors *errors,
                                 GString *raised,
                                 GError **error)
{
  return fail_providers (transaction, errors, error) && add_failed_keys (transaction, errors, error)
         && raise_emergency (transaction, errors, raised, error);
}

/* Without @key: when it was the last one that worked, all have failed now; and with the last one
 * of all goes the emergency, which no key is left to end. */
static gboolean
judge_rest (WbTransaction *transaction, const WbApiKey *key, GError **error)
{
  guint n_keys, n_failed;

  if (!wb_key_store_count (wb_transaction_get_connection (transaction), &n_keys, &n_failed, error))
    return FALSE;
  if (n_keys == 0)
    return end (transaction, ALL_FAILED, key, error);
  return key->failed_us != 0 || n_failed < n_keys || check_all_failed (transaction, NULL, error);
}

/* wb_key_ledger_forget: what is open about the key is over. Errors: not-found. */
gboolean
wb_key_ledger_forget (WbTransaction *transaction,
                      const char *provider,
                      const char *key_id,
                      GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GError) local = NULL;
  g_autoptr (WbApiKey) key = wb_key_store_get (connection, provider, key_id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (key == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "key_id: no such key is known");
      return FALSE;
    }
  wb_transaction_touch (transaction, WB_TOPIC_KEYS);
  return wb_key_store_remove (connection, provider, key_id, error)
         && end (transaction, FORGOTTEN_TYPES, key, error) && judge_rest (transaction, key, error);
}

/* --- events from outside --- */

static const struct
{
  const char *type;
  WbKeyReportKind kind;
  WbQuotaLevel level;
} observed[] = {
  { "quota_warning", WB_KEY_REPORT_QUOTA, WB_QUOTA_WARNING },
  { "quota_critical", WB_KEY_REPORT_QUOTA, WB_QUOTA_CRITICAL },
  { "quota_exhausted", WB_KEY_REPORT_OUTAGE, WB_QUOTA_HEALTHY },
  { "auth_failure", WB_KEY_REPORT_AUTH_FAILURE, WB_QUOTA_HEALTHY },
  { "key_recovered", WB_KEY_REPORT_RECOVERY, WB_QUOTA_HEALTHY },
};

/* Returns whether @event says something of a key. */
static gboolean
init_report (WbKeyReport *report, const WbEvent *event)
{
  g_autoptr (WbJson) context = wb_event_parse_context (event);

  for (gsize i = 0; i < G_N_ELEMENTS (observed); i++)
    {
      if (!g_str_equal (observed[i].type, event->type->name))
        continue;
      if (context != NULL)
        wb_key_report_read_context (report, wb_json_get_root (context));
      report->kind = event->is_resolved ? WB_KEY_REPORT_RECOVERY : observed[i].kind;
      report->has_level = TRUE;
      report->level = observed[i].level;
      if (report->kind == WB_KEY_REPORT_OUTAGE && report->error == NULL)
        report->error = g_strdup (_ ("Quota exhausted"));
      return TRUE;
    }
  return FALSE;
}

static gboolean
observe_all_failed (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  g_autoptr (WbProviderErrors) errors = wb_provider_errors_new ();
  g_autoptr (WbJson) context = wb_event_parse_context (event);

  wb_provider_errors_take_context (errors, context);
  return fail_providers (transaction, errors, error);
}

/*
 * wb_key_ledger_observe_event: takes what an event says of keys that someone else sent.
 *
 * The event itself is the alert: of its own the ledger raises only that all keys have failed. It
 * refuses nothing; a key too many is not taken down.
 */
gboolean
wb_key_ledger_observe_event (WbTransaction *transaction, const WbEvent *event, GError **error)
{
  g_auto (WbKeyReport) report = { 0 };
  g_autoptr (GError) local = NULL;
  g_autoptr (WbApiKey) key = NULL;
  WbKeyNews news;

  if (g_str_equal (event->type->name, ALL_FAILED))
    return event->is_resolved || observe_all_failed (transaction, event, error);
  if (event->provider == NULL || event->key_id == NULL || !init_report (&report, event))
    return TRUE;

  key = load (transaction, event->provider, event->key_id, &local);
  if (g_error_matches (local, WB_ERROR, WB_ERROR_TOO_LARGE))
    return TRUE;
  if (key == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return take (transaction, &report, key, &news, error)
         && (!is_failure (&report) || check_all_failed (transaction, NULL, error));
}
