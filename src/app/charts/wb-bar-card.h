/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/charts/wb-bar-data.h"

G_BEGIN_DECLS

/* WbBarCard: a chart with its heading, the bar that is read, and its legend; or its table. */
#define WB_TYPE_BAR_CARD (wb_bar_card_get_type ())
G_DECLARE_FINAL_TYPE (WbBarCard, wb_bar_card, WB, BAR_CARD, GtkBox)

void wb_bar_card_show (WbBarCard *self, WbBarData *data, const char *title);

G_END_DECLS
