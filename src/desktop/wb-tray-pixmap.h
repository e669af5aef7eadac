/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_TRAY_PIXMAP_LIMIT_COUNT 99 /* more are "99+" */

typedef enum
{
  WB_TRAY_LOOK_NORMAL,
  WB_TRAY_LOOK_UNREAD,
  WB_TRAY_LOOK_TROUBLE,
} WbTrayLook;

GVariant *wb_tray_pixmap_new (WbTrayLook look, guint count);

G_END_DECLS
