/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *wb_question_new (GtkWindow *window,
                            const char *heading,
                            const char *body,
                            const char *keep,
                            const char *give_up);
void wb_question_ask_discard (GtkWindow *window, const char *heading, const char *body);

G_END_DECLS
