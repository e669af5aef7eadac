/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbAlertSettings: what is other for one alert than its channels say ("channel_config").
 * Credentials are written here and never read back: a row says only that one is kept, and can
 * remove it.
 *
 * Signal: changed.
 */
#define WB_TYPE_ALERT_SETTINGS (wb_alert_settings_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertSettings, wb_alert_settings, WB, ALERT_SETTINGS, AdwExpanderRow)

void wb_alert_settings_set_values (WbAlertSettings *self, GVariant *settings, gboolean is_new);
GVariant *wb_alert_settings_make_changes (WbAlertSettings *self);
GtkWidget *wb_alert_settings_find_row (WbAlertSettings *self, const char *name);

G_END_DECLS
