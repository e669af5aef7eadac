/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void wb_stack_pages_follow (GtkWidget *stack);
void wb_stack_pages_follow_revealer (GtkRevealer *revealer);

G_END_DECLS
