/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_channel_names_propose (const char *kind, GError **error);
gboolean wb_channel_names_check_new (const char *name, GError **error);
GStrv wb_channel_names_find_unknown (GVariant *words);

G_END_DECLS
