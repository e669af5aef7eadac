/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void wb_discard_dialog_present (GtkWindow *window, const char *heading, const char *body);

G_END_DECLS
