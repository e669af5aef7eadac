/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/mail/wb-mail-settings.h"
#include "delivery/wb-message.h"

G_BEGIN_DECLS

/* One message as it goes over the wire. */
GBytes *wb_mail_message_new (const WbMessage *message,
                             const WbMailSettings *settings,
                             const char *channel,
                             const char *host,
                             gint64 now_us);
char *wb_mail_message_dup_id (const WbMessage *message, const char *host);
gboolean wb_mail_message_is_clean (GBytes *mail);

G_END_DECLS
