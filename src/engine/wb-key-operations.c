/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-key-operations.h"

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "engine/wb-key-ledger.h"
#include "model/wb-limits.h"
#include "store/wb-key-store.h"

/* Which key an operation is about. */
typedef struct
{
  char *provider; /* owned */
  char *key_id;   /* owned */
} KeyName;

static void
key_name_clear (KeyName *name)
{
  g_free (name->provider);
  g_free (name->key_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyName, key_name_clear)

static gboolean
read_name (WbJsonValue input, KeyName *name, GError **error)
{
  return wb_input_require_string (input, "provider", WB_LIMIT_NAME_CHARACTERS, &name->provider,
                                  error)
         && wb_input_require_string (input, "key_id", WB_LIMIT_NAME_CHARACTERS, &name->key_id,
                                     error);
}

static void
begin_events (GString *answer)
{
  wb_json_begin_member (answer, "events");
  g_string_append_c (answer, '[');
}

/* Takes the report, and answers with the key as it is then. */
static gboolean
report (WbTransaction *transaction,
        WbJsonValue input,
        const WbKeyReport *key_report,
        GString *answer,
        GError **error)
{
  g_auto (KeyName) name = { 0 };
  g_autoptr (GString) raised = g_string_new (NULL);
  g_autoptr (WbApiKey) key = NULL;

  if (!read_name (input, &name, error))
    return FALSE;
  begin_events (raised);
  key = wb_key_ledger_report (transaction, name.provider, name.key_id, key_report, raised, error);
  if (key == NULL)
    return FALSE;

  g_string_append_c (answer, '{');
  wb_api_key_append_json (key, wb_transaction_get_now_us (transaction), answer);
  g_string_append_printf (answer, ",%s]}", raised->str);
  return TRUE;
}

static gboolean
set_quota (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_auto (WbKeyReport) quota = { 0 };
  WbJsonValue body;

  return wb_input_require_body (input, &body, error)
         && wb_key_report_read_quota (&quota, body, error)
         && report (transaction, input, &quota, answer, error);
}

/* Of a body that may be missing. */
static gboolean
refuse_secrets (WbJsonValue input, GError **error)
{
  WbJsonValue body;

  return !wb_json_value_lookup (input, "body", &body)
         || (wb_input_require_body (input, &body, error)
             && wb_key_report_refuse_secrets (body, error));
}

static gboolean
report_failure (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_auto (WbKeyReport) failure = { .kind = WB_KEY_REPORT_AUTH_FAILURE };
  WbJsonValue body;

  if (wb_json_value_lookup (input, "body", &body)
      && (!wb_input_require_body (input, &body, error)
          || !wb_key_report_read_failure (&failure, body, error)))
    return FALSE;
  return report (transaction, input, &failure, answer, error);
}

static gboolean
report_recovered (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  const WbKeyReport recovery = { .kind = WB_KEY_REPORT_RECOVERY };

  return refuse_secrets (input, error) && report (transaction, input, &recovery, answer, error);
}

/* "available_models": how many there are, or their names. */
static gboolean
read_available (WbJsonValue body, guint *n_available, GError **error)
{
  WbJsonValue member;
  gint64 count = 0;

  if (!wb_json_value_lookup (body, "available_models", &member))
    return TRUE;
  if (wb_json_value_get_kind (member) == WB_JSON_ARRAY)
    count = wb_json_value_count_items (member);
  else if (!wb_field_read_count ("available_models", member, &count, error))
    return FALSE;
  *n_available = (guint) MIN (count, G_MAXUINT);
  return TRUE;
}

static gboolean
report_all_failed (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (WbProviderErrors) errors = wb_provider_errors_new ();
  guint n_available = 0;
  gboolean is_true;
  WbJsonValue body, member;

  if (!wb_input_require_body (input, &body, error) || !wb_key_report_refuse_secrets (body, error))
    return FALSE;
  if (!wb_json_value_lookup (body, "errors_by_provider", &member))
    return wb_field_refuse (error, "errors_by_provider",
                            "expected an object with an error for each provider");
  if (!wb_provider_errors_read (errors, member, error)
      || !read_available (body, &n_available, error))
    return FALSE;

  is_true = wb_provider_errors_get_size (errors) >= n_available;
  g_string_append_c (answer, '{');
  wb_json_add_boolean (answer, "all_failed", is_true);
  begin_events (answer);
  if (is_true && !wb_key_ledger_report_all_failed (transaction, errors, answer, error))
    return FALSE;
  g_string_append (answer, "]}");
  return TRUE;
}

static gboolean
list (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autofree char *provider = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  if (!wb_input_read_string (input, "provider", WB_LIMIT_NAME_CHARACTERS, &provider, error))
    return FALSE;
  keys = wb_key_store_list (connection, provider, error);
  if (keys == NULL)
    return FALSE;

  g_string_append (answer, "{\"keys\":[");
  for (guint i = 0; i < keys->len; i++)
    {
      wb_json_begin_item (answer);
      g_string_append_c (answer, '{');
      wb_api_key_append_json (g_ptr_array_index (keys, i), now_us, answer);
      g_string_append_c (answer, '}');
    }
  g_string_append (answer, "]}");
  return TRUE;
}

static gboolean
forget (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_auto (KeyName) name = { 0 };

  g_string_append (answer, "{}");
  return read_name (input, &name, error)
         && wb_key_ledger_forget (transaction, name.provider, name.key_id, error);
}

/* wb_key_set_quota: {"provider", "key_id", "body": {"percentage", "remaining", "resets_at",
 * "status"} or with "used" and "limit"} -> the key, and the "events" that were raised. */
const WbOperation wb_key_set_quota = { .name = "key.set-quota", .perform = set_quota };

/* wb_key_report_failure: {"provider", "key_id", "body": {"error" or "error_details"}} -> the key,
 * and the "events" that were raised. */
const WbOperation wb_key_report_failure
    = { .name = "key.report-failure", .perform = report_failure };

/* wb_key_report_recovered: {"provider", "key_id"} -> the key, and the "events" that were raised. */
const WbOperation wb_key_report_recovered
    = { .name = "key.report-recovered", .perform = report_recovered };

/* wb_key_report_all_failed: {"body": {"errors_by_provider", "available_models"}} -> {"all_failed",
 * "events"}: whether no fewer errors than models are said, and what was raised if so. */
const WbOperation wb_key_report_all_failed
    = { .name = "key.report-all-failed", .perform = report_all_failed };

/* wb_key_list: {"provider"} -> {"keys"}. */
const WbOperation wb_key_list = { .name = "key.list", .ask = list };

/* wb_key_forget: {"provider", "key_id"} -> {}: until it is reported again. */
const WbOperation wb_key_forget
    = { .name = "key.forget", .perform = forget, .changes_settings = TRUE };
