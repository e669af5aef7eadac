/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "wb-bus-statusnotifieritem.h"

G_BEGIN_DECLS

#define WB_TYPE_TRAY_ICON (wb_tray_icon_get_type ())
G_DECLARE_FINAL_TYPE (WbTrayIcon, wb_tray_icon, WB, TRAY_ICON, WbBusStatusNotifierItemSkeleton)

/*
 * The icon in the tray: a StatusNotifierItem with its menu. Without a tray it does nothing, and
 * waits for one. Property: is-shown. Signals; a token is for the window's activation, nullable:
 *
 * open (const char *token): the notification centre is wanted
 * open-notification (gint64 id, const char *token)
 * mark-all-read ()
 * snooze-all (gint64 until_s): seconds since 1970, UTC
 * pause (gint64 until_s): seconds since 1970, UTC; 0: show pop-ups again
 * preferences (const char *token)
 * quit ()
 */
WbTrayIcon *wb_tray_icon_new (void);

void wb_tray_icon_set_connection (WbTrayIcon *self, GDBusConnection *connection);
void wb_tray_icon_set_unread (WbTrayIcon *self, guint count, gboolean needs_attention);
void wb_tray_icon_set_trouble (WbTrayIcon *self, const char *trouble);
void wb_tray_icon_set_recent (WbTrayIcon *self, GPtrArray *recent);
void wb_tray_icon_set_paused_until (WbTrayIcon *self, gint64 until_s);
gboolean wb_tray_icon_is_shown (WbTrayIcon *self);

G_END_DECLS
