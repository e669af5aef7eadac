/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

extern const WbOperation wb_channel_list;
extern const WbOperation wb_channel_get_one;
extern const WbOperation wb_channel_add;
extern const WbOperation wb_channel_update;
extern const WbOperation wb_channel_remove;
extern const WbOperation wb_channel_test;
extern const WbOperation wb_channel_preview;

G_END_DECLS
