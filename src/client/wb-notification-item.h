/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

#include "model/wb-notification.h"

G_BEGIN_DECLS

/*
 * WbNotificationItem: one row of the centre. It exists before its content is known, and the content
 * is replaced by a newer one when the notification changes.
 *
 * Properties: id, notification (NULL: not fetched yet), is-gone (it was deleted).
 */
#define WB_TYPE_NOTIFICATION_ITEM (wb_notification_item_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationItem, wb_notification_item, WB, NOTIFICATION_ITEM, GObject)

WbNotificationItem *wb_notification_item_new (gint64 id);

gint64 wb_notification_item_get_id (WbNotificationItem *self);
const WbNotification *wb_notification_item_get_notification (WbNotificationItem *self);
void wb_notification_item_set_notification (WbNotificationItem *self, WbNotification *notification);
char *wb_notification_item_dup_title (WbNotificationItem *self);
const char *wb_notification_item_get_summary (WbNotificationItem *self);
gboolean wb_notification_item_is_gone (WbNotificationItem *self);
void wb_notification_item_set_gone (WbNotificationItem *self, gboolean is_gone);

G_END_DECLS
