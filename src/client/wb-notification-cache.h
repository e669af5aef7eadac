/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"
#include "client/wb-notification-item.h"

G_BEGIN_DECLS

/* Items that are kept though nobody holds them: a few screens around where one looks. */
#define WB_NOTIFICATION_CACHE_SIZE 512

/*
 * WbNotificationCache: one item for each id, as long as somebody holds it or it was asked for
 * lately, and their content, fetched in batches.
 *
 * Signals:
 *   fetched (WbNotification): its item has the newest content
 *   missing (gint64 id): the agent knows no such notification
 *   settled: all that was asked for has come
 */
#define WB_TYPE_NOTIFICATION_CACHE (wb_notification_cache_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationCache, wb_notification_cache, WB, NOTIFICATION_CACHE, GObject)

WbNotificationCache *wb_notification_cache_new (WbAgentClient *client);

WbNotificationItem *wb_notification_cache_dup_item (WbNotificationCache *self, gint64 id);
WbNotificationItem *wb_notification_cache_lookup (WbNotificationCache *self, gint64 id);
void wb_notification_cache_refresh (WbNotificationCache *self, gint64 id);
void wb_notification_cache_refresh_all (WbNotificationCache *self);
void wb_notification_cache_flush (WbNotificationCache *self);
gboolean wb_notification_cache_is_busy (WbNotificationCache *self);

G_END_DECLS
