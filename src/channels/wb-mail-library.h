/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-mail-module.h"

G_BEGIN_DECLS

const WbMailModule *wb_mail_library_get (void);

G_END_DECLS
