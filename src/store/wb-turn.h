/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*WbTurnFunc) (gpointer user_data);

GSource *wb_turn_attach (WbTurnFunc func, gpointer user_data);

G_END_DECLS
