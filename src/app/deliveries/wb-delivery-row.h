/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/deliveries/wb-delivery-item.h"

G_BEGIN_DECLS

/*
 * WbDeliveryRow: one delivery with what became of it.
 *
 * Signals retry, delete: the person wants it.
 */
#define WB_TYPE_DELIVERY_ROW (wb_delivery_row_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveryRow, wb_delivery_row, WB, DELIVERY_ROW, GtkListBoxRow)

GtkWidget *wb_delivery_row_new (WbDeliveryItem *item, GVariant *channel);

WbDeliveryItem *wb_delivery_row_get_item (WbDeliveryRow *self);
void wb_delivery_row_show (WbDeliveryRow *self, GVariant *channel);

G_END_DECLS
