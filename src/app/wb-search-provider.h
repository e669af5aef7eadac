/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbSearchProvider: finds notifications from the overview of GNOME Shell. It never starts the
 * agent: while that does not run, nothing is found.
 *
 * Signals: open (gint64 id): a notification is wanted; search (string): the window, with that
 * search.
 */
#define WB_TYPE_SEARCH_PROVIDER (wb_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (WbSearchProvider, wb_search_provider, WB, SEARCH_PROVIDER, GObject)

WbSearchProvider *wb_search_provider_new (WbAgentClient *client);
gboolean wb_search_provider_export (WbSearchProvider *self,
                                    GDBusConnection *connection,
                                    GError **error);
void wb_search_provider_unexport (WbSearchProvider *self);

G_END_DECLS
