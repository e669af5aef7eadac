/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is wrong with the value of a row: said in its title, until it is cleared. */
void wb_row_fault_show (GtkWidget *row, const char *text);
void wb_row_fault_clear (GtkWidget *row);

G_END_DECLS
