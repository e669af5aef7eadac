/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-notification-list.h"

G_BEGIN_DECLS

/*
 * WbListPane: the list of notifications with its search, filter and selection.
 *
 * Property is-folded: nothing is shown beside it, so that a click opens.
 * Signals:
 *   opened (gint64 id): a row was activated, or clicked while folded
 *   selection-changed
 *   menu-wanted (double x, double y): of what is selected, there
 *   work-cancelled: what is being done to many is to stop
 */
#define WB_TYPE_LIST_PANE (wb_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (WbListPane, wb_list_pane, WB, LIST_PANE, GtkBox)

void wb_list_pane_set_list (WbListPane *self, WbNotificationList *list);
void wb_list_pane_set_client (WbListPane *self, WbAgentClient *client);
void wb_list_pane_set_unread_count (WbListPane *self, guint n_unread);
void wb_list_pane_capture_keys (WbListPane *self, GtkWidget *widget);

guint wb_list_pane_get_n_selected (WbListPane *self);
GArray *wb_list_pane_dup_selected_ids (WbListPane *self);
void wb_list_pane_select (WbListPane *self, gint64 id);
gboolean wb_list_pane_unselect (WbListPane *self);
gboolean wb_list_pane_is_selecting (WbListPane *self);
void wb_list_pane_begin_selecting (WbListPane *self);
gboolean wb_list_pane_end_selecting (WbListPane *self);
void wb_list_pane_show_work (WbListPane *self, const char *text, double fraction);
void wb_list_pane_show_menu (WbListPane *self, GMenuModel *model, double x, double y);

void wb_list_pane_begin_search (WbListPane *self);
void wb_list_pane_search (WbListPane *self, const char *text);
gboolean wb_list_pane_end_search (WbListPane *self);
void wb_list_pane_clear_filter (WbListPane *self);

G_END_DECLS
