/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * WbAlertList: the alert configs of the person, newest first, as far as they were asked to be
 * shown. What is done with a row are the actions "alerts.…" of the page that it is in.
 */
#define WB_TYPE_ALERT_LIST (wb_alert_list_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertList, wb_alert_list, WB, ALERT_LIST, GtkBox)

void wb_alert_list_set_configs (WbAlertList *self, GPtrArray *configs);
void wb_alert_list_set_kinds (WbAlertList *self, GHashTable *kinds);
GVariant *wb_alert_list_find (WbAlertList *self, gint64 id);
void wb_alert_list_set_hidden (WbAlertList *self, gint64 id, gboolean is_hidden);
void wb_alert_list_forget (WbAlertList *self, gint64 id);
void wb_alert_list_reset (WbAlertList *self, gint64 id);
gboolean wb_alert_list_is_empty (WbAlertList *self);

G_END_DECLS
