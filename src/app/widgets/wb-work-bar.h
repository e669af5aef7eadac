/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbWorkBar: how far something is that takes long, and a button that stops it.
 *
 * Signal: stopped
 */
#define WB_TYPE_WORK_BAR (wb_work_bar_get_type ())
G_DECLARE_FINAL_TYPE (WbWorkBar, wb_work_bar, WB, WORK_BAR, AdwBin)

void wb_work_bar_show (WbWorkBar *self, const char *text, double fraction);

G_END_DECLS
