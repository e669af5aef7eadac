/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/statistics/wb-share-list.h"

G_BEGIN_DECLS

/* WbShareRow: one share of a list. */
#define WB_TYPE_SHARE_ROW (wb_share_row_get_type ())
G_DECLARE_FINAL_TYPE (WbShareRow, wb_share_row, WB, SHARE_ROW, GtkListBoxRow)

GtkWidget *wb_share_row_new (void);
void wb_share_row_show (WbShareRow *self, const WbShare *share, gint64 highest);

G_END_DECLS
