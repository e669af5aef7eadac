/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"

G_BEGIN_DECLS

void wb_message_json_append (const WbMessage *message, GString *json);
void wb_message_json_append_limited (const WbMessage *message, gsize limit_bytes, GString *json);
const char *wb_message_json_get_status (const WbMessage *message);

G_END_DECLS
