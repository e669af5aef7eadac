/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"
#include "delivery/wb-channel.h"

G_BEGIN_DECLS

GPtrArray *wb_channels_new (WbHttpClient *client);

G_END_DECLS
