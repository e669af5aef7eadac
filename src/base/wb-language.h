/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language of the user: each program sets it up first. */
void wb_language_set_up (void);

G_END_DECLS
