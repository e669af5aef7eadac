/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbNotificationStory: what the agent knows about a notification beside its content: where it was
 * forwarded, what was told before it, and why it was shown. It asks while it is seen, and again
 * when something changes.
 */
#define WB_TYPE_NOTIFICATION_STORY (wb_notification_story_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationStory, wb_notification_story, WB, NOTIFICATION_STORY, GtkBox)

void wb_notification_story_set_client (WbNotificationStory *self, WbAgentClient *client);
void wb_notification_story_set_notification (WbNotificationStory *self,
                                             const WbNotification *notification);

G_END_DECLS
