/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-field.h"

G_BEGIN_DECLS

/* Values of fields as a person writes them, and as the agent takes them. */
char *wb_channel_field_value_to_text (const WbChannelField *field, GVariant *value);
GVariant *wb_channel_field_value_from_text (const WbChannelField *field, const char *text);

G_END_DECLS
