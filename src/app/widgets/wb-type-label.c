/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-type-label.h"

#include <glib/gi18n.h>

/* In the order of the catalogue. */
static const struct
{
  const char *type;
  const char *label;
} labels[] = {
  { "training_started", N_ ("Training started") },
  { "training_completed", N_ ("Training completed") },
  { "training_failed", N_ ("Training failed") },
  { "training_paused", N_ ("Training paused") },
  { "training_resumed", N_ ("Training resumed") },
  { "checkpoint_saved", N_ ("Checkpoint saved") },
  { "checkpoint_loading", N_ ("Checkpoint loading") },
  { "evaluation_started", N_ ("Evaluation started") },
  { "evaluation_completed", N_ ("Evaluation completed") },
  { "evaluation_failed", N_ ("Evaluation failed") },
  { "epoch_completed", N_ ("Epoch completed") },
  { "batch_processed", N_ ("Batch processed") },
  { "loss_improved", N_ ("Loss improved") },
  { "loss_degraded", N_ ("Loss degraded") },
  { "cost_threshold_exceeded", N_ ("Cost threshold exceeded") },
  { "gpu_memory_warning", N_ ("GPU memory warning") },
  { "gpu_utilization_low", N_ ("GPU utilization low") },
  { "disk_space_warning", N_ ("Disk space warning") },
  { "error_occurred", N_ ("Error occurred") },
  { "out_of_memory", N_ ("Out of memory") },
  { "nan_detected", N_ ("NaN detected") },
  { "training_stalled", N_ ("Training stalled") },
  { "circuit_breaker_opened", N_ ("Circuit breaker opened") },
  { "circuit_breaker_closed", N_ ("Circuit breaker closed") },
  { "provider_unhealthy", N_ ("Provider unhealthy") },
  { "provider_recovered", N_ ("Provider recovered") },
  { "cost_limit_warning", N_ ("Cost limit warning") },
  { "cost_limit_exceeded", N_ ("Cost limit exceeded") },
  { "rate_limit_warning", N_ ("Rate limit warning") },
  { "rate_limit_exceeded", N_ ("Rate limit exceeded") },
  { "high_error_rate", N_ ("High error rate") },
  { "high_latency", N_ ("High latency") },
  { "quota_exhausted", N_ ("Quota exhausted") },
  { "quota_warning", N_ ("Quota warning") },
  { "quota_critical", N_ ("Quota critical") },
  { "auth_failure", N_ ("Authentication failure") },
  { "all_keys_failed", N_ ("All keys failed") },
  { "key_recovered", N_ ("Key recovered") },
  { "metric_threshold", N_ ("Metric beyond its threshold") },
  { "digest", N_ ("Digest") },
  { "external_alert", N_ ("Alert of another program") },
  { "custom", N_ ("Custom event") },
  /* TRANSLATORS: of events */
  { "*", N_ ("Every type") },
};

/* wb_type_label_get: (transfer none): a word of one's own is its own label, and lent by it. */
const char *
wb_type_label_get (const char *type)
{
  g_return_val_if_fail (type != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].type, type))
      return _ (labels[i].label);
  return type;
}
