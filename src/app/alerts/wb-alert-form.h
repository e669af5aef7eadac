/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "app/alerts/wb-dry-run-view.h"

G_BEGIN_DECLS

/*
 * WbAlertForm: all fields of an alert config, and below them what it would have done.
 *
 * Signals: changed, activated (Enter in a field).
 */
#define WB_TYPE_ALERT_FORM (wb_alert_form_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertForm, wb_alert_form, WB, ALERT_FORM, AdwPreferencesPage)

void wb_alert_form_set_config (WbAlertForm *self, GVariant *config);
void wb_alert_form_set_channels (WbAlertForm *self, GVariant *channels);
gint64 wb_alert_form_get_id (WbAlertForm *self);
GVariant *wb_alert_form_make_fields (WbAlertForm *self);
GVariant *wb_alert_form_make_draft (WbAlertForm *self);
gboolean wb_alert_form_is_changed (WbAlertForm *self);

gboolean wb_alert_form_check (WbAlertForm *self);
gboolean wb_alert_form_show_fault (WbAlertForm *self, const GError *error);
WbDryRunView *wb_alert_form_get_dry_run (WbAlertForm *self);

G_END_DECLS
