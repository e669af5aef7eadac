/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_webhook_signature_make (const char *secret,
                                 const char *id,
                                 gint64 timestamp_s,
                                 const char *body,
                                 gsize length);

G_END_DECLS
