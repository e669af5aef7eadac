/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/mail/wb-mail-settings.h"
#include "channels/mail/wb-smtp-verdict.h"
#include "channels/wb-mail-module.h"

G_BEGIN_DECLS

#define WB_SMTP_CONNECT_S 15 /* until mails can be handed over, login included */
#define WB_SMTP_MAIL_S 60    /* for one mail, all together */

/*
 * One connection to a mail server, made for the first mail and kept for the next ones. Used by one
 * thread; its functions block for WB_SMTP_MAIL_S at the most.
 */
typedef struct _WbSmtp WbSmtp;

WbSmtp *wb_smtp_new (const WbMailSettings *settings,
                     const char *password,
                     const WbMailTerms *terms,
                     GCancellable *cancellable);
void wb_smtp_free (WbSmtp *self);
void wb_smtp_send (WbSmtp *self, GBytes *mail, WbSmtpEnd *end);
const char *wb_smtp_get_answer (WbSmtp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSmtp, wb_smtp_free)

G_END_DECLS
