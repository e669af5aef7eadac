/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gdk/gdk.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* So many at the most: whoever takes them may hold them all in memory; more go to a file. */
#define WB_NOTIFICATION_CONTENT_LIMIT 10000

/* WbNotificationContent: notifications for another program, as text or JSON, fetched when it asks.
 */
#define WB_TYPE_NOTIFICATION_CONTENT (wb_notification_content_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationContent,
                      wb_notification_content,
                      WB,
                      NOTIFICATION_CONTENT,
                      GdkContentProvider)

GdkContentProvider *wb_notification_content_new (WbAgentClient *client, GArray *ids);

G_END_DECLS
