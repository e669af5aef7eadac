/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-catalogue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/wb-limits.h"

/* clang-format off */
static const WbEventType types[] = {
  {
    .name = "training_started",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .resolves = "training_failed,training_paused,training_stalled",
    .title = N_ ("Training started[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{total_epochs} epochs. ][Batch size {context.batch_size}.]"),
  },
  {
    .name = "training_completed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_SUCCESS,
    .cooldown_s = 900,
    .resolves = "training_paused,training_stalled",
    .title = N_ ("Training completed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Took {duration|duration}. ][Final loss {metrics.loss}.]"),
  },
  {
    .name = "training_failed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .resolves = "training_stalled",
    .title = N_ ("Training failed[: {model_name}]"),
    .message = N_ ("[Run {run_id} ended with an error. ][Epoch {epoch}. ][{context.error}]"),
  },
  {
    .name = "training_paused",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .title = N_ ("Training paused[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}.]"),
  },
  {
    .name = "training_resumed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .resolves = "training_paused,training_stalled",
    .is_recovery = TRUE,
    .title = N_ ("Training resumed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}.]"),
  },
  {
    .name = "checkpoint_saved",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .show = WB_SHOW_RECORD,
    .cooldown_s = 900,
    .title = N_ ("Checkpoint saved[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}. ][{context.path}]"),
  },
  {
    .name = "checkpoint_loading",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .show = WB_SHOW_RECORD,
    .cooldown_s = 900,
    .title = N_ ("Loading a checkpoint[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{context.path}]"),
  },
  {
    .name = "evaluation_started",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .title = N_ ("Evaluation started[: {model_name}]"),
    .message = N_ ("[Run {run_id}.]"),
  },
  {
    .name = "evaluation_completed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_SUCCESS,
    .cooldown_s = 900,
    .title = N_ ("Evaluation completed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{metrics}]"),
  },
  {
    .name = "evaluation_failed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .title = N_ ("Evaluation failed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{context.error}]"),
  },
  {
    .name = "epoch_completed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .show = WB_SHOW_RECORD,
    .cooldown_s = 900,
    .title = N_ ("Epoch[ {epoch}][ of {total_epochs}] completed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{metrics}]"),
  },
  {
    .name = "batch_processed",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .show = WB_SHOW_RECORD,
    .cooldown_s = 900,
    .title = N_ ("Batch[ {batch}][ of {total_batches}] processed[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{metrics}]"),
  },
  {
    .name = "loss_improved",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .resolves = "loss_degraded",
    .muted_by = "training_failed",
    .title = N_ ("Loss improved[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}. ][Loss {metrics.loss}.]"),
  },
  {
    .name = "loss_degraded",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .muted_by = "training_failed",
    .title = N_ ("Loss got worse[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}. ][Loss {metrics.loss}.]"),
  },
  {
    .name = "cost_threshold_exceeded",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Cost threshold exceeded[: {model_name}]"),
    .message = N_ ("[Spent ${cost|money}[ of a threshold of ${context.threshold|money}].]"),
  },
  {
    .name = "gpu_memory_warning",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("GPU Memory Warning"),
    .message = N_ ("GPU memory usage[: {context.percentage|number}%]"),
  },
  {
    .name = "gpu_utilization_low",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("GPU utilization is low[: {model_name}]"),
    .message = N_ ("GPU utilization[: {context.percentage|number}%]"),
  },
  {
    .name = "disk_space_warning",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Disk space is low"),
    /* xgettext:no-c-format */
    .message = N_ ("[{context.path} ][{context.percentage|number}% used]"),
  },
  {
    .name = "error_occurred",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .is_generic = TRUE,
    .title = N_ ("Error[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][{context.error}]"),
  },
  {
    .name = "out_of_memory",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .title = N_ ("Out of memory[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}. ][{context.error}]"),
  },
  {
    .name = "nan_detected",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .muted_by = "training_failed",
    .title = N_ ("NaN detected[: {model_name}]"),
    .message = N_ ("[Run {run_id}. ][Epoch {epoch}. ][{context.metric_name} is not a number.]"),
  },
  {
    .name = "training_stalled",
    .category = WB_CATEGORY_TRAINING,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Training stalled[: {model_name}]"),
    .message = N_ ("[Run {run_id} has not been heard of[ since epoch {epoch}].][ Silent "
        "since {context.silent_since}; news was expected within "
        "{context.expect_within|duration}.]"),
  },
  {
    .name = "circuit_breaker_opened",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .title = N_ ("Circuit Breaker Opened[: {provider}]"),
    .message = N_ ("Provider[ {provider}] has failed repeatedly."),
  },
  {
    .name = "circuit_breaker_closed",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .resolves = "circuit_breaker_opened",
    .is_recovery = TRUE,
    .title = N_ ("Circuit Breaker Closed[: {provider}]"),
    .message = N_ ("Provider[ {provider}] is back up."),
  },
  {
    .name = "provider_unhealthy",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Provider Unhealthy[: {provider}]"),
    .message = N_ ("Provider[ {provider}] is degraded.[ {context.error}]"),
  },
  {
    .name = "provider_recovered",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 900,
    .resolves = "provider_unhealthy,circuit_breaker_opened,quota_exhausted",
    .is_recovery = TRUE,
    .title = N_ ("Provider Recovered[: {provider}]"),
    .message = N_ ("Provider[ {provider}] passes its health check again."),
  },
  {
    .name = "cost_limit_warning",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Cost Limit Warning"),
    .message = N_ ("[You have used ${context.current_value|money}/${context.limit_value|money}][ "
        "({context.percentage|number}%)]"),
  },
  {
    .name = "cost_limit_exceeded",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .title = N_ ("Cost Limit Exceeded"),
    .message = N_ ("The budget is used up[: "
        "${context.current_value|money}/${context.limit_value|money}]."),
  },
  {
    .name = "rate_limit_warning",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("Rate Limit Warning[: {provider}]"),
    .message = N_ ("[{context.requests} of {context.limit} requests][ in {context.window_seconds} "
        "s]"),
  },
  {
    .name = "rate_limit_exceeded",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 900,
    .title = N_ ("Rate Limit Exceeded[: {provider}]"),
    .message = N_ ("Too many requests in short period"),
  },
  {
    .name = "high_error_rate",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("High Error Rate[: {provider}]"),
    .message = N_ ("Error rate[: {context.error_rate|number}%][, threshold "
        "{context.threshold|number}%]"),
  },
  {
    .name = "high_latency",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .title = N_ ("High Latency[: {provider}]"),
    .message = N_ ("Latency[: {context.latency_ms} ms][, threshold {context.threshold} ms]"),
  },
  {
    .name = "quota_exhausted",
    .category = WB_CATEGORY_GATEWAY,
    .severity = WB_SEVERITY_CRITICAL,
    .cooldown_s = 900,
    .muted_by = "all_keys_failed",
    .title = N_ ("Quota Exhausted[: {provider}]"),
    .message = N_ ("Provider[ {provider}] cannot serve: its quota is used up.[ Resets at "
        "{context.resets_at}.]"),
  },
  {
    .name = "quota_warning",
    .category = WB_CATEGORY_KEYS,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 900,
    .channels = "telegram",
    .muted_by = "all_keys_failed",
    .title = N_ ("⚠️[ {provider|title}][ Key {key_id}][ at {context.percentage|number}%] quota"),
    .message = N_ ("⚠️ **API Key Quota Warning**\n"
        "\n"
        "[Provider: {provider|title}\n"
        "][Key ID: {key_id}\n"
        "][Usage: {context.percentage|number}%\n"
        "][Remaining: {context.remaining|thousands} tokens\n"
        "][Resets at: {context.resets_at}\n"
        "]\n"
        "Action: Monitor usage or add backup keys"),
  },
  {
    .name = "quota_critical",
    .category = WB_CATEGORY_KEYS,
    .severity = WB_SEVERITY_CRITICAL,
    .cooldown_s = 600,
    .channels = "email,telegram",
    .resolves = "quota_warning",
    .muted_by = "all_keys_failed",
    .title = N_ ("🚨 CRITICAL:[ {provider|title}][ Key {key_id}][ at {context.percentage|number}%]"),
    .message = N_ ("🚨 **CRITICAL: API Key Quota Nearly Exhausted**\n"
        "\n"
        "[Provider: {provider|title}\n"
        "][Key ID: {key_id}\n"
        "][Usage: {context.percentage|number}%\n"
        "][Remaining: {context.remaining|thousands} tokens\n"
        "][Resets at: {context.resets_at}\n"
        "]\n"
        "⚡ **Immediate Action Required:**\n"
        "- Add backup keys[ for {provider}]\n"
        "- Monitor usage closely\n"
        "- Consider rate limiting\n"
        "\n"
        "System will auto-switch to next available key when exhausted."),
  },
  {
    .name = "auth_failure",
    .category = WB_CATEGORY_KEYS,
    .severity = WB_SEVERITY_ERROR,
    .cooldown_s = 300,
    .channels = "email,telegram",
    .muted_by = "all_keys_failed",
    .title = N_ ("❌[ {provider|title}][ Key {key_id}] Authentication Failed"),
    .message = N_ ("❌ **API Key Authentication Failure**\n"
        "\n"
        "[Provider: {provider|title}\n"
        "][Key ID: {key_id}\n"
        "][Error: {context.error/context.error_details}\n"
        "]Time: {time}\n"
        "\n"
        "**Action Required:**\n"
        "1. Check if key is expired\n"
        "2. Verify key in provider dashboard\n"
        "3. Update .env with new key if needed\n"
        "4. Restart platform after update\n"
        "\n"
        "Key has been quarantined for 5 minutes.\n"
        "Requests are being routed to backup keys."),
  },
  {
    .name = "all_keys_failed",
    .category = WB_CATEGORY_KEYS,
    .severity = WB_SEVERITY_CRITICAL,
    .cooldown_s = 180,
    .channels = "email,telegram,desktop",
    .is_about_all = TRUE,
    .title = N_ ("🚨 EMERGENCY: All AI Keys Failed!"),
    .message = N_ ("🚨 **EMERGENCY: All AI Providers Down**\n"
        "\n"
        "**Status:** Platform AI is completely unavailable\n"
        "**Time:** {time}\n"
        "\n"
        "[**Failed Providers:**\n"
        "{context.errors_by_provider|list}\n"
        "\n"
        "]**Impact:**\n"
        "- All AI features are disabled\n"
        "- Users seeing fallback messages\n"
        "- Platform operating in degraded mode\n"
        "\n"
        "**IMMEDIATE ACTIONS REQUIRED:**\n"
        "1. Check all API keys in .env\n"
        "2. Verify keys in provider dashboards\n"
        "3. Check for service outages:\n"
        "   - Groq: https://status.groq.com\n"
        "   - Google: https://status.cloud.google.com\n"
        "4. Add new backup keys immediately\n"
        "5. Monitor recovery status\n"
        "\n"
        "This is a critical system alert!"),
  },
  {
    .name = "key_recovered",
    .category = WB_CATEGORY_KEYS,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 0,
    .channels = "telegram",
    .resolves = "quota_warning,quota_critical,quota_exhausted,auth_failure,all_keys_failed",
    .is_recovery = TRUE,
    .title = N_ ("✅[ {provider|title}][ Key {key_id}] is back online"),
    .message = N_ ("✅ **Provider Recovered**\n"
        "\n"
        "[{provider|title} ][Key {key_id} ]is back online!\n"
        "Time: {time}\n"
        "\n"
        "System resumed normal operations."),
  },
  {
    .name = "metric_threshold",
    .category = WB_CATEGORY_METRICS,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 600,
    .title = N_ ("[{context.rule|sentence}: ][{context.metric_name}][ {context.value}]"),
    .message = N_ ("[{context.metric_name} is {context.value}[, threshold {context.threshold}][ "
        "on {context.service_name}].]"),
  },
  {
    .name = "digest",
    .category = WB_CATEGORY_CUSTOM,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 0,
    .title = N_ ("What was held back"),
  },
  {
    .name = "external_alert",
    .category = WB_CATEGORY_EXTERNAL,
    .severity = WB_SEVERITY_WARNING,
    .cooldown_s = 600,
    .is_generic = TRUE,
    .title = N_ ("Alert[ from {source}]"),
  },
  {
    .name = "custom",
    .category = WB_CATEGORY_CUSTOM,
    .severity = WB_SEVERITY_INFO,
    .cooldown_s = 600,
    .is_generic = TRUE,
    .title = N_ ("{context.type|sentence}"),
  },
};
/* clang-format on */

