/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"
#include "model/wb-notification-format.h"

G_BEGIN_DECLS

/*
 * WbNotificationWriter: reads notifications from the agent in pieces and writes them to a stream.
 * What it does takes as long as agent and stream do: for a thread that may wait.
 */
typedef struct
{
  GDBusConnection *connection; /* owned */
  WbNotificationFormat format;
  GArray *ids;     /* owned: of gint64; grows by wb_notification_writer_add_all() */
  guint n_read;    /* ids that were asked for */
  guint n_written; /* of them, those that the agent still had */
} WbNotificationWriter;

typedef void (*WbNotificationWriterFunc) (const WbNotificationWriter *self, gpointer user_data);

WbNotificationWriter *wb_notification_writer_new (WbAgentClient *client,
                                                  WbNotificationFormat format,
                                                  GArray *ids);
void wb_notification_writer_free (WbNotificationWriter *self);

gboolean wb_notification_writer_add_all (WbNotificationWriter *self,
                                         GVariant *filter,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean wb_notification_writer_run (WbNotificationWriter *self,
                                     GOutputStream *stream,
                                     WbNotificationWriterFunc progress,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbNotificationWriter, wb_notification_writer_free)

G_END_DECLS
