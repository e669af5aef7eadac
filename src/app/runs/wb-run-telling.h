/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "app/runs/wb-run-item.h"

G_BEGIN_DECLS

/* WbRunTelling: what a person wants to hear of one run. It asks the agent through its WbPage. */
#define WB_TYPE_RUN_TELLING (wb_run_telling_get_type ())
G_DECLARE_FINAL_TYPE (WbRunTelling, wb_run_telling, WB, RUN_TELLING, AdwBin)

void wb_run_telling_set_item (WbRunTelling *self, WbRunItem *item);
void wb_run_telling_refresh (WbRunTelling *self);

G_END_DECLS
