/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_MAIL_CHART_WIDTH 472 /* as it is shown; it is drawn twice as fine */
#define WB_MAIL_CHART_HEIGHT 160
#define WB_MAIL_NUMBER_SIZE 16

/* A curve, in numbers that people read. */
typedef struct
{
  char highest[WB_MAIL_NUMBER_SIZE];
  char lowest[WB_MAIL_NUMBER_SIZE];
  char first[WB_MAIL_NUMBER_SIZE];
  char last[WB_MAIL_NUMBER_SIZE];
} WbMailCurve;

gboolean wb_mail_chart_read (const GArray *losses, WbMailCurve *curve);
GBytes *wb_mail_chart_draw (const GArray *losses);

G_END_DECLS
