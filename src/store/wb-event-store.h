/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "model/wb-stored-event.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Which part of the history. 0 and NULL: not asked for. */
typedef struct
{
  gboolean is_forward; /* oldest first, else newest first */
  gint64 since_id;     /* events after it */
  gint64 before_id;    /* events before it */
  gint64 since_us;     /* received at that time or later */
  guint limit;
  char *type;       /* owned */
  char *run_id;     /* owned */
  gint64 thread_of; /* of this notification, and of others with its dedup_key */
} WbEventQuery;

gboolean wb_event_store_get_next_id (WbConnection *connection, gint64 *id, GError **error);
gboolean wb_event_store_find_since (WbConnection *connection,
                                    gint64 since_us,
                                    gint64 *id,
                                    GError **error);
gboolean wb_event_store_insert (WbConnection *connection,
                                const WbEvent *event,
                                const WbStoredEvent *row,
                                const char *decision,
                                GError **error);
WbStoredEvent *wb_event_store_get (WbConnection *connection, gint64 id, GError **error);
/* WbEventBodyFunc: @body: an event as JSON, lent. */
typedef void (*WbEventBodyFunc) (const char *body, gpointer data);

gboolean wb_event_store_list_held_back (WbConnection *connection,
                                        gint64 since_id,
                                        WbEventBodyFunc func,
                                        gpointer data,
                                        GError **error);
gboolean wb_event_store_read_attachments (WbConnection *connection,
                                          const WbEvent *event,
                                          gint64 id,
                                          GError **error);
gboolean wb_event_store_get_decision (WbConnection *connection,
                                      gint64 id,
                                      char **decision,
                                      GError **error);
gboolean wb_event_store_set_notification (WbConnection *connection,
                                          gint64 id,
                                          gint64 notification_id,
                                          GError **error);
GPtrArray *wb_event_store_list (WbConnection *connection,
                                const WbEventQuery *query,
                                GError **error);
gboolean wb_event_store_count (WbConnection *connection, guint64 *count, GError **error);

void wb_event_query_free (WbEventQuery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbEventQuery, wb_event_query_free)

G_END_DECLS
