/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/*
 * Writes JSON into a GString. Members and items put the comma themselves: they look whether
 * something stands before them.
 */
void wb_json_append_string (GString *json, const char *string);
void wb_json_append_double (GString *json, double number);

void wb_json_begin_item (GString *json);
void wb_json_begin_member (GString *json, const char *name);

void wb_json_add_string (GString *json, const char *name, const char *string);
void wb_json_add_strings (GString *json, const char *name, const char *const *strings);
void wb_json_add_int64 (GString *json, const char *name, gint64 number);
void wb_json_add_boolean (GString *json, const char *name, gboolean boolean);
void wb_json_add_raw (GString *json, const char *name, const char *raw);
void wb_json_add_time (GString *json, const char *name, gint64 time_us);

void wb_json_append_value (GString *json, WbJsonValue value);
gboolean wb_json_append_variant (GString *json, GVariant *variant, GError **error);

G_END_DECLS
