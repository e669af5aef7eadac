/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-transaction.h"

G_BEGIN_DECLS

gboolean wb_summary_set_alarm (WbTransaction *transaction,
                               const char *scope,
                               const char *subject,
                               gint64 due_us,
                               GError **error);
gboolean wb_summary_tell (WbTransaction *transaction, const char *key, GError **error);

G_END_DECLS
