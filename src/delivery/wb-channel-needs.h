/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-config.h"

G_BEGIN_DECLS

gboolean wb_channel_needs_check (const WbChannelConfig *config, GError **error);

G_END_DECLS
