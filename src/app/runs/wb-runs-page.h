/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-page.h"

G_BEGIN_DECLS

/* WbRunsPage: training runs as cards, and each on a page of its own. */
#define WB_TYPE_RUNS_PAGE (wb_runs_page_get_type ())
G_DECLARE_FINAL_TYPE (WbRunsPage, wb_runs_page, WB, RUNS_PAGE, WbPage)

void wb_runs_page_show_run (WbRunsPage *self, const char *run_id);

G_END_DECLS
