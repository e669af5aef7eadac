/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "store/wb-event-store.h"
#include "store/wb-notification-store.h"

G_BEGIN_DECLS

/* A part of a list. */
typedef struct
{
  GArray *rows; /* WbListRow, newest first */
  guint64 total;
} WbListPage;

typedef struct
{
  guint64 events;
  guint64 notifications;
} WbCounts;

#define WB_TYPE_CENTRE (wb_centre_get_type ())
G_DECLARE_FINAL_TYPE (WbCentre, wb_centre, WB, CENTRE, GObject)

WbCentre *wb_centre_new (WbDatabase *database, WbPipeline *pipeline);
guint wb_centre_get_unread_count (WbCentre *self);

void wb_centre_list_async (WbCentre *self,
                           const WbFilter *filter,
                           gint64 before_seq,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
const WbListPage *wb_centre_list_finish (WbCentre *self, GAsyncResult *result, GError **error);

void wb_centre_get_async (WbCentre *self,
                          GArray *ids,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GPtrArray *wb_centre_get_finish (WbCentre *self, GAsyncResult *result, GError **error);

void wb_centre_mark_async (WbCentre *self,
                           WbMark mark,
                           GArray *ids,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void wb_centre_mark_all_read_async (WbCentre *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void wb_centre_snooze_all_async (WbCentre *self,
                                 gint64 until_us,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gssize wb_centre_mark_finish (WbCentre *self, GAsyncResult *result, GError **error);

void wb_centre_list_events_async (WbCentre *self,
                                  WbEventQuery *query,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GPtrArray *wb_centre_list_events_finish (WbCentre *self, GAsyncResult *result, GError **error);

void wb_centre_count_async (WbCentre *self, GAsyncReadyCallback callback, gpointer user_data);
const WbCounts *wb_centre_count_finish (WbCentre *self, GAsyncResult *result, GError **error);

G_END_DECLS
