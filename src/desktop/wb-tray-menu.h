/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "model/wb-notification.h"
#include "wb-bus-dbusmenu.h"

G_BEGIN_DECLS

#define WB_TRAY_MENU_LIMIT_RECENT 5
#define WB_TRAY_MENU_LIMIT_TITLE_CHARACTERS 48
#define WB_TRAY_MENU_LIMIT_TROUBLE_CHARACTERS 96

typedef enum
{
  WB_TRAY_COMMAND_OPEN,
  WB_TRAY_COMMAND_OPEN_NOTIFICATION, /* value: its id */
  WB_TRAY_COMMAND_MARK_ALL_READ,
  WB_TRAY_COMMAND_SNOOZE_ALL, /* value: until when, seconds since 1970, UTC */
  WB_TRAY_COMMAND_PAUSE,      /* value: until when, seconds since 1970, UTC; 0: no longer */
  WB_TRAY_COMMAND_PREFERENCES,
  WB_TRAY_COMMAND_QUIT,
} WbTrayCommand;

/* What the menu shows; strings and lists are borrowed. */
typedef struct
{
  guint unread;
  const char *trouble;   /* nullable: a sentence */
  GPtrArray *recent;     /* nullable: WbNotification, the newest first */
  gint64 paused_until_s; /* 0: pop-ups are shown */
} WbTrayMenuState;

#define WB_TYPE_TRAY_MENU (wb_tray_menu_get_type ())
G_DECLARE_FINAL_TYPE (WbTrayMenu, wb_tray_menu, WB, TRAY_MENU, WbBusDbusmenuSkeleton)

/*
 * com.canonical.dbusmenu. Signal:
 * activated (int command, gint64 value): an item was chosen: a WbTrayCommand and its value
 */
WbTrayMenu *wb_tray_menu_new (void);

void wb_tray_menu_set_state (WbTrayMenu *self, const WbTrayMenuState *state);
GVariant *wb_tray_menu_get_layout (WbTrayMenu *self);

gint64 wb_tray_menu_get_tomorrow_s (gint64 now_s);
char *wb_tray_menu_dup_time (gint64 time_s, gint64 now_s);

G_END_DECLS
