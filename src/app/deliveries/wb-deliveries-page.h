/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-page.h"

G_BEGIN_DECLS

/* WbDeliveriesPage: what is forwarded where, what waits, and what failed. */
#define WB_TYPE_DELIVERIES_PAGE (wb_deliveries_page_get_type ())
G_DECLARE_FINAL_TYPE (WbDeliveriesPage, wb_deliveries_page, WB, DELIVERIES_PAGE, WbPage)

G_END_DECLS
