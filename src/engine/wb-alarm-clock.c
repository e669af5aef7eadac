/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alarm-clock.h"

#include "engine/wb-alarm.h"

#define RETRY_US (10 * G_USEC_PER_SEC)     /* after the store failed */
#define LONGEST_WAIT_US (G_TIME_SPAN_HOUR) /* the wall clock may be set meanwhile */

struct _WbAlarmClock
{
  GObject parent_instance;

  WbPipeline *pipeline; /* owned */
  WbClock *clock;       /* owned */
  gint64 due_us;        /* 0: nothing is to be done */
  guint timeout_id;
  gboolean is_running; /* what is due is being done */
};

G_DEFINE_FINAL_TYPE (WbAlarmClock, wb_alarm_clock, G_TYPE_OBJECT)

static void set_due (WbAlarmClock *self, gint64 due_us);

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbAlarmClock) self = user_data;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  self->is_running = FALSE;
  if (answer != NULL)
    {
      /* The next time came with the commit, unless it is announced only now. */
      g_string_free (answer, TRUE);
      set_due (self, self->due_us);
      return;
    }
  g_debug ("what is due was not done: %s", error->message);
  set_due (self, wb_clock_get_now_us (self->clock) + RETRY_US);
}

static gboolean
timeout_cb (gpointer user_data)
{
  WbAlarmClock *self = user_data;

  self->timeout_id = 0;
  if (self->due_us > wb_clock_get_now_us (self->clock))
    {
      set_due (self, self->due_us);
      return G_SOURCE_REMOVE;
    }
  self->is_running = TRUE;
  self->due_us = 0;
  wb_pipeline_perform_async (self->pipeline, &wb_alarm_run_due, "{}", "agent", ran_cb,
                             g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
set_due (WbAlarmClock *self, gint64 due_us)
{
  gint64 wait_us;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->due_us = due_us;
  if (due_us == 0 || self->is_running)
    return;

  wait_us = CLAMP (due_us - wb_clock_get_now_us (self->clock), 0, LONGEST_WAIT_US);
  /* Rounded up: a timer that fires early would only be set again. */
  self->timeout_id = g_timeout_add ((guint) ((wait_us + 999) / 1000), timeout_cb, self);
}

static void
committed_cb (WbAlarmClock *self, const WbCommit *commit)
{
  if (commit->next_due_us != 0 && (self->due_us == 0 || commit->next_due_us < self->due_us))
    set_due (self, commit->next_due_us);
}

static void
wb_alarm_clock_dispose (GObject *object)
{
  WbAlarmClock *self = WB_ALARM_CLOCK (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_alarm_clock_parent_class)->dispose (object);
}

static void
wb_alarm_clock_class_init (WbAlarmClockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_alarm_clock_dispose;
}

static void
wb_alarm_clock_init (WbAlarmClock *self G_GNUC_UNUSED)
{
}

/* wb_alarm_clock_new: does at once what became due while no agent ran. */
WbAlarmClock *
wb_alarm_clock_new (WbPipeline *pipeline, WbClock *clock)
{
  WbAlarmClock *self = g_object_new (WB_TYPE_ALARM_CLOCK, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  set_due (self, wb_clock_get_now_us (clock));
  return self;
}
