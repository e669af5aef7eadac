/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-delivery.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

#define WB_DELIVERY_PRIORITY_TEST ((int) WB_PRIORITY_CRITICAL + 1) /* tests wait for nothing */

#define WB_DELIVERY_COLUMNS                                                                        \
  "id, notification_id, event_id, config_id, channel, action, state, priority, title, attempts,"   \
  " batch_id, created_us, due_us, finished_us, reason, answer, receipt, tried"

/* The queue: rows that wait, and how they leave it. Lists and counts: wb-delivery-ledger-store.h.
 */
WbDelivery *wb_delivery_store_read_row (WbStatement *select);
gboolean wb_delivery_store_insert (WbConnection *connection,
                                   const WbDelivery *delivery,
                                   gint64 *id,
                                   GError **error);
gboolean wb_delivery_store_renew (WbConnection *connection,
                                  const WbDelivery *delivery,
                                  gboolean *is_renewed,
                                  GError **error);
gboolean wb_delivery_store_recover (WbConnection *connection, GError **error);

gboolean wb_delivery_store_find_due (WbConnection *connection,
                                     const char *channel,
                                     WbPriority min_priority,
                                     gint64 *due_us,
                                     GError **error);
gboolean wb_delivery_store_list_due (WbConnection *connection,
                                     const char *channel,
                                     int priority,
                                     gint64 now_us,
                                     guint limit,
                                     GPtrArray *deliveries,
                                     GError **error);
gboolean wb_delivery_store_list_batch (WbConnection *connection,
                                       const WbDelivery *first,
                                       GPtrArray *deliveries,
                                       GError **error);
gboolean wb_delivery_store_begin (WbConnection *connection,
                                  const WbDelivery *delivery,
                                  gint64 batch_id,
                                  GError **error);
gboolean wb_delivery_store_update (WbConnection *connection,
                                   const WbDelivery *delivery,
                                   GError **error);

gboolean wb_delivery_store_find_receipt (WbConnection *connection,
                                         const WbDelivery *delivery,
                                         char **receipt,
                                         GError **error);
GPtrArray *wb_delivery_store_list_reached (WbConnection *connection,
                                           gint64 notification_id,
                                           GError **error);
gboolean wb_delivery_store_skip (WbConnection *connection,
                                 gint64 notification_id,
                                 const char *reason,
                                 gint64 now_us,
                                 GError **error);
gboolean wb_delivery_store_put_off (WbConnection *connection,
                                    gint64 notification_id,
                                    gint64 due_us,
                                    GError **error);
gboolean wb_delivery_store_review (WbConnection *connection,
                                   const char *channel,
                                   gint64 oldest_us,
                                   gint64 now_us,
                                   const char *reason,
                                   GError **error);
gboolean wb_delivery_store_give_up (WbConnection *connection,
                                    const char *channel,
                                    const char *fallback,
                                    const char *reason,
                                    gint64 due_us,
                                    gint64 now_us,
                                    GError **error);

G_END_DECLS
