/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-empty-page.h"
#include "app/wb-inbox-page.h"
#include "app/wb-list-pane.h"
#include "app/wb-notification-detail.h"

G_BEGIN_DECLS

/*
 * Shared by wb-inbox-page.c (what is shown where), wb-inbox-actions.c (what can be done to
 * notifications), wb-inbox-snooze.c (putting them off) and wb-inbox-deletion.c (deleting, with a
 * way back).
 */
struct _WbInboxPage
{
  GtkBox parent_instance;

  GtkStack *stack;
  WbEmptyPage *empty_page;
  AdwLeaflet *leaflet;
  WbListPane *pane;
  GtkWidget *detail_page;
  WbNotificationDetail *detail;
  GtkButton *read_button;
  GtkMenuButton *snooze_button;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  WbNotificationList *list;  /* owned */
  WbNotificationItem *item;  /* owned, nullable: what the detail shows */
  gboolean is_read_wanted;   /* item is marked as read once its content is known */

  AdwToast *deletion_toast; /* owned, nullable: its notifications are hidden, not deleted yet */
  GArray *deletion_ids;     /* owned, nullable: likewise */
};

void wb_inbox_page_install_actions (GtkWidgetClass *widget_class);
void wb_inbox_page_update_actions (WbInboxPage *self);
void wb_inbox_page_show_item (WbInboxPage *self, WbNotificationItem *item);
void wb_inbox_page_close_detail (WbInboxPage *self);

void wb_inbox_page_install_snooze (GtkWidgetClass *widget_class);
GMenuModel *wb_inbox_page_new_snooze_menu (WbInboxPage *self);
void wb_inbox_page_init_snooze (WbInboxPage *self);
void wb_inbox_page_update_snooze (WbInboxPage *self, gboolean is_ready);

void wb_inbox_page_delete (WbInboxPage *self, GArray *ids);

G_END_DECLS
