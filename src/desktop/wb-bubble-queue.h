/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "desktop/wb-bubble.h"

G_BEGIN_DECLS

/*
 * What is still to be shown, and what is on the screen. It holds the newest state of each
 * notification only, lets bubbles out at a pace that a person can follow, and folds what is too
 * much, or comes while nothing can be shown, into one bubble that counts the rest.
 *
 * A plain value: no thread, no clock, no bus.
 */
#define WB_BUBBLE_QUEUE_LIMIT_WAITING 32 /* bubbles of their own that wait */
#define WB_BUBBLE_QUEUE_LIMIT_SHOWN 128  /* beyond it the oldest on the screen is closed */
#define WB_BUBBLE_QUEUE_LIMIT_FOLDED                                                               \
  4096                           /* beyond it the rest is counted, not known one by one            \
                                  */
#define WB_BUBBLE_QUEUE_BURST 16 /* bubbles at once, ... */
#define WB_BUBBLE_QUEUE_PACE_US (G_USEC_PER_SEC / 4) /* ... then one in this time */

/* The next thing to do with the bubble of @id. */
typedef struct
{
  gint64 id;
  gboolean is_close;
  WbNotification *notification; /* owned, nullable: of the rest, the newest one */
  guint rest_count;
  gboolean were_missed;
} WbBubbleJob;

typedef struct _WbBubbleQueue WbBubbleQueue;

WbBubbleQueue *wb_bubble_queue_new (void);
void wb_bubble_queue_free (WbBubbleQueue *self);

void wb_bubble_queue_show (WbBubbleQueue *self, WbNotification *notification);
void wb_bubble_queue_close (WbBubbleQueue *self, gint64 id);

WbBubbleJob *wb_bubble_queue_take (WbBubbleQueue *self, gint64 now_us, gint64 *due_us);
void wb_bubble_queue_give_back (WbBubbleQueue *self, const WbBubbleJob *job);
void wb_bubble_queue_forget (WbBubbleQueue *self, gint64 id);
void wb_bubble_queue_forget_all (WbBubbleQueue *self);

void wb_bubble_queue_hold (WbBubbleQueue *self);
void wb_bubble_queue_resume (WbBubbleQueue *self);
gboolean wb_bubble_queue_is_empty (WbBubbleQueue *self);

WbBubble *wb_bubble_job_create_bubble (const WbBubbleJob *self);
void wb_bubble_job_free (WbBubbleJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbBubbleQueue, wb_bubble_queue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbBubbleJob, wb_bubble_job_free)

G_END_DECLS
