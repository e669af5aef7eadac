/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Changes of single notifications that are neither repeats nor made by a person's look. */
gboolean wb_notification_state_store_find_muting (WbConnection *connection,
                                                  const WbEvent *event,
                                                  gint64 *id,
                                                  GError **error);
gboolean wb_notification_state_store_is_acknowledged (WbConnection *connection,
                                                      gint64 id,
                                                      gboolean *is_acknowledged,
                                                      GError **error);
gboolean wb_notification_state_store_count_repeat (WbConnection *connection,
                                                   gint64 id,
                                                   gboolean reopens,
                                                   gint64 now_us,
                                                   GError **error);
gboolean wb_notification_state_store_snooze (WbConnection *connection,
                                             gint64 id,
                                             gint64 until_us,
                                             GError **error);
gboolean wb_notification_state_store_release (WbConnection *connection,
                                              gint64 id,
                                              gint64 now_us,
                                              gboolean *is_free,
                                              GError **error);
gboolean wb_notification_state_store_expire (WbConnection *connection,
                                             gint64 id,
                                             gint64 now_us,
                                             gboolean *is_over,
                                             GError **error);

G_END_DECLS
