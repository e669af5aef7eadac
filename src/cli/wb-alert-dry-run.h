/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wb_alert_dry_run (const char *word, gboolean is_json, GError **error);

G_END_DECLS
