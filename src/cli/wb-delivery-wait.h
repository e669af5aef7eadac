/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The longest wait that a command takes, in seconds: a day. */
#define WB_DELIVERY_WAIT_MAX_SECONDS (24 * 60 * 60)

GVariant *wb_delivery_wait_run (gint64 event_id, guint seconds, GError **error);
void wb_delivery_wait_append_json (GVariant *deliveries, GStrv unknown, GString *json);
void wb_delivery_wait_print (GVariant *deliveries, GStrv unknown);
gboolean wb_delivery_wait_has_arrived (GVariant *deliveries);

G_END_DECLS
