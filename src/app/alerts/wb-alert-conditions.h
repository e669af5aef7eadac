/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbAlertConditions: what must hold for an alert, as a form: a row for each condition that makes
 * sense for its type of events, or that is set.
 *
 * Signal: changed.
 */
#define WB_TYPE_ALERT_CONDITIONS (wb_alert_conditions_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertConditions,
                      wb_alert_conditions,
                      WB,
                      ALERT_CONDITIONS,
                      AdwPreferencesGroup)

void wb_alert_conditions_set_values (WbAlertConditions *self, GVariant *conditions);
void wb_alert_conditions_set_alert_type (WbAlertConditions *self, const char *alert_type);
GVariant *wb_alert_conditions_make_values (WbAlertConditions *self);
GtkWidget *wb_alert_conditions_find_row (WbAlertConditions *self, const char *name);

G_END_DECLS
