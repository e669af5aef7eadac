/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-rule-set.h"
#include "model/wb-metric-names.h"
#include "model/wb-preferences.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/*
 * What decisions go by, as it is on disk in one transaction. Kept in memory between transactions,
 * and read again when its revision changed. Belongs to one thread at a time.
 */
typedef struct
{
  gint64 revision;
  WbRuleSet *rules;            /* owned */
  WbPreferences *preferences;  /* owned */
  GPtrArray *metric_rules;     /* owned, WbMetricRule: the defaults and a person's own */
  WbMetricNames *metric_names; /* owned: of those rules */
  GPtrArray *channels;         /* owned, WbChannelConfig: by name */
  GArray *targets;             /* owned, WbRouteTarget: those that are enabled, and the desktop */
  GTimeZone *time_zone;        /* owned: for quiet hours and days */
} WbPolicy;

WbPolicy *wb_policy_new (void);
WbPolicy *wb_policy_ref (WbPolicy *self);
void wb_policy_unref (WbPolicy *self);
gboolean wb_policy_refresh (WbPolicy *self, WbConnection *connection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPolicy, wb_policy_unref)

G_END_DECLS
