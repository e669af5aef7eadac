/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* Members of an operation's input. One that is not there leaves its variable as it is. */
gboolean wb_input_read_integer (WbJsonValue input,
                                const char *name,
                                gint64 min,
                                gint64 max,
                                gint64 *number,
                                GError **error);
gboolean wb_input_read_limit (WbJsonValue input, guint *limit, GError **error);
gboolean wb_input_read_boolean (WbJsonValue input,
                                const char *name,
                                gboolean *boolean,
                                GError **error);
gboolean wb_input_read_string (WbJsonValue input,
                               const char *name,
                               glong limit_characters,
                               char **text,
                               GError **error);
gboolean wb_input_require_string (WbJsonValue input,
                                  const char *name,
                                  glong limit_characters,
                                  char **text,
                                  GError **error);
gboolean wb_input_require_body (WbJsonValue input, WbJsonValue *body, GError **error);

G_END_DECLS
