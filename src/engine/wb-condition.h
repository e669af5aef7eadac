/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

/*
 * What an event has to be like for an alert config to match; all must hold:
 *
 *   threshold                 0 to 1, or per cent: at least that much of what there is:
 *                             context.error_rate or context.percentage (both per cent), else
 *                             current_value of limit_value, or requests of limit
 *   min_consecutive_failures  context.consecutive_failures, else context.failure_count
 *   latency_ms                context.latency_ms
 *   provider_names            one of them is provider, else context.provider_name
 *   provider, model_name, run_id, source: * and ? stand for any text and any character
 *   tags                      each is a tag of the event, likewise with * and ?
 *   min_severity
 *
 * Names of providers are compared without regard to case. What an event does not have does not
 * match. Immutable.
 */
typedef struct _WbConditions WbConditions;

/* An event while it is compared: its context is read once. */
typedef struct
{
  const WbEvent *event; /* lent */
  WbJson *context;      /* owned, nullable */
} WbConditionSubject;

void wb_condition_subject_init (WbConditionSubject *self, const WbEvent *event);
void wb_condition_subject_clear (WbConditionSubject *self);
char *wb_condition_subject_dup_string (const WbConditionSubject *self, const char *name);

WbConditions *wb_conditions_new (WbJsonValue object, GError **error);
void wb_conditions_free (WbConditions *self);
gboolean wb_conditions_match (const WbConditions *self,
                              const WbConditionSubject *subject,
                              char **why);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbConditionSubject, wb_condition_subject_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbConditions, wb_conditions_free)

G_END_DECLS
