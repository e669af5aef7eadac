/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbAlertDefaults: what holds for types of events that have no alert config, folded away.
 *
 * Its buttons are the action "alerts.customise" of the page that it is in, for a type.
 */
#define WB_TYPE_ALERT_DEFAULTS (wb_alert_defaults_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertDefaults, wb_alert_defaults, WB, ALERT_DEFAULTS, AdwExpanderRow)

void wb_alert_defaults_set_configs (WbAlertDefaults *self, GPtrArray *configs);
GVariant *wb_alert_defaults_find (WbAlertDefaults *self, const char *alert_type);

G_END_DECLS
