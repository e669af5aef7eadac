/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

typedef enum
{
  WB_TEMPLATE_PLAIN,
  WB_TEMPLATE_MARKDOWN, /* what is put in is escaped */
} WbTemplateKind;

char *wb_template_render (const char *text,
                          WbTemplateKind kind,
                          const WbEvent *event,
                          gint64 now_us);

G_END_DECLS
