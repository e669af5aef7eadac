/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"
#include "model/wb-notification.h"

G_BEGIN_DECLS

/* What a message is made of. */
typedef struct
{
  const WbDelivery *delivery;
  const WbNotification *notification; /* nullable: deleted, or a test */
  WbEvent *event;                     /* nullable: that of the notification, else of the delivery */
  const GArray *losses;               /* nullable, WbLossPoint: of its run */
  const char *installation;           /* tells this database from others */
  gint64 now_us;
} WbMessageParts;

WbMessage *wb_message_builder_build (const WbMessageParts *parts);
WbMessage *wb_message_builder_combine (GPtrArray *messages, const char *key);

G_END_DECLS
