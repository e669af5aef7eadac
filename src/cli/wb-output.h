/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-severity.h"

G_BEGIN_DECLS

char *wb_output_dup_line (const char *text);
char *wb_output_dup_time (gint64 time_us);
char *wb_output_dup_when (gint64 time_us, gint64 now_us);
void wb_output_append_padded (GString *line, const char *text, guint columns);
guint wb_output_count_columns (const char *text);
void wb_output_print_line (const char *label, const char *value);

gboolean wb_output_is_terminal (void);
const char *wb_output_begin_bold (void);
const char *wb_output_begin_severity (WbSeverity severity);
const char *wb_output_end_style (void);

gboolean wb_output_append_dictionary (GString *json, GVariant *dictionary, GError **error);
void wb_output_print_json (const char *json);

G_END_DECLS
