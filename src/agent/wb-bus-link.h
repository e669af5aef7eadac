/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_TYPE_BUS_LINK (wb_bus_link_get_type ())
G_DECLARE_FINAL_TYPE (WbBusLink, wb_bus_link, WB, BUS_LINK, GObject)

/*
 * Our own connection to the session bus, kept up: when the bus goes away the agent stays, and
 * comes back to the next bus of that address. Signals:
 *
 * connected (GDBusConnection *connection): export what there is
 * disconnected (): forget it
 * name-acquired (), name-lost (): of the agent's well-known name
 */
WbBusLink *wb_bus_link_new (const char *name);
void wb_bus_link_start (WbBusLink *self);

G_END_DECLS
