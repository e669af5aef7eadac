/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_IDLE_DELAY_US (200 * 1000)    /* without other work, until idle work begins */
#define WB_IDLE_PATIENCE_US (250 * 1000) /* with other work that keeps coming one by one */

/* What waits until nobody else does. Times are monotonic. All zero is an empty one; it belongs to
 * one thread. */
typedef struct
{
  GQueue items;
  gint64 due_us;          /* when the next of them may be done */
  gint64 patience_end_us; /* until when it can be put off; 0: it was not put off yet */
} WbIdleQueue;

void wb_idle_queue_push (WbIdleQueue *self, gpointer item);
gpointer wb_idle_queue_pop (WbIdleQueue *self);
gint64 wb_idle_queue_get_wait_us (WbIdleQueue *self, gint64 now_us);
void wb_idle_queue_put_off (WbIdleQueue *self, gint64 now_us);

G_END_DECLS
