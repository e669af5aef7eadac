/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel.h"

G_BEGIN_DECLS

GPtrArray *wb_channels_new (void);

G_END_DECLS
