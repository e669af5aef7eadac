/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-notification.h"

G_BEGIN_DECLS

#define WB_BUBBLE_LIMIT_SUMMARY_CHARACTERS 120
#define WB_BUBBLE_LIMIT_BODY_CHARACTERS 400
#define WB_BUBBLE_LIMIT_BODY_LINES 6

/* The id, which no notification has, of the bubble that stands for several. */
#define WB_BUBBLE_REST_ID 0

typedef enum
{
  WB_BUBBLE_URGENCY_LOW,
  WB_BUBBLE_URGENCY_NORMAL,
  WB_BUBBLE_URGENCY_CRITICAL, /* stays on the screen until someone closes it */
} WbBubbleUrgency;

/* What one pop-up says. */
typedef struct
{
  char *summary;  /* owned: one line of plain text, never empty */
  char *body;     /* owned: plain text, may be empty */
  char *category; /* owned: "x-wakebell.CATEGORY.SEVERITY", for rules of the desktop */
  WbBubbleUrgency urgency;
  const char *icon_name;
  const char *sound_name;
  WbSeverity severity; /* that of what it says now: success once it is resolved */
  gboolean can_acknowledge;
} WbBubble;

WbBubble *wb_bubble_new (const WbNotification *notification);
WbBubble *wb_bubble_new_for_rest (guint count, gboolean were_missed, const WbNotification *newest);
void wb_bubble_free (WbBubble *self);

char *wb_bubble_dup_body_markup (const WbBubble *self);

const char *wb_bubble_get_severity_icon (WbSeverity severity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbBubble, wb_bubble_free)

G_END_DECLS
