/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-policy.h"

#include "engine/wb-metric-rules.h"
#include "engine/wb-route.h"
#include "store/wb-alert-config-store.h"
#include "store/wb-channel-store.h"
#include "store/wb-policy-store.h"
#include "store/wb-preferences-store.h"

#define UNREAD (-1) /* no revision is ever: random() gives it once in 2^64 */

WbPolicy *
wb_policy_new (void)
{
  WbPolicy *self = g_atomic_rc_box_new0 (WbPolicy);

  self->revision = UNREAD;
  self->time_zone = g_time_zone_new_local ();
  return self;
}

WbPolicy *
wb_policy_ref (WbPolicy *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (WbPolicy *self)
{
  g_clear_pointer (&self->rules, wb_rule_set_unref);
  g_clear_pointer (&self->preferences, wb_preferences_unref);
  g_clear_pointer (&self->metric_rules, g_ptr_array_unref);
  g_clear_pointer (&self->metric_names, wb_metric_names_free);
  g_clear_pointer (&self->targets, g_array_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
}

static void
clear_policy (gpointer data)
{
  WbPolicy *self = data;

  clear (self);
  g_time_zone_unref (self->time_zone);
}

void
wb_policy_unref (WbPolicy *self)
{
  g_atomic_rc_box_release_full (self, clear_policy);
}

/* wb_policy_refresh: to be called in each transaction, before anything is decided. */
gboolean
wb_policy_refresh (WbPolicy *self, WbConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) configs = NULL;
  g_autoptr (WbPreferences) preferences = NULL;
  g_autoptr (GPtrArray) metric_rules = NULL;
  g_autoptr (GPtrArray) channels = NULL;
  gint64 revision;

  if (!wb_policy_store_get_revision (connection, &revision, error))
    return FALSE;
  if (self->rules != NULL && revision == self->revision)
    return TRUE;

  configs = wb_alert_config_store_list (connection, error);
  if (configs == NULL)
    return FALSE;
  preferences = wb_preferences_store_load (connection, error);
  if (preferences == NULL)
    return FALSE;

  metric_rules = wb_metric_rules_load (connection, error);
  if (metric_rules == NULL)
    return FALSE;
  channels = wb_channel_store_list (connection, error);
  if (channels == NULL)
    return FALSE;

  clear (self);
  self->metric_rules = g_steal_pointer (&metric_rules);
  self->metric_names = wb_metric_names_new (self->metric_rules);
  self->channels = g_steal_pointer (&channels);
  self->targets = wb_route_list_targets (self->channels);
  self->rules = wb_rule_set_new (configs);
  self->preferences = g_steal_pointer (&preferences);
  self->revision = revision;
  return TRUE;
}
