/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* WbInboxPage: the notifications, and the one that is open. */
#define WB_TYPE_INBOX_PAGE (wb_inbox_page_get_type ())
G_DECLARE_FINAL_TYPE (WbInboxPage, wb_inbox_page, WB, INBOX_PAGE, GtkBox)

void wb_inbox_page_set_client (WbInboxPage *self, WbAgentClient *client);
void wb_inbox_page_capture_keys (WbInboxPage *self, GtkWidget *widget);
void wb_inbox_page_show_notification (WbInboxPage *self, gint64 id);
void wb_inbox_page_search (WbInboxPage *self, const char *text);
void wb_inbox_page_commit_deletion (WbInboxPage *self);

G_END_DECLS
