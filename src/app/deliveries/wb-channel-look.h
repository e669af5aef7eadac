/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

#include "model/wb-channel-kind.h"

G_BEGIN_DECLS

/* How a channel, as Channels1 gives it, is shown. */
const char *wb_channel_look_get_kind_icon (WbChannelKind kind);
WbChannelKind wb_channel_look_get_kind (GVariant *channel);
const char *wb_channel_look_get_status (GVariant *channel);
const char *wb_channel_look_get_icon (const char *status);
const char *wb_channel_look_get_style (const char *status);
char *wb_channel_look_format_state (GVariant *channel);
gboolean wb_channel_look_can_send (GVariant *channel);

GVariant *wb_channel_look_find (GVariant *channels, const char *name);
gint64 wb_channel_look_lookup_time (GVariant *dictionary, const char *name);
char *wb_channel_look_format_until (gint64 time_us);

G_END_DECLS
