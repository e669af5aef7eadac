/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "store/wb-connection.h"

G_BEGIN_DECLS

#define WB_TYPE_DATABASE (wb_database_get_type ())
G_DECLARE_FINAL_TYPE (WbDatabase, wb_database, WB, DATABASE, GObject)

#define WB_DATABASE_QUEUE_JOBS 4096
#define WB_DATABASE_QUEUE_BYTES (32 * 1024 * 1024)

/*
 * WbDatabaseJob: what a thread of the database does; straight-line code that does not block on
 * anything else. @data is the job's own; it is read again by the caller once the job is done.
 *
 * A job of the writer runs inside a transaction: with FALSE all that it did is undone.
 */
typedef gboolean (*WbDatabaseJob) (WbConnection *connection, gpointer data, GError **error);

WbDatabase *wb_database_open (const char *path, GError **error);
void wb_database_close (WbDatabase *self);

void wb_database_write_async (WbDatabase *self,
                              WbDatabaseJob job,
                              gpointer data,
                              GDestroyNotify data_free,
                              gsize size_bytes,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void wb_database_write_bare_async (WbDatabase *self,
                                   WbDatabaseJob job,
                                   gpointer data,
                                   GDestroyNotify data_free,
                                   gsize size_bytes,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void wb_database_write_idle_async (WbDatabase *self,
                                   WbDatabaseJob job,
                                   gpointer data,
                                   GDestroyNotify data_free,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void wb_database_read_async (WbDatabase *self,
                             WbDatabaseJob job,
                             gpointer data,
                             GDestroyNotify data_free,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gpointer wb_database_finish (WbDatabase *self, GAsyncResult *result, GError **error);

const char *wb_database_get_path (WbDatabase *self);
gboolean wb_database_is_failing (WbDatabase *self);
guint wb_database_count_waiting (WbDatabase *self);

G_END_DECLS
