/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-delivery.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Why deliveries wait that are queued: each channel is looked at once. */
typedef struct _WbWaitReasons WbWaitReasons;

WbWaitReasons *wb_wait_reasons_new (WbConnection *connection, gint64 now_us);
void wb_wait_reasons_free (WbWaitReasons *self);
gboolean wb_wait_reasons_fill (WbWaitReasons *self, WbDelivery *delivery, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbWaitReasons, wb_wait_reasons_free)

G_END_DECLS
