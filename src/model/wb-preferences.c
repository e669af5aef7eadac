/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-preferences.h"

/* wb_preferences_new: what holds until someone says otherwise. */
WbPreferences *
wb_preferences_new (void)
{
  static const double thresholds[] = { 5.0, 10.0, 20.0 };
  WbPreferences *self = g_atomic_rc_box_new (WbPreferences);

  *self = (WbPreferences){
    .quiet_hours = { .start_minute = 22 * 60,
                     .end_minute = 7 * 60,
                     .days = WB_ALL_WEEKDAYS,
                     .min_severity = WB_SEVERITY_ERROR },
    .digest_minute = 8 * 60,
    .retention_days = 90,
    .retention_notifications = 200000,
    .quota_warning = 75.0,
    .quota_critical = 90.0,
    .delivery = { .max_queue_size = 1000,
                  .has_batching = TRUE,
                  .batch_size = 10,
                  .batch_timeout_s = 5.0,
                  .max_retries = WB_RETRIES_UNLIMITED,
                  .retry_delay_s = 1.0,
                  .retry_backoff = 2.0,
                  .max_retry_delay_s = 900.0,
                  .give_up_after_s = 5.0 * 24 * 60 * 60,
                  .has_rate_limits = TRUE },
    .cost_thresholds = g_array_new (FALSE, FALSE, sizeof (double)),
    .cooldowns = g_hash_table_new (NULL, NULL),
  };
  /* A kind of which there is no channel harms nobody. */
  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    self->channels[kind] = TRUE;
  g_array_append_vals (self->cost_thresholds, thresholds, G_N_ELEMENTS (thresholds));
  return self;
}

/* wb_preferences_copy: (transfer full): one that may be changed until it is handed on. */
WbPreferences *
wb_preferences_copy (const WbPreferences *base)
{
  WbPreferences *self = g_atomic_rc_box_new (WbPreferences);
  GHashTableIter iter;
  gpointer type, seconds;

  *self = *base;
  self->cost_thresholds = g_array_copy (base->cost_thresholds);
  self->cooldowns = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, base->cooldowns);
  while (g_hash_table_iter_next (&iter, &type, &seconds))
    g_hash_table_insert (self->cooldowns, type, seconds);
  return self;
}

WbPreferences *
wb_preferences_ref (WbPreferences *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_preferences (gpointer data)
{
  WbPreferences *self = data;

  g_array_unref (self->cost_thresholds);
  g_hash_table_unref (self->cooldowns);
}

void
wb_preferences_unref (WbPreferences *self)
{
  g_atomic_rc_box_release_full (self, clear_preferences);
}

/* wb_preferences_get_cooldown_s: of events of @type that no rule speaks of. */
guint
wb_preferences_get_cooldown_s (const WbPreferences *self, const WbEventType *type)
{
  gpointer seconds;

  return g_hash_table_lookup_extended (self->cooldowns, type, NULL, &seconds)
             ? GPOINTER_TO_UINT (seconds)
             : type->cooldown_s;
}
