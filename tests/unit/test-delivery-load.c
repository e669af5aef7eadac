/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-delivery-queue.h"

#include <math.h>
#include <string.h>

#include "centre-fixture.h"
#include "delivery/wb-channel-operations.h"

/*
 * A day without a far side: what waits neither fills the memory nor slows down what comes in, and
 * once the far side is back it hears of everything, gravest first, and no faster than it can bear.
 */

#ifdef __SANITIZE_ADDRESS__
#  define WAITING 5000 /* sanitizers are slow, and need memory of their own */
#else
#  define WAITING 100000
#endif
#define STEPS 100
#define STEP_US (15 * G_TIME_SPAN_MINUTE) /* a day and an hour in all */
#define AT_ONCE (WAITING / STEPS / 10)    /* events that are published together */
#define GRAVE_EVERY 50                    /* of so many events one is critical, and one high */
#define AFTER_US (2 * G_TIME_SPAN_HOUR)   /* by then all that was tried is due again */

#define RATE 12000 /* messages a minute that the channel may send; no other limit is in the way */
#define BURST 500
#define DRAIN_STEP_US G_TIME_SPAN_SECOND

#define MEMORY_KB (128 * 1024)
#define SLOWER 2.0 /* times */
#define WAKE_MS 100
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND) /* for what another thread does */

/* --- the far side, of which one connection serves many messages, as one for mails does --- */

#define TEST_TYPE_FAR_CHANNEL (test_far_channel_get_type ())
G_DECLARE_FINAL_TYPE (TestFarChannel, test_far_channel, TEST, FAR_CHANNEL, WbChannel)

struct _TestFarChannel
{
  WbChannel parent_instance;

  WbClock *clock;                         /* lent */
  gint64 up_us;                           /* since when it answers; 0: it is down */
  guint n_tried;                          /* messages while it was down */
  guint n_heard;                          /* messages since */
  gint waiting[WB_PRIORITY_CRITICAL + 1]; /* published, and not heard yet */
};

G_DEFINE_FINAL_TYPE (TestFarChannel, test_far_channel, WB_TYPE_CHANNEL)

/* How many it may have been sent by now. */
static double
get_allowance (TestFarChannel *self)
{
  double minutes = (double) (wb_clock_get_now_us (self->clock) - self->up_us) / G_TIME_SPAN_MINUTE;

  return RATE * minutes;
}

static void
hear (TestFarChannel *self, const WbMessage *message)
{
  self->n_heard++;
  self->waiting[message->priority]--;
  g_assert_cmpfloat (self->n_heard, <=, BURST + get_allowance (self) + 1);
  for (int graver = (int) message->priority + 1; graver <= WB_PRIORITY_CRITICAL; graver++)
    g_assert_cmpint (self->waiting[graver], ==, 0);
}

static void
test_far_channel_send_async (WbChannel *channel,
                             WbSending *sending,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  TestFarChannel *self = TEST_FAR_CHANNEL (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  for (guint i = 0; i < sending->items->len; i++)
    {
      WbSendItem *item = wb_sending_get_item (sending, i);

      item->result.outcome = WB_SEND_DONE;
      if (self->up_us != 0)
        hear (self, item->message);
      else
        {
          wb_send_result_set (&item->result, WB_SEND_RETRY, "nobody answers");
          self->n_tried++;
        }
    }
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_boolean (task, TRUE);
}

static void
test_far_channel_send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
test_far_channel_class_init (TestFarChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  channel_class->kind = WB_CHANNEL_EXEC; /* needs no credentials */
  channel_class->burst = BURST;
  channel_class->max_items = BURST;
  channel_class->send_async = test_far_channel_send_async;
  channel_class->send_finish = test_far_channel_send_finish;
}

static void
test_far_channel_init (TestFarChannel *self G_GNUC_UNUSED)
{
}

/* --- the queue, and what goes in --- */

typedef struct
{
  CentreFixture centre;
  TestFarChannel *channel;
  WbDeliveryQueue *queue;
  guint n_published;
  glong memory_kb; /* before anything waited */
} Fixture;

static glong
read_memory_kb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmRSS:");
  g_assert_nonnull (line);
  return strtol (line + strlen ("VmRSS:"), NULL, 10);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *json = g_strdup_printf (
      "{\"body\":{\"name\":\"ops\",\"kind\":\"exec\",\"settings\":{\"command\":[\"x\"]},"
      "\"rate_limit\":%d,\"batching\":false}}",
      RATE);
  g_autofree char *answer = NULL;

  centre_fixture_set_up (&fixture->centre, data);
  fixture->channel = g_object_new (TEST_TYPE_FAR_CHANNEL, NULL);
  fixture->channel->clock = fixture->centre.clock;
  g_ptr_array_add (channels, g_object_ref (fixture->channel));
  fixture->queue
      = wb_delivery_queue_new (fixture->centre.pipeline, fixture->centre.clock, NULL, channels);
  wb_delivery_queue_start (fixture->queue);
  answer = centre_fixture_perform (&fixture->centre, &wb_channel_add, json);
  fixture->memory_kb = read_memory_kb ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->queue);
  centre_fixture_settle ();
  g_clear_object (&fixture->channel);
  centre_fixture_tear_down (&fixture->centre, data);
}

