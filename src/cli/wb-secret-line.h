/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_secret_line_read (const char *name, GError **error);

G_END_DECLS
