/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-delivery.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Which deliveries a list is about. */
typedef struct
{
  const char *channel;    /* nullable: any */
  int state;              /* WbDeliveryState; -1: any */
  gint64 notification_id; /* 0: any */
  gint64 before_id;       /* G_MAXINT64: from the newest on */
  guint limit;
} WbDeliveryQuery;

/* How many of a channel are in a state, or came to it. */
typedef struct
{
  const char *channel; /* lent by the call */
  WbDeliveryState state;
  gint64 n;
  gint64 oldest_us;  /* of those that wait: when the oldest came; else 0 */
  gint64 latency_us; /* of sums: all of them together */
} WbDeliveryCount;

typedef void (*WbDeliveryCountFunc) (const WbDeliveryCount *count, gpointer data);

/* What became of deliveries, for people. */
GPtrArray *wb_delivery_ledger_store_list (WbConnection *connection,
                                          const WbDeliveryQuery *query,
                                          GError **error);
WbDelivery *wb_delivery_ledger_store_get (WbConnection *connection, gint64 id, GError **error);
gboolean wb_delivery_ledger_store_retry (WbConnection *connection,
                                         gint64 id,
                                         const char *channel,
                                         gint64 now_us,
                                         guint *n_retried,
                                         GError **error);
gboolean wb_delivery_ledger_store_delete (WbConnection *connection,
                                          gint64 id,
                                          const char *channel,
                                          guint *n_deleted,
                                          GError **error);

gboolean wb_delivery_ledger_store_has_open (WbConnection *connection,
                                            const char *channel,
                                            gint64 since_us,
                                            gboolean *has_open,
                                            GError **error);
gboolean wb_delivery_ledger_store_count (WbConnection *connection,
                                         WbDeliveryCountFunc func,
                                         gpointer data,
                                         GError **error);
gboolean wb_delivery_ledger_store_add_end (WbConnection *connection,
                                           const WbDelivery *delivery,
                                           GError **error);
gboolean wb_delivery_ledger_store_sum (WbConnection *connection,
                                       gint64 since_us,
                                       WbDeliveryCountFunc func,
                                       gpointer data,
                                       GError **error);

G_END_DECLS
