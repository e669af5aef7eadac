/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-notification-cache.h"
#include "client/wb-notification-list.h"
#include "client/wb-row-array.h"

G_BEGIN_DECLS

/* Shared by wb-notification-list.c, the model, and wb-notification-list-follow.c, which fills it.
 */

/*
 * Three things go on, each at most once at a time:
 *
 *   load   reads all ids in pages. A new filter shows each page as it comes; a reload of the same
 *          filter collects them and then shows only what differs, so that the selection and the
 *          place where one looks remain.
 *   head   reads from the newest down to the highest seq that is known: whatever was added or
 *          moved has a higher one.
 *   items  the cache fetches what is looked at.
 */
struct _WbNotificationList
{
  GObject parent_instance;

  WbAgentClient *client;      /* owned */
  WbNotificationCache *cache; /* owned */
  WbFilter *filter;           /* owned */
  GArray *rows;               /* WbRow, highest seq first; without the hidden ones */
  gint64 highest_id;          /* of all that ever were in rows */
  gboolean is_loaded;

  GHashTable *hidden; /* &WbRow.id -> WbRow (owned) */
  gboolean is_hidden_by_other_filter;

  GCancellable *load; /* owned; NULL: no load goes on */
  GArray *incoming;   /* owned: a reload's rows; NULL: pages go straight to rows */
  guint page_rows;    /* how many the page under way may have */
  gint64 rest_seq;    /* the next page begins below, once the first is in sight; 0: none waits */
  guint rest_source;
  gboolean is_reload_wanted;

  GCancellable *head; /* owned; NULL: no look at the head goes on */
  GArray *newer;      /* owned: what it found */
  guint head_rows;
  gboolean is_head_wanted;
  GHashTable *moved; /* &id (owned): their content has a seq that their row has not */
};

/* The model */
GHashTable *wb_notification_list_new_id_set (const gint64 *ids, gsize n_ids);
void wb_notification_list_set_loaded (WbNotificationList *self, gboolean is_loaded);
void wb_notification_list_changed_at (WbNotificationList *self,
                                      guint position,
                                      guint n_removed,
                                      guint n_added);
void wb_notification_list_append_row (WbNotificationList *self, GArray *rows, const WbRow *row);
GArray *wb_notification_list_dup_shown (WbNotificationList *self, GArray *rows);
void wb_notification_list_replace_rows (WbNotificationList *self, GArray *rows);
void wb_notification_list_remove_positions (WbNotificationList *self, GArray *positions);
void wb_notification_list_remove_ids (WbNotificationList *self, GHashTable *ids);

/* Filling it */
void wb_notification_list_follow (WbNotificationList *self);
void wb_notification_list_load (WbNotificationList *self, gboolean is_reload);
void wb_notification_list_reload (WbNotificationList *self);
void wb_notification_list_stop (WbNotificationList *self);

G_END_DECLS
