/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbWelcome: three short pages for who opens the window for the first time: what it does, where it
 * forwards, and how programs send. Signal: done: the last was left, or all were skipped.
 */
#define WB_TYPE_WELCOME (wb_welcome_get_type ())
G_DECLARE_FINAL_TYPE (WbWelcome, wb_welcome, WB, WELCOME, GtkBox)

void wb_welcome_set_client (WbWelcome *self, WbAgentClient *client, GSettings *settings);

G_END_DECLS
