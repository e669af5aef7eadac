/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *wb_webhook_body_to_events (const char *body, gsize length, gint64 now_us, GError **error);

G_END_DECLS
