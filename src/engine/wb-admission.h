/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-notification.h"
#include "model/wb-stored-event.h"
#include "store/wb-notification-store.h"

G_BEGIN_DECLS

/* What is to be done with an event; a pure decision. */
typedef struct
{
  WbOutcome outcome;
  gboolean is_unread; /* the notification stands unread afterwards */
} WbAdmission;

WbAdmission wb_admission_decide (const WbEvent *event, const WbOpenNotification *open);
WbNotification *wb_admission_apply (const WbAdmission *admission,
                                    WbEvent *event,
                                    const WbOpenNotification *open,
                                    gint64 id,
                                    gint64 now_us);

G_END_DECLS
