/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-advice.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *type;
  const char *advice;
} advices[] = {
  { "all_keys_failed", N_ ("Nothing can be asked of any provider: give at least one of them a key"
                           " that works.") },
  { "auth_failure", N_ ("The key is not accepted: make a new one at the provider and put it in"
                        " place of the old one.") },
  { "circuit_breaker_opened", N_ ("Look at the provider's status page. Requests go to it again by"
                                  " themselves when it answers.") },
  { "cost_limit_exceeded", N_ ("Raise the budget, or stop what spends it.") },
  { "cost_threshold_exceeded", N_ ("Look whether the run is worth what it costs, and stop it if it"
                                   " is not.") },
  { "disk_space_warning", N_ ("Free space before the next checkpoint is written.") },
  { "evaluation_failed",
    N_ ("Read the log of the evaluation, mend the fault and start it again.") },
  { "gpu_memory_warning", N_ ("Make the batches smaller before the memory runs out.") },
  { "nan_detected", N_ ("Stop the run and go back to the last good checkpoint: what it learns from"
                        " here on is lost.") },
  { "out_of_memory", N_ ("Make the batches smaller, or use a machine with more memory, and start"
                         " again from the last checkpoint.") },
  { "provider_unhealthy", N_ ("Look at the provider's status page, and use another one until it"
                              " is well.") },
  { "quota_critical", N_ ("Ask for a higher quota, or move work to another key, before it is used"
                          " up.") },
  { "quota_exhausted", N_ ("Move the work to another key, or wait until the quota starts anew.") },
  { "rate_limit_exceeded", N_ ("Send fewer requests at a time, or spread them over more keys.") },
  { "training_failed", N_ ("Read the log of the run, mend the fault and start again from the last"
                           " checkpoint.") },
  { "training_stalled", N_ ("Look whether the process is still alive. If it hangs, start it again"
                            " from the last checkpoint.") },
};

/* wb_mail_advice_get: (nullable): what is to be done about it, where its kind says that. */
const char *
wb_mail_advice_get (const WbMessage *message)
{
  if (message->event == NULL || message->is_resolved || message->action == WB_DELIVERY_TEST)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if (g_str_equal (advices[i].type, message->event->type->name))
      return _ (advices[i].advice);
  return NULL;
}
