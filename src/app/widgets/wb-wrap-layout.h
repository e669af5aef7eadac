/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * WbWrapLayout: children beside each other in lines, as words in a text. Where a line is full, the
 * next child begins another one.
 */
#define WB_TYPE_WRAP_LAYOUT (wb_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (WbWrapLayout, wb_wrap_layout, WB, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *wb_wrap_layout_new (int spacing);

G_END_DECLS
