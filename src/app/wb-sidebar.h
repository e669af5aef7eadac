/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbSidebar: the names of the window's pages, one of them chosen.
 *
 * Property: page (string): the name of the chosen one.
 * Signal: chosen: somebody chose a page here, perhaps the one that is shown already.
 */
#define WB_TYPE_SIDEBAR (wb_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (WbSidebar, wb_sidebar, WB, SIDEBAR, GtkBox)

void wb_sidebar_set_badge (WbSidebar *self, const char *page, guint count, const char *meaning);

G_END_DECLS
