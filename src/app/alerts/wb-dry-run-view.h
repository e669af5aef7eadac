/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* WbDryRunView: what an alert would have done over the last days, in a sentence and examples. */
#define WB_TYPE_DRY_RUN_VIEW (wb_dry_run_view_get_type ())
G_DECLARE_FINAL_TYPE (WbDryRunView, wb_dry_run_view, WB, DRY_RUN_VIEW, AdwPreferencesGroup)

void wb_dry_run_view_show_result (WbDryRunView *self, GVariant *result);
void wb_dry_run_view_show_text (WbDryRunView *self, const char *text);

G_END_DECLS
