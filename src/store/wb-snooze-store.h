/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

gboolean wb_snooze_store_get (WbConnection *connection,
                              const char *subject,
                              gint64 *until_us,
                              GError **error);
gboolean wb_snooze_store_set (WbConnection *connection,
                              const char *subject,
                              gint64 until_us,
                              const char *run_id,
                              GError **error);
GPtrArray *wb_snooze_store_list_run (WbConnection *connection, const char *run_id, GError **error);
gboolean wb_snooze_store_expire (WbConnection *connection, gint64 now_us, GError **error);

G_END_DECLS
