/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-idle-queue.h"

#define NOW_US ((gint64) 5 * G_USEC_PER_SEC)
#define STEP_US ((gint64) 20 * 1000)

static int items[2];

static void
test_pause (void)
{
  WbIdleQueue queue = { 0 };

  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US), ==, -1);
  g_assert_null (wb_idle_queue_pop (&queue));
  wb_idle_queue_push (&queue, &items[0]);
  wb_idle_queue_push (&queue, &items[1]);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US), ==, 0);

  wb_idle_queue_put_off (&queue, NOW_US);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US), ==, WB_IDLE_DELAY_US);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US + WB_IDLE_DELAY_US - 1), ==, 1);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US + WB_IDLE_DELAY_US), ==, 0);
  g_assert_true (wb_idle_queue_pop (&queue) == &items[0]);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US + WB_IDLE_DELAY_US), ==, 0);
  g_assert_true (wb_idle_queue_pop (&queue) == &items[1]);
  g_assert_cmpint (wb_idle_queue_get_wait_us (&queue, NOW_US), ==, -1);
}

/* Other work every 20 ms: one gets its turn after each patience. */
static void
test_no_pause (void)
{
  WbIdleQueue queue = { 0 };
  guint turns = 0;

  for (gint64 i = 0; i < 100; i++)
    {
      gint64 now_us = NOW_US + i * STEP_US;

      wb_idle_queue_put_off (&queue, now_us);
      if (g_queue_is_empty (&queue.items))
        wb_idle_queue_push (&queue, &items[0]);
      if (wb_idle_queue_get_wait_us (&queue, now_us + STEP_US - 1) == 0)
        {
          wb_idle_queue_pop (&queue);
          turns++;
        }
    }
  g_assert_cmpuint (
      turns, ==, 100 * STEP_US / (WB_IDLE_PATIENCE_US + STEP_US - WB_IDLE_PATIENCE_US % STEP_US));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/idle-queue/pause", test_pause);
  g_test_add_func ("/store/idle-queue/no-pause", test_no_pause);
  return g_test_run ();
}
