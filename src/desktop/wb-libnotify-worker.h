/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "desktop/wb-notifier.h"

G_BEGIN_DECLS

/*
 * The thread that talks to libnotify, whose calls block until the notification daemon answers.
 * These functions never do, and may be called on any thread.
 */
typedef struct _WbLibnotifyWorker WbLibnotifyWorker;

WbLibnotifyWorker *wb_libnotify_worker_start (WbNotifier *notifier);
void wb_libnotify_worker_stop (WbLibnotifyWorker *self);

void wb_libnotify_worker_show (WbLibnotifyWorker *self, WbNotification *notification);
void wb_libnotify_worker_close (WbLibnotifyWorker *self, gint64 id);
void wb_libnotify_worker_set_sounds (WbLibnotifyWorker *self, guint severities);

G_END_DECLS
