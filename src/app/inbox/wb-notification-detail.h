/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"
#include "client/wb-notification-item.h"

G_BEGIN_DECLS

/* WbNotificationDetail: all that is known of one notification, or a page that says what to do. */
#define WB_TYPE_NOTIFICATION_DETAIL (wb_notification_detail_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationDetail, wb_notification_detail, WB, NOTIFICATION_DETAIL, AdwBin)

void wb_notification_detail_set_client (WbNotificationDetail *self, WbAgentClient *client);
void wb_notification_detail_set_item (WbNotificationDetail *self, WbNotificationItem *item);
void wb_notification_detail_show_selection (WbNotificationDetail *self, guint n_selected);
char *wb_notification_detail_dup_text (WbNotificationItem *item);

G_END_DECLS
