/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-idle-queue.h"

void
wb_idle_queue_push (WbIdleQueue *self, gpointer item)
{
  g_queue_push_tail (&self->items, item);
}

/* wb_idle_queue_pop: (nullable): the first one, which is done now. */
gpointer
wb_idle_queue_pop (WbIdleQueue *self)
{
  self->patience_end_us = 0;
  return g_queue_pop_head (&self->items);
}

/* wb_idle_queue_get_wait_us: until the first one may be done, 0 or more; -1: there is none. */
gint64
wb_idle_queue_get_wait_us (WbIdleQueue *self, gint64 now_us)
{
  return g_queue_is_empty (&self->items) ? -1 : MAX (0, self->due_us - now_us);
}

/* wb_idle_queue_put_off: other work was done; it must not wait for a pause that never comes. */
void
wb_idle_queue_put_off (WbIdleQueue *self, gint64 now_us)
{
  if (self->patience_end_us == 0)
    self->patience_end_us = now_us + WB_IDLE_PATIENCE_US;
  self->due_us = MIN (now_us + WB_IDLE_DELAY_US, self->patience_end_us);
}
