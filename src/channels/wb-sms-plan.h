/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-sms-receipt.h"
#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/* What decides who is sent a short message, and what several results are together. Pure. */
GPtrArray *wb_sms_plan_list_due (const WbSmsReceipt *receipt, const char *const *recipients);
void wb_sms_plan_add_held (WbSendResult *sum,
                           const WbSmsReceipt *receipt,
                           const char *const *recipients);
void wb_sms_plan_judge_unsure (WbSmsMark *mark, WbSendResult *result);
void wb_sms_plan_merge (WbSendResult *sum, const WbSendResult *one);
gboolean wb_sms_plan_ends_attempt (const WbSendResult *one);
gint64 wb_sms_plan_get_confirm_us (guint n_polls);

G_END_DECLS
