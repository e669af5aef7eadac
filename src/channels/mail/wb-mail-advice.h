/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"

G_BEGIN_DECLS

const char *wb_mail_advice_get (const WbMessage *message);

G_END_DECLS
