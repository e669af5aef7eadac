/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "model/wb-channel-kind.h"

G_BEGIN_DECLS

/*
 * WbChannelForm: the fields of a channel of one kind; those that are seldom wanted fold away.
 *
 * Signal changed: the person changed something.
 */
#define WB_TYPE_CHANNEL_FORM (wb_channel_form_get_type ())
G_DECLARE_FINAL_TYPE (WbChannelForm, wb_channel_form, WB, CHANNEL_FORM, GtkBox)

void wb_channel_form_set_kind (WbChannelForm *self, WbChannelKind kind);
void wb_channel_form_begin (WbChannelForm *self);
void wb_channel_form_set_channel (WbChannelForm *self, GVariant *channel);
gboolean wb_channel_form_is_changed (WbChannelForm *self);
GVariant *wb_channel_form_make_changes (WbChannelForm *self);
gboolean wb_channel_form_show_error (WbChannelForm *self, const GError *error);

G_END_DECLS
