/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-transaction.h"

G_BEGIN_DECLS

gint64 wb_digest_get_next_us (const WbPreferences *preferences, GTimeZone *zone, gint64 now_us);
gboolean wb_digest_schedule (WbTransaction *transaction,
                             const WbPreferences *preferences,
                             GError **error);
gboolean wb_digest_tell (WbTransaction *transaction, const char *key, GError **error);

G_END_DECLS
