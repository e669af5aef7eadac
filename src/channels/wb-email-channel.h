/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* Mail by SMTP; the work is done by a module that is loaded with the first mail. */
#define WB_TYPE_EMAIL_CHANNEL (wb_email_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbEmailChannel, wb_email_channel, WB, EMAIL_CHANNEL, WbChannel)

WbChannel *wb_email_channel_new (void);
WbChannel *wb_email_channel_new_with_authority (const char *ca_file);

G_END_DECLS
