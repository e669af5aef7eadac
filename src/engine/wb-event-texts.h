/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

void wb_event_texts_fill (WbEvent *event, gint64 now_us);

G_END_DECLS
