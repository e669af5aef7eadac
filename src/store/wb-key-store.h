/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-api-key.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

WbApiKey *wb_key_store_get (WbConnection *connection,
                            const char *provider,
                            const char *key_id,
                            GError **error);
gboolean wb_key_store_put (WbConnection *connection, const WbApiKey *key, GError **error);
gboolean wb_key_store_remove (WbConnection *connection,
                              const char *provider,
                              const char *key_id,
                              GError **error);
GPtrArray *wb_key_store_list (WbConnection *connection, const char *provider, GError **error);
gboolean wb_key_store_count (WbConnection *connection,
                             guint *n_keys,
                             guint *n_failed,
                             GError **error);

G_END_DECLS
