/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbChannelRow: a channel with its state, and the switch that it has.
 *
 * Signal toggled (boolean): the switch was moved; it stays where it was until the channel says so.
 */
#define WB_TYPE_CHANNEL_ROW (wb_channel_row_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelRow, wb_channel_row, WB, CHANNEL_ROW, AdwActionRow)

GtkWidget *wb_channel_row_new (void);

const char *wb_channel_row_get_name (WbChannelRow *self);
void wb_channel_row_show (WbChannelRow *self, GVariant *channel, GVariant *queue);

G_END_DECLS
