/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "client/wb-notification-item.h"

G_BEGIN_DECLS

/* WbNotificationRow: one notification in the list. */
#define WB_TYPE_NOTIFICATION_ROW (wb_notification_row_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationRow, wb_notification_row, WB, NOTIFICATION_ROW, GtkBox)

GtkWidget *wb_notification_row_new (void);

WbNotificationItem *wb_notification_row_get_item (WbNotificationRow *self);
void wb_notification_row_set_item (WbNotificationRow *self, WbNotificationItem *item);
void wb_notification_row_set_previous (WbNotificationRow *self,
                                       WbNotificationItem *item,
                                       gboolean is_first);
void wb_notification_row_set_check (WbNotificationRow *self, gboolean is_shown, gboolean is_active);

G_END_DECLS
