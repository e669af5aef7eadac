/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* WbSnippet: a line of code to copy, under what it is for. */
#define WB_TYPE_SNIPPET (wb_snippet_get_type ())
G_DECLARE_FINAL_TYPE (WbSnippet, wb_snippet, WB, SNIPPET, GtkBox)

GtkWidget *wb_snippet_new (const char *title, const char *text);

G_END_DECLS
