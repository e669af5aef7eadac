/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-page.h"

G_BEGIN_DECLS

/* WbStatisticsPage: what came and what became of it, over a day, a week or a month. */
#define WB_TYPE_STATISTICS_PAGE (wb_statistics_page_get_type ())
G_DECLARE_FINAL_TYPE (WbStatisticsPage, wb_statistics_page, WB, STATISTICS_PAGE, WbPage)

G_END_DECLS
