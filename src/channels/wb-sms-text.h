/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a text goes into short messages: those of the GSM alphabet hold more than twice as much. */
typedef struct
{
  gboolean is_gsm;  /* else UCS-2 */
  guint n_segments; /* short messages that it becomes, each of which costs */
} WbSmsShape;

char *wb_sms_text_make (const char *title, const char *body, guint max_segments);
void wb_sms_text_measure (const char *text, WbSmsShape *shape);

G_END_DECLS
