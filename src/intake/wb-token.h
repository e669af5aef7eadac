/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_token_load (const char *path, GError **error);
gboolean wb_token_matches (const char *token, const char *authorization);

G_END_DECLS
