/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"
#include "client/wb-notification-item.h"

G_BEGIN_DECLS

#define WB_NOTIFICATION_LIST_FIRST_PAGE 20 /* a screen: shown at once, before the rest is known */

/*
 * WbNotificationList: a GListModel of WbNotificationItem: all notifications of a filter, newest
 * first. It holds 16 bytes of each and makes items when they are asked for. It follows the agent:
 * new ones appear at the top, and one that a repeat merged into moves there. One that ceases to
 * pass the filter because it was read or acknowledged stays until the filter is set anew, so that
 * nothing vanishes while it is being read.
 *
 * Property is-loaded: the rows are those of the filter; the first page at least.
 */
#define WB_TYPE_NOTIFICATION_LIST (wb_notification_list_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationList, wb_notification_list, WB, NOTIFICATION_LIST, GObject)

WbNotificationList *wb_notification_list_new (WbAgentClient *client);

const WbFilter *wb_notification_list_get_filter (WbNotificationList *self);
void wb_notification_list_set_filter (WbNotificationList *self, const WbFilter *filter);
gboolean wb_notification_list_is_loaded (WbNotificationList *self);

gint64 wb_notification_list_get_id (WbNotificationList *self, guint position);
guint wb_notification_list_find (WbNotificationList *self, gint64 id);
WbNotificationItem *wb_notification_list_dup_item (WbNotificationList *self, gint64 id);
void wb_notification_list_fetch (WbNotificationList *self, guint position, guint n_rows);

void wb_notification_list_hide (WbNotificationList *self, const gint64 *ids, gsize n_ids);
void wb_notification_list_unhide (WbNotificationList *self, const gint64 *ids, gsize n_ids);

G_END_DECLS
