/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-config.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

GPtrArray *wb_channel_store_list (WbConnection *connection, GError **error);
WbChannelConfig *wb_channel_store_find (WbConnection *connection, const char *name, GError **error);
WbChannelConfig *wb_channel_store_get (WbConnection *connection, const char *name, GError **error);
WbChannelConfig *wb_channel_store_put (WbConnection *connection,
                                       const WbChannelConfig *config,
                                       gint64 now_us,
                                       GError **error);
gboolean wb_channel_store_delete (WbConnection *connection, const char *name, GError **error);

gboolean wb_channel_store_get_state (WbConnection *connection,
                                     const char *name,
                                     char **state,
                                     GError **error);
gboolean wb_channel_store_set_state (WbConnection *connection,
                                     const char *name,
                                     const char *state,
                                     GError **error);

G_END_DECLS
