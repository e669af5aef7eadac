/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A point of a curve. */
typedef struct
{
  double x;
  double y;
} WbChartPoint;

/* What the x of a point is. */
typedef enum
{
  WB_CHART_X_STEP,
  WB_CHART_X_ELAPSED, /* seconds since something began */
} WbChartX;

char *wb_chart_point_format_x (WbChartX x_kind, double x);
char *wb_chart_point_format_y (double y);
char *wb_chart_point_dup_text (WbChartX x_kind, const WbChartPoint *point);

G_END_DECLS
