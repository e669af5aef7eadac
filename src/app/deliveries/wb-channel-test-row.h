/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbChannelTestRow: sends a real message through a channel, and says what came of it.
 *
 * Signal wanted: the button was pressed; wb_channel_test_row_run() does it.
 */
#define WB_TYPE_CHANNEL_TEST_ROW (wb_channel_test_row_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelTestRow, wb_channel_test_row, WB, CHANNEL_TEST_ROW, AdwActionRow)

void wb_channel_test_row_run (WbChannelTestRow *self, WbAgentClient *client, const char *name);
void wb_channel_test_row_reset (WbChannelTestRow *self);
void wb_channel_test_row_set_possible (WbChannelTestRow *self,
                                       gboolean is_possible,
                                       gboolean is_saving);

G_END_DECLS
