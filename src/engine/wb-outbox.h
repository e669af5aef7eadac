/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-decision.h"
#include "engine/wb-transaction.h"
#include "model/wb-delivery.h"

G_BEGIN_DECLS

/* What is to reach channels is written down in the commit of what it is about. */
gboolean wb_outbox_add (WbTransaction *transaction,
                        const WbDecision *decision,
                        const WbNotification *notification,
                        GError **error);
gboolean wb_outbox_follow_up (WbTransaction *transaction,
                              gint64 notification_id,
                              WbDeliveryAction action,
                              GError **error);
gboolean wb_outbox_release (WbTransaction *transaction,
                            gint64 notification_id,
                            gboolean is_needed,
                            GError **error);
gboolean wb_outbox_put_off (WbTransaction *transaction,
                            gint64 notification_id,
                            gint64 until_us,
                            GError **error);
gboolean wb_outbox_queue (WbTransaction *transaction,
                          const WbDelivery *delivery,
                          gint64 *id,
                          GError **error);

G_END_DECLS
