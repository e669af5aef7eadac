/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_data_folder_prepare (const char *path, GError **error);
int wb_data_folder_lock (const char *path, GError **error);

G_END_DECLS