static GHashTable *
index_types (void)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_hash_table_insert (index, (gpointer) types[i].name, (gpointer) &types[i]);
  return index;
}

static char
fold (char c)
{
  return c == '-' || c == '.' ? '_' : g_ascii_tolower (c);
}

static gboolean
list_has_word (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *p = list; p != NULL; p = strchr (p, ','))
    {
      p += *p == ',';
      if (strncmp (p, word, length) == 0 && (p[length] == ',' || p[length] == '\0'))
        return TRUE;
    }
  return FALSE;
}

/*
 * wb_catalogue_lookup:
 * @word: in any case, with '-' or '.' for '_'
 *
 * Returns: (nullable): the type of that name
 */
const WbEventType *
wb_catalogue_lookup (const char *word)
{
  static gsize index = 0;
  const WbEventType *type;
  char name[WB_LIMIT_TYPE_CHARACTERS + 1];
  gsize length = 0;

  g_return_val_if_fail (word != NULL, NULL);

  if (g_once_init_enter (&index))
    g_once_init_leave (&index, (gsize) index_types ());

  /* Nearly all write it as it stands. */
  type = g_hash_table_lookup ((GHashTable *) index, word);
  if (type != NULL)
    return type;

  for (; word[length] != '\0' && length < sizeof name - 1; length++)
    name[length] = fold (word[length]);
  name[length] = '\0';
  return word[length] == '\0' ? g_hash_table_lookup ((GHashTable *) index, name) : NULL;
}

