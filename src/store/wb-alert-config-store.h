/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-alert-config.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* The configs of the user. Each change makes everyone read the rules again. */
GPtrArray *wb_alert_config_store_list (WbConnection *connection, GError **error);
WbAlertConfig *wb_alert_config_store_get (WbConnection *connection, gint64 id, GError **error);
gboolean wb_alert_config_store_count (WbConnection *connection, guint *n_configs, GError **error);

WbAlertConfig *wb_alert_config_store_add (WbConnection *connection,
                                          const WbAlertConfig *config,
                                          gint64 now_us,
                                          GError **error);
WbAlertConfig *wb_alert_config_store_replace (WbConnection *connection,
                                              const WbAlertConfig *config,
                                              gint64 now_us,
                                              GError **error);
gboolean wb_alert_config_store_delete (WbConnection *connection, gint64 id, GError **error);

G_END_DECLS
