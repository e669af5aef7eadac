/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbAlertRow: an alert config in the list: what it is about, how grave, where it goes, and whether
 * it is on. What is done with it are the actions "alerts.…" of the page that it is in.
 */
#define WB_TYPE_ALERT_ROW (wb_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertRow, wb_alert_row, WB, ALERT_ROW, GtkListBoxRow)

GtkWidget *wb_alert_row_new (GVariant *config, GHashTable *kinds);
void wb_alert_row_set_config (WbAlertRow *self, GVariant *config);
GVariant *wb_alert_row_get_config (WbAlertRow *self);
gint64 wb_alert_row_get_id (WbAlertRow *self);
void wb_alert_row_set_channels (WbAlertRow *self, GHashTable *kinds);

G_END_DECLS
