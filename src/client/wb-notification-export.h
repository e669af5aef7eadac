/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-notification-writer.h"

G_BEGIN_DECLS

/*
 * WbNotificationExport: notifications as a file, which is there when it is whole, and as it was
 * before when it is not.
 *
 * Signal: progress (guint n_done, guint n_all): n_all is 0 as long as it is not known.
 */
#define WB_TYPE_NOTIFICATION_EXPORT (wb_notification_export_get_type ())
G_DECLARE_FINAL_TYPE (WbNotificationExport,
                      wb_notification_export,
                      WB,
                      NOTIFICATION_EXPORT,
                      GObject)

WbNotificationExport *wb_notification_export_new (WbAgentClient *client,
                                                  WbNotificationFormat format,
                                                  GFile *file);
void wb_notification_export_set_ids (WbNotificationExport *self, GArray *ids);
void wb_notification_export_set_filter (WbNotificationExport *self, const WbFilter *filter);
GFile *wb_notification_export_get_file (WbNotificationExport *self);

void wb_notification_export_run_async (WbNotificationExport *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean wb_notification_export_run_finish (WbNotificationExport *self,
                                            GAsyncResult *result,
                                            guint *n_written,
                                            GError **error);

G_END_DECLS
