/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_TYPE_AUTOSTART (wb_autostart_get_type ())
G_DECLARE_FINAL_TYPE (WbAutostart, wb_autostart, WB, AUTOSTART, GObject)

WbAutostart *wb_autostart_new (GSettings *settings);
void wb_autostart_set_connection (WbAutostart *self, GDBusConnection *connection);

G_END_DECLS
