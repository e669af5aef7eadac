/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wb_text_fits (const char *text, glong limit_characters);
char *wb_text_truncate (const char *text, glong limit_characters);
glong wb_text_count_units (const char *text);
char *wb_text_truncate_units (const char *text, glong limit);
void wb_text_make_single_line (char *text);
char *wb_text_dup_single_line (const char *text);
char *wb_text_dup_clean (const char *text);
char *wb_text_dup_escaped (const char *text);
char *wb_text_dup_markdown (const char *text);
gboolean wb_text_is_visible (const char *text);
gboolean wb_text_is_like (const char *text, const char *glob);

G_END_DECLS
