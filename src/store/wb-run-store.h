/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-run.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Which runs of all, newest news first. */
typedef struct
{
  gint64 before_id; /* last_event_id is less; 0: any */
  guint limit;
  guint states;     /* bit 1 << WbRunState; 0: any */
  gboolean stalled; /* only those */
} WbRunQuery;

/* A value of a metric, so long after the start of its run. */
typedef struct
{
  double seconds;
  double value;
} WbMetricPoint;

typedef struct
{
  char *name;     /* owned */
  GArray *points; /* owned, WbMetricPoint: by time */
} WbMetricCurve;

WbRun *wb_run_store_get (WbConnection *connection, const char *run_id, GError **error);
gboolean wb_run_store_put (WbConnection *connection, const WbRun *run, GError **error);
GPtrArray *wb_run_store_list (WbConnection *connection, const WbRunQuery *query, GError **error);
gboolean wb_run_store_delete (WbConnection *connection,
                              const char *run_id,
                              gboolean *is_deleted,
                              GError **error);
gboolean wb_run_store_trim (WbConnection *connection, guint limit, GError **error);

gboolean wb_run_store_add_loss (WbConnection *connection,
                                const char *run_id,
                                gint64 index,
                                const WbLossPoint *point,
                                GError **error);
gboolean wb_run_store_thin_losses (WbConnection *connection,
                                   const char *run_id,
                                   gint64 stride,
                                   GError **error);
GArray *wb_run_store_list_losses (WbConnection *connection, const char *run_id, GError **error);
GPtrArray *wb_run_store_list_metrics (WbConnection *connection,
                                      const WbRun *run,
                                      guint n_events,
                                      GError **error);
gboolean wb_run_store_clear_losses (WbConnection *connection, const char *run_id, GError **error);

G_END_DECLS
