/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

#define WB_IDEMPOTENCY_LIFETIME_US (7 * G_TIME_SPAN_DAY)

gboolean wb_idempotency_store_find (WbConnection *connection,
                                    const char *key,
                                    const char *content,
                                    gint64 now_us,
                                    gint64 *event_id,
                                    GError **error);
gboolean wb_idempotency_store_insert (WbConnection *connection,
                                      const char *key,
                                      const char *content,
                                      gint64 event_id,
                                      gint64 now_us,
                                      GError **error);

G_END_DECLS
