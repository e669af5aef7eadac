/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-transaction.h"

G_BEGIN_DECLS

gboolean wb_run_ledger_observe_event (WbTransaction *transaction,
                                      const WbEvent *event,
                                      gint64 event_id,
                                      GError **error);
gboolean wb_run_ledger_look (WbTransaction *transaction, const char *run_id, GError **error);

G_END_DECLS
