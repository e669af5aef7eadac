/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-clock.h"
#include "engine/wb-operation.h"
#include "engine/wb-secret-keeper.h"
#include "store/wb-database.h"

G_BEGIN_DECLS

#define WB_TYPE_PIPELINE (wb_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (WbPipeline, wb_pipeline, WB, PIPELINE, GObject)

/* WbTransactionJob: what a part of the agent does on the writer thread; with FALSE nothing of it is
 * kept. */
typedef gboolean (*WbTransactionJob) (WbTransaction *transaction, gpointer data, GError **error);

WbPipeline *wb_pipeline_new (WbDatabase *database, WbClock *clock);
void wb_pipeline_set_secret_keeper (WbPipeline *self, WbSecretKeeper *keeper);

/*
 * WbAwaitFunc: an order with awaits_delivery is on disk.
 * @answer: (transfer full): what it answered so far, with the "id" of the delivery
 * @task: (transfer full): returns a GString once that is settled
 */
typedef void (*WbAwaitFunc) (GString *answer, GTask *task, gpointer user_data);
void wb_pipeline_set_awaiter (WbPipeline *self, WbAwaitFunc func, gpointer user_data);

void wb_pipeline_submit_async (WbPipeline *self,
                               GPtrArray *events,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
GArray *wb_pipeline_submit_finish (WbPipeline *self, GAsyncResult *result, GError **error);
void wb_pipeline_perform_async (WbPipeline *self,
                                const WbOperation *operation,
                                const char *input,
                                const char *actor,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void wb_pipeline_perform_clean_async (WbPipeline *self,
                                      const WbOperation *operation,
                                      const char *input,
                                      const char *actor,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void wb_pipeline_run_async (WbPipeline *self,
                            WbTransactionJob job,
                            gpointer data,
                            GDestroyNotify data_free,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gpointer wb_pipeline_run_finish (WbPipeline *self, GAsyncResult *result, GError **error);
GString *wb_pipeline_perform_finish (WbPipeline *self, GAsyncResult *result, GError **error);

G_END_DECLS
