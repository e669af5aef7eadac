/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* The kinds of values that fields hold; each names the field when it refuses one. */
gboolean wb_field_refuse (GError **error, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

gboolean wb_field_read_string (const char *name,
                               WbJsonValue value,
                               glong limit,
                               char **text,
                               GError **error);
gboolean wb_field_read_count (const char *name, WbJsonValue value, gint64 *count, GError **error);
gboolean wb_field_read_number (const char *name, WbJsonValue value, char **text, GError **error);
gboolean wb_field_read_time (const char *name, WbJsonValue value, gint64 *time_us, GError **error);
gboolean wb_field_read_words (const char *name,
                              WbJsonValue value,
                              guint limit,
                              glong limit_characters,
                              GStrv *words,
                              GError **error);

G_END_DECLS
