/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-clock.h"
#include "model/wb-event.h"
#include "model/wb-stored-event.h"
#include "store/wb-database.h"

G_BEGIN_DECLS

/* What submissions changed; it is on disk. Read directly. */
typedef struct
{
  GPtrArray *events;    /* WbStoredEvent: one for each event that was not a repeat */
  GPtrArray *added;     /* WbNotification */
  GPtrArray *merged;    /* WbNotification, as they are now */
  GArray *resolved_ids; /* gint64: notifications that other events ended */
  int unread_change;
} WbCommit;

/* What the sender of one event is told. */
typedef struct
{
  gint64 id;
  WbOutcome outcome;
  gint64 notification_id; /* 0: none */
} WbReceipt;

#define WB_TYPE_PIPELINE (wb_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (WbPipeline, wb_pipeline, WB, PIPELINE, GObject)

WbPipeline *wb_pipeline_new (WbDatabase *database, WbClock *clock);

void wb_pipeline_submit_async (WbPipeline *self,
                               GPtrArray *events,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GArray *wb_pipeline_submit_finish (WbPipeline *self, GAsyncResult *result, GError **error);
void wb_pipeline_announce_now (WbPipeline *self);

G_END_DECLS
