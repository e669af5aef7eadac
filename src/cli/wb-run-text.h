/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is told of a run in a terminal. */
char *wb_run_text_dup_bar (double fraction);
char *wb_run_text_dup_span (gint64 seconds);
char *wb_run_text_dup_number (double number);
char *wb_run_text_dup_money (double amount);
char *wb_run_text_dup_sparkline (const double *values, gsize n_values, guint columns);

G_END_DECLS
