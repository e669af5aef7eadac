/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"

G_BEGIN_DECLS

#define WB_TELEGRAM_TEXT_UNITS 4096 /* UTF-16 units when tags and entities are read */

char *wb_telegram_text_make (const WbMessage *message, gboolean is_html);

G_END_DECLS
