/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wb_channel_test_run (const char *name, gboolean *works, GError **error);
GStrv wb_channel_test_list_names (GError **error);

G_END_DECLS
