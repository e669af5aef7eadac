/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_markdown_to_plain (const char *markdown);
char *wb_markdown_to_pango (const char *markdown);

G_END_DECLS
