/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

WbEvent *wb_normaliser_read (WbJsonValue object,
                             const char *idempotency_key,
                             gint64 now_us,
                             GError **error);

G_END_DECLS
