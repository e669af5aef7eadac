/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *wb_http_get (const char *socket_path, const char *path, GError **error);
GIOStream *wb_http_get_open (const char *socket_path,
                             const char *path,
                             GDataInputStream **input,
                             GError **error);

G_END_DECLS
