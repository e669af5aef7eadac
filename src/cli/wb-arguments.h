/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What people write on a command line. Errors say what was expected; the caller names the option.
 */
char *wb_arguments_dup_utf8 (const char *raw, GError **error);

GVariant *wb_arguments_parse_number (const char *text, GError **error);
GVariant *wb_arguments_parse_amount (const char *text, GError **error);
GVariant *wb_arguments_parse_count (const char *text, GError **error);
GVariant *wb_arguments_parse_value (const char *text);
gboolean wb_arguments_parse_id (const char *text, gint64 *id, GError **error);
GVariant *wb_arguments_parse_ids (GStrv words, GError **error);
gboolean wb_arguments_split_assignment (const char *text,
                                        char **name,
                                        char **value,
                                        GError **error);

G_END_DECLS
