/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-clock.h"

struct _WbClock
{
  GObject parent_instance;

  gboolean is_fixed;
  gint64 now_us;
};

G_DEFINE_FINAL_TYPE (WbClock, wb_clock, G_TYPE_OBJECT)

static void
wb_clock_class_init (WbClockClass *klass G_GNUC_UNUSED)
{
}

static void
wb_clock_init (WbClock *self G_GNUC_UNUSED)
{
}

/* wb_clock_new: a clock that tells the wall time. It may be asked from any thread. */
WbClock *
wb_clock_new (void)
{
  return g_object_new (WB_TYPE_CLOCK, NULL);
}

/* wb_clock_new_fixed: a clock for tests; it stands until wb_clock_set_now_us(). */
WbClock *
wb_clock_new_fixed (gint64 now_us)
{
  WbClock *self = wb_clock_new ();

  self->is_fixed = TRUE;
  self->now_us = now_us;
  return self;
}

/* wb_clock_get_now_us: microseconds since 1970, UTC. */
gint64
wb_clock_get_now_us (WbClock *self)
{
  g_return_val_if_fail (WB_IS_CLOCK (self), 0);

  return self->is_fixed ? self->now_us : g_get_real_time ();
}

void
wb_clock_set_now_us (WbClock *self, gint64 now_us)
{
  g_return_if_fail (WB_IS_CLOCK (self));
  g_return_if_fail (self->is_fixed);

  self->now_us = now_us;
}
