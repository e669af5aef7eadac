/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GPtrArray *wb_event_body_read (const char *body,
                               gsize length,
                               const char *idempotency_key,
                               gint64 now_us,
                               gboolean *is_list,
                               GError **error);
GPtrArray *wb_event_body_read_variant (GVariant *event, gint64 now_us, GError **error);
GPtrArray *wb_event_body_read_variants (GVariant *events, gint64 now_us, GError **error);
char *wb_event_body_dup_draft (GPtrArray *events);

G_END_DECLS
