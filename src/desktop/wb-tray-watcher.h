/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_TYPE_TRAY_WATCHER (wb_tray_watcher_get_type ())
G_DECLARE_FINAL_TYPE (WbTrayWatcher, wb_tray_watcher, WB, TRAY_WATCHER, GObject)

/*
 * Announces a tray item to org.kde.StatusNotifierWatcher, again each time one appears.
 * Property: is-shown.
 */
WbTrayWatcher *wb_tray_watcher_new (GDBusConnection *connection, const char *item_path);

gboolean wb_tray_watcher_is_shown (WbTrayWatcher *self);

G_END_DECLS
