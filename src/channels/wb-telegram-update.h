/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"

G_BEGIN_DECLS

/* One press of a button. */
typedef struct
{
  char *query_id;
  char *data;
  char *chat_id;   /* its number */
  char *chat_name; /* nullable: "@name" */
  char *from_name; /* one line; may be empty */
} WbTelegramPress;

/* What to do after an answer to getUpdates. */
typedef enum
{
  WB_TELEGRAM_ASK_AGAIN,
  WB_TELEGRAM_WAIT, /* for wait_s, or longer each time where it is 0 */
  WB_TELEGRAM_STOP, /* for a reason */
} WbTelegramNext;

typedef struct
{
  WbTelegramNext next;
  guint wait_s;
  const char *reason; /* static, translated */
  gint64 offset;      /* what to ask for next: all before it is done with; 0: as before */
  GPtrArray *presses; /* owned, WbTelegramPress */
} WbTelegramUpdate;

void wb_telegram_update_read (WbTelegramUpdate *self, const WbWebReply *reply);
void wb_telegram_update_clear (WbTelegramUpdate *self);
gboolean wb_telegram_press_is_from (const WbTelegramPress *self, const char *const *chats);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbTelegramUpdate, wb_telegram_update_clear)

G_END_DECLS
