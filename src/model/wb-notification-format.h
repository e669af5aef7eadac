/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-notification.h"

G_BEGIN_DECLS

/* What notifications are written as for other programs. */
typedef enum
{
  WB_NOTIFICATION_FORMAT_TEXT,       /* titles and messages, to be read */
  WB_NOTIFICATION_FORMAT_JSON,       /* one object, or a list of several */
  WB_NOTIFICATION_FORMAT_JSON_LINES, /* one object a line */
  WB_NOTIFICATION_FORMAT_CSV,        /* a table of RFC 4180, its first line names the columns */
} WbNotificationFormat;

void wb_notification_format_begin (WbNotificationFormat format, gboolean is_list, GString *text);
void wb_notification_format_append (WbNotificationFormat format,
                                    const WbNotification *notification,
                                    gboolean is_first,
                                    GString *text);
void wb_notification_format_end (WbNotificationFormat format, gboolean is_list, GString *text);

G_END_DECLS
