/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wb_setting_options_insert (GVariantDict *fields,
                                    GStrv settings,
                                    gboolean is_new,
                                    GError **error);
char *wb_setting_options_dup_help (void);

G_END_DECLS