/* wb_catalogue_dup_word: (transfer full): @word as names of types are written, whether there is
 * such a type or not. */
char *
wb_catalogue_dup_word (const char *word)
{
  char *name = g_strdup (word);

  for (char *p = name; *p != '\0'; p++)
    *p = fold (*p);
  return name;
}

/* wb_catalogue_get_custom: the type of what has no type of its own. */
const WbEventType *
wb_catalogue_get_custom (void)
{
  return &types[G_N_ELEMENTS (types) - 1];
}

const WbEventType *
wb_catalogue_get_all (gsize *n_types)
{
  *n_types = G_N_ELEMENTS (types);
  return types;
}

/* wb_event_type_resolves: whether an event of @type ends what the type @name began. */
gboolean
wb_event_type_resolves (const WbEventType *type, const char *name)
{
  g_return_val_if_fail (type != NULL && name != NULL, FALSE);

  return list_has_word (type->resolves, name);
}

/* wb_event_type_is_resolvable: whether any type ends this one. */
gboolean
wb_event_type_is_resolvable (const WbEventType *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (list_has_word (types[i].resolves, type->name))
      return TRUE;
  return FALSE;
}

/* wb_event_type_mutes: whether an open one of @type keeps others from being forwarded. */
gboolean
wb_event_type_mutes (const WbEventType *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].muted_by, type->name) == 0)
      return TRUE;
  return FALSE;
}
