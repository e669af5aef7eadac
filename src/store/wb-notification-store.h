/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-filter.h"
#include "model/wb-notification.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* As before_seq: from the newest on, without a count of how many there are. */
#define WB_LIST_UNCOUNTED G_MAXINT64

#define WB_NOTIFICATION_SEARCH_COUNT 10000 /* matches of a search that are counted */

/* What merging needs to know of an open notification. */
typedef struct
{
  gint64 id;
  WbSeverity severity;
  guint count;
  gint64 created_us;
  gint64 read_us;
  gint64 held_until_us;
  gint64 snoozed_until_us;
} WbOpenNotification;

/* One place of a list. */
typedef struct
{
  gint64 id;
  gint64 seq;
} WbListRow;

typedef enum
{
  WB_MARK_READ,
  WB_MARK_UNREAD,
  WB_MARK_ACKNOWLEDGED,
  WB_MARK_DELETED,
} WbMark;

gboolean wb_notification_store_find_open (WbConnection *connection,
                                          const char *dedup_key,
                                          WbOpenNotification *open,
                                          GError **error);
gboolean wb_notification_store_insert (WbConnection *connection,
                                       const WbNotification *notification,
                                       const char *merge_key,
                                       GError **error);
gboolean wb_notification_store_merge (WbConnection *connection,
                                      const WbNotification *notification,
                                      GError **error);
gboolean wb_notification_store_resolve (WbConnection *connection,
                                        const WbEvent *event,
                                        const char *type_names,
                                        gint64 now_us,
                                        GArray *resolved_ids,
                                        GError **error);

gboolean wb_notification_store_list (WbConnection *connection,
                                     const WbFilter *filter,
                                     gint64 before_seq,
                                     guint limit,
                                     GArray *rows,
                                     guint64 *total,
                                     GError **error);
WbNotification *wb_notification_store_get (WbConnection *connection, gint64 id, GError **error);
gboolean wb_notification_store_count (WbConnection *connection, guint64 *count, GError **error);
gboolean wb_notification_store_count_unread (WbConnection *connection,
                                             guint64 *count,
                                             GError **error);

gboolean wb_notification_store_mark (WbConnection *connection,
                                     WbMark mark,
                                     gint64 id,
                                     gint64 now_us,
                                     gboolean *is_changed,
                                     gboolean *was_unread,
                                     GError **error);
gboolean wb_notification_store_mark_oldest_read (WbConnection *connection,
                                                 gint64 up_to_seq,
                                                 guint limit,
                                                 gint64 now_us,
                                                 GArray *ids,
                                                 GError **error);

G_END_DECLS
