/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_MAIL_CHART_WIDTH 536 /* as it is shown; it is drawn twice as fine */
#define WB_MAIL_CHART_HEIGHT 160

gboolean wb_mail_chart_is_worth (const GArray *losses);
char *wb_mail_chart_dup_caption (const GArray *losses);
GBytes *wb_mail_chart_draw (const GArray *losses);

G_END_DECLS
