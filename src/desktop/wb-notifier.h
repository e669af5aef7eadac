/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "model/wb-notification.h"

G_BEGIN_DECLS

#define WB_NOTIFIER_ACTION_OPEN "open"
#define WB_NOTIFIER_ACTION_ACKNOWLEDGE "acknowledge"

#define WB_TYPE_NOTIFIER (wb_notifier_get_type ())
G_DECLARE_DERIVABLE_TYPE (WbNotifier, wb_notifier, WB, NOTIFIER, GObject)

/*
 * Shows pop-ups: one for a notification, updated in place when it is shown again. Nothing blocks,
 * and nothing fails: what cannot be shown now is counted and told of later.
 *
 * Signals, on the thread-default main context of whoever made it:
 * activated (gint64 id, const char *action, const char *activation_token): @id may be
 *   WB_BUBBLE_REST_ID; @action is one of the words above; @activation_token may be NULL
 * server-changed (): wb_notifier_get_server() has another answer
 */
struct _WbNotifierClass
{
  GObjectClass parent_class;

  void (*show) (WbNotifier *self, WbNotification *notification);
  void (*close) (WbNotifier *self, gint64 id);
  void (*set_sounds) (WbNotifier *self, guint severities);
};

WbNotifier *wb_notifier_new (GDBusConnection *bus);

void wb_notifier_show (WbNotifier *self, WbNotification *notification);
void wb_notifier_close (WbNotifier *self, gint64 id);
void wb_notifier_set_sounds (WbNotifier *self, guint severities);
const char *wb_notifier_get_server (WbNotifier *self);

/* For subclasses */
void wb_notifier_report_activated (WbNotifier *self,
                                   gint64 id,
                                   const char *action,
                                   const char *activation_token);
void wb_notifier_report_server (WbNotifier *self, const char *server);
gboolean wb_notifier_is_unanswered (const GError *error);

G_END_DECLS
