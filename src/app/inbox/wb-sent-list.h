/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbSentList: where a notification was forwarded, and what became of it there.
 *
 * Signal retry (gint64 id): the person wants this delivery to be tried again.
 */
#define WB_TYPE_SENT_LIST (wb_sent_list_get_type ())
G_DECLARE_FINAL_TYPE (WbSentList, wb_sent_list, WB, SENT_LIST, AdwBin)

void wb_sent_list_set_deliveries (WbSentList *self, GVariant *deliveries);
void wb_sent_list_set_channels (WbSentList *self, GVariant *channels);

G_END_DECLS
