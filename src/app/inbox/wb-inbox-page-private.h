/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/widgets/wb-empty-page.h"
#include "app/widgets/wb-work-bar.h"
#include "app/inbox/wb-inbox-page.h"
#include "app/inbox/wb-list-pane.h"
#include "app/inbox/wb-notification-detail.h"

G_BEGIN_DECLS

/*
 * Shared by wb-inbox-page.c (what is shown where), wb-inbox-actions.c (what can be done to
 * notifications), wb-inbox-bulk.c (to many of them), wb-inbox-snooze.c (putting them off),
 * wb-inbox-menu.c (the menu of a row), wb-inbox-deletion.c (deleting, with a way back) and
 * wb-inbox-export.c (writing them to a file).
 */
typedef struct _WbInboxWork WbInboxWork;
typedef struct _WbInboxExport WbInboxExport;

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
  WbWorkBar *export_bar;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  WbNotificationList *list;  /* owned */
  WbNotificationItem *item;  /* owned, nullable: what the detail shows */
  gboolean is_read_wanted;   /* item is marked as read once its content is known */

  AdwToast *deletion_toast; /* owned, nullable: its notifications are hidden, not deleted yet */
  GArray *deletion_ids;     /* owned, nullable: likewise */
  WbInboxWork *work;        /* lent by itself; NULL: nothing that takes long goes on */
  WbInboxExport *export;    /* lent by itself; NULL: no file is being written or chosen */
};

void wb_inbox_page_install_actions (GtkWidgetClass *widget_class);
void wb_inbox_page_update_actions (WbInboxPage *self);
void wb_inbox_page_show_item (WbInboxPage *self, WbNotificationItem *item);
void wb_inbox_page_close_detail (WbInboxPage *self);

void wb_inbox_page_install_snooze (GtkWidgetClass *widget_class);
GMenuModel *wb_inbox_page_new_snooze_menu (WbInboxPage *self);
void wb_inbox_page_init_snooze (WbInboxPage *self);
void wb_inbox_page_update_snooze (WbInboxPage *self, gboolean is_ready);

void wb_inbox_page_install_export (GtkWidgetClass *widget_class);
void wb_inbox_page_update_export (WbInboxPage *self, gboolean is_ready);
void wb_inbox_page_stop_export (WbInboxPage *self);

void wb_inbox_page_show_menu (WbInboxPage *self, double x, double y);
gboolean wb_inbox_page_is_unread (WbInboxPage *self);

void wb_inbox_page_change (WbInboxPage *self, WbAgentChange change, GArray *ids);
void wb_inbox_page_stop_work (WbInboxPage *self);
void wb_inbox_page_delete (WbInboxPage *self, GArray *ids);

G_END_DECLS
