/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* Runs a program of the user's own for each message: the message as JSON on its standard input. */
#define WB_TYPE_EXEC_CHANNEL (wb_exec_channel_get_type ())
G_DECLARE_FINAL_TYPE (WbExecChannel, wb_exec_channel, WB, EXEC_CHANNEL, WbChannel)

WbChannel *wb_exec_channel_new (void);

G_END_DECLS
