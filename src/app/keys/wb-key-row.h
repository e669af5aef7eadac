/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/keys/wb-key-item.h"

G_BEGIN_DECLS

/*
 * WbKeyRow: one API key in a list.
 *
 * Signals: recovered, forget, show-notifications: what its menu offers.
 */
#define WB_TYPE_KEY_ROW (wb_key_row_get_type ())
G_DECLARE_FINAL_TYPE (WbKeyRow, wb_key_row, WB, KEY_ROW, GtkListBoxRow)

GtkWidget *wb_key_row_new (void);
WbKeyItem *wb_key_row_get_item (WbKeyRow *self);
void wb_key_row_set_marks (WbKeyRow *self, double warning, double critical);
void wb_key_row_show (WbKeyRow *self, WbKeyItem *item);
void wb_key_row_update_times (WbKeyRow *self);

G_END_DECLS
