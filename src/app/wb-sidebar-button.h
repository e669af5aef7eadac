/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* WbSidebarButton: shows and hides the sidebar of its window; seen where the window is narrow. */
#define WB_TYPE_SIDEBAR_BUTTON (wb_sidebar_button_get_type ())
G_DECLARE_FINAL_TYPE (WbSidebarButton, wb_sidebar_button, WB, SIDEBAR_BUTTON, GtkToggleButton)

G_END_DECLS
