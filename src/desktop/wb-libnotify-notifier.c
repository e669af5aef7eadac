/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-libnotify-notifier.h"

#include "desktop/wb-libnotify-worker.h"

struct _WbLibnotifyNotifier
{
  WbNotifier parent_instance;

  WbLibnotifyWorker *worker; /* owned */
};

G_DEFINE_FINAL_TYPE (WbLibnotifyNotifier, wb_libnotify_notifier, WB_TYPE_NOTIFIER)

static void
wb_libnotify_notifier_show (WbNotifier *notifier, WbNotification *notification)
{
  wb_libnotify_worker_show (WB_LIBNOTIFY_NOTIFIER (notifier)->worker, notification);
}

static void
wb_libnotify_notifier_close (WbNotifier *notifier, gint64 id)
{
  wb_libnotify_worker_close (WB_LIBNOTIFY_NOTIFIER (notifier)->worker, id);
}

static void
wb_libnotify_notifier_set_sounds (WbNotifier *notifier, guint severities)
{
  wb_libnotify_worker_set_sounds (WB_LIBNOTIFY_NOTIFIER (notifier)->worker, severities);
}

static void
wb_libnotify_notifier_constructed (GObject *object)
{
  WbLibnotifyNotifier *self = WB_LIBNOTIFY_NOTIFIER (object);

  G_OBJECT_CLASS (wb_libnotify_notifier_parent_class)->constructed (object);

  self->worker = wb_libnotify_worker_start (WB_NOTIFIER (self));
}

static void
wb_libnotify_notifier_finalize (GObject *object)
{
  wb_libnotify_worker_stop (WB_LIBNOTIFY_NOTIFIER (object)->worker);

  G_OBJECT_CLASS (wb_libnotify_notifier_parent_class)->finalize (object);
}

static void
wb_libnotify_notifier_class_init (WbLibnotifyNotifierClass *klass)
{
  WbNotifierClass *notifier_class = WB_NOTIFIER_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = wb_libnotify_notifier_constructed;
  G_OBJECT_CLASS (klass)->finalize = wb_libnotify_notifier_finalize;

  notifier_class->show = wb_libnotify_notifier_show;
  notifier_class->close = wb_libnotify_notifier_close;
  notifier_class->set_sounds = wb_libnotify_notifier_set_sounds;
}

static void
wb_libnotify_notifier_init (WbLibnotifyNotifier *self G_GNUC_UNUSED)
{
}

/*
 * wb_libnotify_notifier_new:
 *
 * libnotify has one state for the whole process, and finds the session bus by itself: one made
 * while an earlier one is still ending starts to work when that has ended.
 */
WbNotifier *
wb_libnotify_notifier_new (void)
{
  return g_object_new (WB_TYPE_LIBNOTIFY_NOTIFIER, NULL);
}
