/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_markdown_to_plain (const char *markdown);
char *wb_markdown_to_pango (const char *markdown);
char *wb_markdown_to_html (const char *markdown, glong limit);
char *wb_markdown_to_slack (const char *markdown, glong limit);
char *wb_markdown_to_discord (const char *markdown, glong limit);
char *wb_markdown_to_telegram (const char *markdown, glong limit);

char *wb_markdown_escape_entities (const char *text, glong limit);
char *wb_markdown_escape_discord (const char *text, glong limit);

G_END_DECLS
