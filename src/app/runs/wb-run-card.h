/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/runs/wb-run-item.h"

G_BEGIN_DECLS

/* WbRunCard: one run among others: how it is, how far, its loss, and when it was last heard of. */
#define WB_TYPE_RUN_CARD (wb_run_card_get_type ())
G_DECLARE_FINAL_TYPE (WbRunCard, wb_run_card, WB, RUN_CARD, GtkFlowBoxChild)

GtkWidget *wb_run_card_new (void);

WbRunItem *wb_run_card_get_item (WbRunCard *self);
void wb_run_card_set_item (WbRunCard *self, WbRunItem *item, const GArray *thresholds);

G_END_DECLS
