/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

GArray *wb_cost_alert_store_list (WbConnection *connection, const char *subject, GError **error);
gboolean wb_cost_alert_store_add (WbConnection *connection,
                                  const char *subject,
                                  double threshold,
                                  gint64 now_us,
                                  GError **error);
gboolean wb_cost_alert_store_clear (WbConnection *connection, const char *subject, GError **error);
gboolean wb_cost_alert_store_trim (WbConnection *connection, guint limit, GError **error);

G_END_DECLS
