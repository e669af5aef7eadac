/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

gboolean wb_throttle_store_get (WbConnection *connection,
                                const char *scope,
                                const char *subject,
                                GBytes **state,
                                GError **error);
gboolean wb_throttle_store_put (WbConnection *connection,
                                const char *scope,
                                const char *subject,
                                GBytes *state,
                                gint64 now_us,
                                GError **error);
gboolean wb_throttle_store_delete_scope (WbConnection *connection,
                                         const char *scope,
                                         GError **error);
gboolean wb_throttle_store_delete_idle (WbConnection *connection,
                                        gint64 before_us,
                                        guint limit,
                                        guint *deleted,
                                        GError **error);

G_END_DECLS
