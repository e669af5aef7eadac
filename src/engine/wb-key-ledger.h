/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-key-report.h"
#include "engine/wb-provider-errors.h"
#include "engine/wb-transaction.h"

G_BEGIN_DECLS

/*
 * The book of API keys: what was reported of each, and the events that follow from it. It is in
 * the database: each function works within a transaction of the writer thread.
 *
 * Where a function takes @raised, a JSON array that is open, it adds an item for each event.
 */
WbApiKey *wb_key_ledger_report (WbTransaction *transaction,
                                const char *provider,
                                const char *key_id,
                                const WbKeyReport *report,
                                GString *raised,
                                GError **error);
gboolean wb_key_ledger_report_all_failed (WbTransaction *transaction,
                                          WbProviderErrors *errors,
                                          GString *raised,
                                          GError **error);
gboolean wb_key_ledger_forget (WbTransaction *transaction,
                               const char *provider,
                               const char *key_id,
                               GError **error);
gboolean wb_key_ledger_observe_event (WbTransaction *transaction,
                                      const WbEvent *event,
                                      GError **error);

G_END_DECLS
