/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"

G_BEGIN_DECLS

/* What the messages of chat services have in common. */
const char *wb_chat_text_get_headline (const WbMessage *message);
char *wb_chat_text_dup_title (const WbMessage *message);
char *wb_chat_text_dup_time (const WbMessage *message);
gboolean wb_chat_text_is_over (const WbMessage *message);
gboolean wb_chat_text_is_change (const WbMessage *message);

G_END_DECLS
