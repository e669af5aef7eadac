/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "model/wb-channel-field.h"

G_BEGIN_DECLS

/*
 * WbChannelFieldRow: a field of the form of a channel: a row in which its value is given, and one
 * below it that says what is expected, or what is wrong.
 *
 * Signal changed: the person changed the value.
 */
#define WB_TYPE_CHANNEL_FIELD_ROW (wb_channel_field_row_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelFieldRow, wb_channel_field_row, WB, CHANNEL_FIELD_ROW, GObject)

WbChannelFieldRow *wb_channel_field_row_new (const WbChannelField *field);

const WbChannelField *wb_channel_field_row_get_field (WbChannelFieldRow *self);
GtkWidget *wb_channel_field_row_get_row (WbChannelFieldRow *self);
GtkWidget *wb_channel_field_row_get_message (WbChannelFieldRow *self);
void wb_channel_field_row_set_visible (WbChannelFieldRow *self, gboolean is_visible);

void wb_channel_field_row_set_value (WbChannelFieldRow *self, GVariant *value, gboolean is_kept);
char *wb_channel_field_row_dup_text (WbChannelFieldRow *self);
gboolean wb_channel_field_row_is_changed (WbChannelFieldRow *self);
GVariant *wb_channel_field_row_make_value (WbChannelFieldRow *self);

void wb_channel_field_row_show_error (WbChannelFieldRow *self, const char *error);

G_END_DECLS
