/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fields of something that the agent keeps, from options of a command line. */
gboolean wb_field_options_insert_text (GVariantDict *fields,
                                       const char *name,
                                       const char *raw,
                                       GError **error);
void wb_field_options_insert_value (GVariantDict *fields, const char *name, const char *text);
GVariant *wb_field_options_make_list (const char *text);
void wb_field_options_insert_at (GVariantDict *dictionary, const char *path, GVariant *value);
gboolean wb_field_options_split (const char *raw,
                                 const char *option,
                                 char **key,
                                 char **text,
                                 GError **error);
GVariant *wb_field_options_read_secret (const char *key, const char *text, GError **error);
GVariant *wb_field_options_read_file (const char *path, GError **error);

G_END_DECLS
