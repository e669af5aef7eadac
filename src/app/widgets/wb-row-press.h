/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void wb_row_press_install (void);

G_END_DECLS
