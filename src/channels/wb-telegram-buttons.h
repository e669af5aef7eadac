/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

/*
 * Does what someone's phone says: the buttons under what was sent by Telegram acknowledge a
 * notification, or put it off for an hour. Telegram is asked only while there is something that can
 * be answered, and for a day at the most.
 */
#define WB_TYPE_TELEGRAM_BUTTONS (wb_telegram_buttons_get_type ())
G_DECLARE_FINAL_TYPE (WbTelegramButtons, wb_telegram_buttons, WB, TELEGRAM_BUTTONS, GObject)

WbTelegramButtons *wb_telegram_buttons_new (WbPipeline *pipeline, WbSecretKeeper *keeper);

G_END_DECLS
