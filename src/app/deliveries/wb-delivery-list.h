/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

typedef enum
{
  WB_DELIVERY_FILTER_DEAD,
  WB_DELIVERY_FILTER_WAITING,
  WB_DELIVERY_FILTER_SENT,
  WB_DELIVERY_FILTER_ALL,
} WbDeliveryFilter;
#define WB_N_DELIVERY_FILTERS 4

/*
 * WbDeliveryList: deliveries with what became of them, those that failed first of all; each can be
 * tried again, or all.
 */
#define WB_TYPE_DELIVERY_LIST (wb_delivery_list_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveryList, wb_delivery_list, WB, DELIVERY_LIST, GtkBox)

void wb_delivery_list_set_client (WbDeliveryList *self, WbAgentClient *client);
void wb_delivery_list_set_counts (WbDeliveryList *self, gint64 n_dead, gint64 n_waiting);
void wb_delivery_list_refresh (WbDeliveryList *self);
void wb_delivery_list_set_channels (WbDeliveryList *self, GVariant *channels);

G_END_DECLS