static WbPriority
get_priority (guint number)
{
  switch (number % GRAVE_EVERY)
    {
    case 0:
      return WB_PRIORITY_CRITICAL;
    case 1:
      return WB_PRIORITY_HIGH;
    default:
      return number % 2 == 0 ? WB_PRIORITY_MEDIUM : WB_PRIORITY_LOW;
    }
}

/* Returns: how long it took, in microseconds. */
static double
publish (Fixture *fixture, guint count)
{
  g_auto (GStrv) events = g_new0 (char *, count + 1);
  g_autofree char *receipts = NULL;
  g_autofree char *signals = NULL;
  gint64 start_us, spent_us;

  for (guint i = 0; i < count; i++)
    {
      guint number = fixture->n_published + i;

      events[i] = g_strdup_printf (
          "{\"type\":\"custom\",\"title\":\"Run %u has failed\",\"severity\":\"error\","
          "\"priority\":\"%s\",\"message\":\"CUDA out of memory\",\"channels\":[\"ops\"]}",
          number, wb_priority_to_string (get_priority (number)));
      fixture->channel->waiting[get_priority (number)]++;
    }
  start_us = g_get_monotonic_time ();
  receipts = centre_fixture_submit (&fixture->centre, (const char *const *) events, NULL);
  spent_us = g_get_monotonic_time () - start_us;
  g_assert_nonnull (receipts);
  fixture->n_published += count;
  signals = centre_fixture_take_signals (&fixture->centre);
  return (double) spent_us;
}

static void
advance (Fixture *fixture, gint64 by_us)
{
  wb_clock_set_now_us (fixture->centre.clock, wb_clock_get_now_us (fixture->centre.clock) + by_us);
  wb_delivery_queue_look (fixture->queue);
}

static gboolean
wake_cb (gpointer user_data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (const guint *number, guint is_at_least)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint wake_id = g_timeout_add (WAKE_MS, wake_cb, NULL); /* else nothing might ever come */

  while (*number < is_at_least && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake_id);
  g_assert_cmpuint (*number, >=, is_at_least);
}

/* --- the story --- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
get_median (GArray *numbers)
{
  g_array_sort (numbers, compare);
  return g_array_index (numbers, double, numbers->len / 2);
}

/* A day passes. What comes in at its end takes hardly longer than what came at its beginning. */
static void
be_down (Fixture *fixture)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) last = g_array_new (FALSE, FALSE, sizeof (double));
  double ratio;

  for (guint step = 0; step < STEPS; step++)
    {
      guint n_tried;

      for (guint i = 0; i < WAITING / STEPS / AT_ONCE; i++)
        {
          double spent = publish (fixture, AT_ONCE);

          if (step < 2 || step >= STEPS - 2)
            g_array_append_val (step < 2 ? first : last, spent);
        }
      /* It is tried again and again, by one message each time. */
      n_tried = fixture->channel->n_tried;
      advance (fixture, STEP_US);
      wait_until (&fixture->channel->n_tried, n_tried + 1);
      centre_fixture_settle (); /* it failed at that time, not at the next one */
    }
  ratio = get_median (last) / get_median (first);
  g_test_message ("%d events: %.1f ms with nothing waiting, %.1f ms with %u", AT_ONCE,
                  get_median (first) / 1000, get_median (last) / 1000, fixture->n_published);
  g_assert_cmpfloat (ratio, <=, SLOWER);
}

static void
check_memory (Fixture *fixture, const char *when)
{
  glong grown_kb = read_memory_kb () - fixture->memory_kb;

  g_test_message ("memory grew by %ld kB %s", grown_kb, when);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (grown_kb, <, MEMORY_KB);
#endif
}

static void
test_day_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  TestFarChannel *channel = fixture->channel;
  gint64 seconds = 0;

  be_down (fixture);
  check_memory (fixture, "while everything waits");

  channel->up_us = wb_clock_get_now_us (fixture->centre.clock) + AFTER_US;
  advance (fixture, AFTER_US);
  while (channel->n_heard < fixture->n_published)
    {
      advance (fixture, DRAIN_STEP_US);
      seconds++;
      wait_until (&channel->n_heard,
                  MIN (fixture->n_published, (guint) floor (get_allowance (channel))));
      /* What is critical does not wait behind what came before. */
      if (seconds == 10)
        publish (fixture, 1);
    }
  g_test_message ("%u messages in %" G_GINT64_FORMAT " s", channel->n_heard, seconds);
  g_assert_cmpfloat ((double) seconds, <=, fixture->n_published * 60.0 / RATE + 1);
  check_memory (fixture, "when all is sent");
}

static void
drop_cb (const char *domain G_GNUC_UNUSED,
         GLogLevelFlags level G_GNUC_UNUSED,
         const char *message G_GNUC_UNUSED,
         gpointer user_data G_GNUC_UNUSED)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Each attempt is told there. */
  g_log_set_handler (NULL, G_LOG_LEVEL_DEBUG, drop_cb, NULL);
  g_test_add ("/delivery/delivery-load/day-down", Fixture, NULL, set_up, test_day_down, tear_down);
  return g_test_run ();
}
