/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbMarkdownLabel: a text in CommonMark, which can be selected. The only place where text from
 * outside becomes markup, and only through wb_markdown_to_pango().
 */
#define WB_TYPE_MARKDOWN_LABEL (wb_markdown_label_get_type ())
G_DECLARE_FINAL_TYPE (WbMarkdownLabel, wb_markdown_label, WB, MARKDOWN_LABEL, AdwBin)

void wb_markdown_label_set_text (WbMarkdownLabel *self, const char *markdown);

gboolean wb_markdown_label_open_web_address (GtkWidget *widget, const char *url);

G_END_DECLS
