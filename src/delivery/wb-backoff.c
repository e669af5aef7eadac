/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-backoff.h"

#include <math.h>

/*
 * wb_backoff_get_delay_us:
 * @attempt: how many were made, 1 or more
 * @random: from 0 to 1
 *
 * Exponential, with full jitter: what failed together is not tried again together.
 */
gint64
wb_backoff_get_delay_us (const WbDeliveryPreferences *preferences, guint attempt, double random)
{
  double longest_s = preferences->retry_delay_s
                     * pow (preferences->retry_backoff, (double) (attempt > 0 ? attempt - 1 : 0));

  return (gint64) (MIN (longest_s, preferences->max_retry_delay_s) * random * G_USEC_PER_SEC);
}

/* wb_backoff_is_over: whether it is given up after @attempts in @age_us. */
gboolean
wb_backoff_is_over (const WbDeliveryPreferences *preferences, guint attempts, gint64 age_us)
{
  return (double) age_us >= preferences->give_up_after_s * G_USEC_PER_SEC
         || (preferences->max_retries != WB_RETRIES_UNLIMITED
             && attempts > preferences->max_retries);
}
