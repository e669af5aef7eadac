/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wb_number_text_lookup (GVariant *dictionary, const char *name, double *number);
char *wb_number_text_format (double number);
char *wb_number_text_format_duration (double milliseconds);

G_END_DECLS
