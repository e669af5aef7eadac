/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "app/runs/wb-run-item.h"

G_BEGIN_DECLS

/* WbRunView: one run with all its curves and events. It asks the agent through its WbPage. */
#define WB_TYPE_RUN_VIEW (wb_run_view_get_type ())
G_DECLARE_FINAL_TYPE (WbRunView, wb_run_view, WB, RUN_VIEW, AdwBin)

const char *wb_run_view_get_run_id (WbRunView *self);
void wb_run_view_set_run_id (WbRunView *self, const char *run_id);
void wb_run_view_refresh (WbRunView *self, GArray *thresholds);

G_END_DECLS
