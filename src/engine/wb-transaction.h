/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-commit.h"
#include "engine/wb-policy.h"
#include "model/wb-alarm.h"
#include "model/wb-event.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/*
 * One job of the writer thread, inside its SQL transaction: what events and operations do there,
 * and what is to be announced once it is on disk. Belongs to one thread at a time.
 */
typedef struct _WbTransaction WbTransaction;

/* What the sender of one event is told. */
typedef struct
{
  gint64 id;
  WbOutcome outcome;
  gint64 notification_id; /* 0: none */
} WbReceipt;

void wb_receipt_add_members (const WbReceipt *self, GString *json);

WbTransaction *wb_transaction_new (WbPolicy *policy, gint64 now_us);
void wb_transaction_free (WbTransaction *self);
void wb_transaction_empty (WbTransaction *self);
void wb_transaction_restart (WbTransaction *self, gint64 now_us);
gboolean wb_transaction_begin (WbTransaction *self, WbConnection *connection, GError **error);

WbConnection *wb_transaction_get_connection (WbTransaction *self);
gint64 wb_transaction_get_now_us (WbTransaction *self);
const WbPolicy *wb_transaction_get_policy (WbTransaction *self);
const WbPreferences *wb_transaction_get_preferences (WbTransaction *self);
WbCommit *wb_transaction_get_commit (WbTransaction *self);

gboolean wb_transaction_take_in (WbTransaction *self,
                                 WbEvent *event,
                                 WbReceipt *receipt,
                                 GError **error);
gboolean wb_transaction_submit (WbTransaction *self,
                                WbEvent *event,
                                WbReceipt *receipt,
                                GError **error);
gboolean wb_transaction_submit_summary (WbTransaction *self,
                                        WbEvent *event,
                                        const char *subject,
                                        gint64 *retry_us,
                                        GError **error);
gboolean wb_transaction_set_alarm (WbTransaction *self,
                                   WbAlarmKind kind,
                                   const char *key,
                                   gint64 due_us,
                                   GError **error);
gboolean wb_transaction_set_id_alarm (WbTransaction *self,
                                      WbAlarmKind kind,
                                      gint64 id,
                                      gint64 due_us,
                                      GError **error);
void wb_transaction_touch (WbTransaction *self, WbTopic topic);
void wb_transaction_continue (WbTransaction *self);
gboolean wb_transaction_is_continued (WbTransaction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTransaction, wb_transaction_free)

G_END_DECLS
