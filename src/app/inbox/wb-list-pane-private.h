/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/inbox/wb-critical-banner.h"
#include "app/widgets/wb-empty-page.h"
#include "app/inbox/wb-filter-popover.h"
#include "app/inbox/wb-list-pane.h"
#include "app/inbox/wb-notification-row.h"
#include "app/widgets/wb-sticky-selection.h"
#include "app/widgets/wb-work-bar.h"

G_BEGIN_DECLS

/*
 * Shared by wb-list-pane.c (search, filter and what is shown), wb-list-pane-rows.c (the rows and
 * what one does with them), wb-list-pane-drag.c (dragging them out) and wb-list-pane-selection.c
 * (choosing several).
 */
struct _WbListPane
{
  GtkBox parent_instance;

  AdwHeaderBar *header_bar;
  AdwWindowTitle *title;
  GtkMenuButton *filter_button;
  WbFilterPopover *filter;
  GtkToggleButton *select_button;
  GtkWidget *read_all_button; /* not in a narrow window: the menu has it */
  GtkWidget *more_button;
  WbCriticalBanner *banner;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  WbEmptyPage *no_match;
  GtkScrolledWindow *scroller;
  GtkListView *view;
  GtkGesture *click;
  GtkGesture *drag_source;
  GtkRevealer *selection_bar;
  GtkStack *selection_stack;
  GtkLabel *selection_label;
  GtkWidget *select_all_button;
  WbWorkBar *work_bar;
  GtkWidget *menu;     /* lent by us as our child; NULL: none was opened yet */
  GtkWidget *menu_row; /* weak: whose it is */

  WbAgentClient *client;        /* owned, nullable */
  WbNotificationList *list;     /* owned, nullable */
  WbStickySelection *selection; /* owned, nullable */
  GPtrArray *bound;             /* owned: GtkListItem, lent: the rows that show something */
  GPtrArray *spare;             /* owned: WbNotificationRow, owned: out of use for now */
  gint64 pressed_id;            /* where the pointer went down; 0: on no row */
  gint64 dragged_id;            /* what was taken last */
  guint top_tick;
  guint n_top_frames;
  guint days_source;
  gboolean is_folded;
  gboolean is_selecting;
  gboolean is_working;      /* something is being done to many */
  gboolean is_all_selected; /* rows that are still to be loaded are chosen, too */
};

/* Rows */
void wb_list_pane_bind_rows (GtkWidgetClass *widget_class);
WbNotificationRow *wb_list_pane_find_row (WbListPane *self, double x, double y);
void wb_list_pane_update_days (WbListPane *self);
void wb_list_pane_update_checks (WbListPane *self);
void wb_list_pane_emit_opened (WbListPane *self, gint64 id);
void wb_list_pane_emit_menu_wanted (WbListPane *self, double x, double y);

/* Dragging them out */
void wb_list_pane_bind_drag (GtkWidgetClass *widget_class);

/* Choosing several */
void wb_list_pane_bind_selection (GtkWidgetClass *widget_class);
void wb_list_pane_selection_changed (WbListPane *self);
void wb_list_pane_rows_changed (WbListPane *self, guint position, guint n_removed, guint n_added);
void wb_list_pane_update_buttons (WbListPane *self);
void wb_list_pane_set_selecting (WbListPane *self, gboolean is_selecting);

G_END_DECLS
