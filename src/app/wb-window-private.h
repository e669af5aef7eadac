/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-empty-page.h"
#include "app/wb-list-pane.h"
#include "app/wb-notification-detail.h"
#include "app/wb-window.h"

G_BEGIN_DECLS

/*
 * Shared by wb-window.c (what is shown where), wb-window-actions.c (what can be done to
 * notifications) and wb-window-deletion.c (deleting, with a way back).
 */
struct _WbWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  WbEmptyPage *empty_page;
  AdwLeaflet *leaflet;
  WbListPane *pane;
  GtkWidget *detail_page;
  WbNotificationDetail *detail;
  GtkButton *read_button;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  WbNotificationList *list;  /* owned */
  WbNotificationItem *item;  /* owned, nullable: what the detail shows */
  gboolean is_read_wanted;   /* item is marked as read once its content is known */
  guint starting_source;

  AdwToast *deletion_toast; /* owned, nullable: its notifications are hidden, not deleted yet */
  GArray *deletion_ids;     /* owned, nullable: likewise */
};

void wb_window_install_actions (GtkWidgetClass *widget_class);
void wb_window_update_actions (WbWindow *self);
void wb_window_show_item (WbWindow *self, WbNotificationItem *item);
void wb_window_close_detail (WbWindow *self);
void wb_window_show_toast (WbWindow *self, const char *text);
void wb_window_report (WbWindow *self, const GError *error);

void wb_window_delete (WbWindow *self, GArray *ids);
void wb_window_commit_deletion (WbWindow *self);

G_END_DECLS
