/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-bubble-queue.h"

/* Far enough apart that the pace never stops a test that is not about it. */
#define STEP_US (G_USEC_PER_SEC * 60)

typedef struct
{
  WbBubbleQueue *queue;
  gint64 now_us;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->queue = wb_bubble_queue_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_bubble_queue_free (fixture->queue);
}

static void
show (Fixture *fixture, gint64 id, WbSeverity severity, guint count)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());
  g_autoptr (WbNotification) notification = NULL;

  event->severity = severity;
  g_free (event->title);
  event->title = g_strdup_printf ("title %" G_GINT64_FORMAT, id);
  notification = wb_notification_new (id, id, event);
  notification->count = count;
  wb_bubble_queue_show (fixture->queue, notification);
}

static void
show_range (Fixture *fixture, gint64 first, guint n)
{
  for (guint i = 0; i < n; i++)
    show (fixture, first + i, WB_SEVERITY_INFO, 1);
}

static WbBubbleJob *
take (Fixture *fixture)
{
  gint64 due_us;

  fixture->now_us += STEP_US;
  return wb_bubble_queue_take (fixture->queue, fixture->now_us, &due_us);
}

static void
assert_takes_show (Fixture *fixture, gint64 id, guint count)
{
  g_autoptr (WbBubbleJob) job = take (fixture);

  g_assert_nonnull (job);
  g_assert_cmpint (job->id, ==, id);
  g_assert_false (job->is_close);
  g_assert_cmpuint (job->notification->count, ==, count);
}

static void
assert_takes_close (Fixture *fixture, gint64 id)
{
  g_autoptr (WbBubbleJob) job = take (fixture);

  g_assert_nonnull (job);
  g_assert_cmpint (job->id, ==, id);
  g_assert_true (job->is_close);
}

static void
assert_takes_rest (Fixture *fixture, guint count, gboolean were_missed)
{
  g_autoptr (WbBubbleJob) job = take (fixture);

  g_assert_nonnull (job);
  g_assert_cmpint (job->id, ==, WB_BUBBLE_REST_ID);
  g_assert_false (job->is_close);
  g_assert_cmpuint (job->rest_count, ==, count);
  g_assert_cmpint (job->were_missed, ==, were_missed);
}

static void
assert_takes_nothing (Fixture *fixture)
{
  g_assert_null (take (fixture));
}

static void
test_bubble_queue_latest_wins (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show (fixture, 1, WB_SEVERITY_INFO, 1);
  show (fixture, 2, WB_SEVERITY_INFO, 1);
  show (fixture, 1, WB_SEVERITY_INFO, 2);
  show (fixture, 1, WB_SEVERITY_INFO, 3);

  assert_takes_show (fixture, 1, 3);
  assert_takes_show (fixture, 2, 1);
  assert_takes_nothing (fixture);
  g_assert_true (wb_bubble_queue_is_empty (fixture->queue));
}

static void
test_bubble_queue_severe_first (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show (fixture, 1, WB_SEVERITY_INFO, 1);
  show (fixture, 2, WB_SEVERITY_CRITICAL, 1);
  show (fixture, 3, WB_SEVERITY_CRITICAL, 1);

  assert_takes_show (fixture, 2, 1);
  assert_takes_show (fixture, 3, 1);
  assert_takes_show (fixture, 1, 1);
}

static void
test_bubble_queue_close (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show (fixture, 1, WB_SEVERITY_INFO, 1);
  wb_bubble_queue_close (fixture->queue, 1);
  assert_takes_nothing (fixture);

  show (fixture, 2, WB_SEVERITY_INFO, 1);
  assert_takes_show (fixture, 2, 1);
  wb_bubble_queue_close (fixture->queue, 2);
  wb_bubble_queue_close (fixture->queue, 3);
  assert_takes_close (fixture, 2);
  assert_takes_nothing (fixture);

  /* Shown again before it was closed: it is updated in place. */
  show (fixture, 4, WB_SEVERITY_INFO, 1);
  assert_takes_show (fixture, 4, 1);
  wb_bubble_queue_close (fixture->queue, 4);
  show (fixture, 4, WB_SEVERITY_INFO, 2);
  assert_takes_show (fixture, 4, 2);
  assert_takes_nothing (fixture);
}

static void
test_bubble_queue_folds_too_many (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show_range (fixture, 1, WB_BUBBLE_QUEUE_LIMIT_WAITING + 10);
  /* Folded or waiting, a repeat counts once. */
  show_range (fixture, 1, WB_BUBBLE_QUEUE_LIMIT_WAITING + 10);
  /* What matters more takes the place of what matters less. */
  show (fixture, 1000, WB_SEVERITY_CRITICAL, 1);

  assert_takes_show (fixture, 1000, 1);
  for (gint64 id = 2; id <= WB_BUBBLE_QUEUE_LIMIT_WAITING; id++)
    assert_takes_show (fixture, id, 1);
  assert_takes_rest (fixture, 11, FALSE);
  assert_takes_nothing (fixture);

  /* One of them was read elsewhere. */
  wb_bubble_queue_close (fixture->queue, 1);
  assert_takes_rest (fixture, 10, FALSE);
  for (gint64 id = 1; id <= 10; id++)
    wb_bubble_queue_close (fixture->queue, WB_BUBBLE_QUEUE_LIMIT_WAITING + id);
  assert_takes_close (fixture, WB_BUBBLE_REST_ID);
  assert_takes_nothing (fixture);
}

static void
test_bubble_queue_bounds_folded (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_bubble_queue_hold (fixture->queue);
  show_range (fixture, 1, WB_BUBBLE_QUEUE_LIMIT_FOLDED + 1000);
  wb_bubble_queue_resume (fixture->queue);

  assert_takes_rest (fixture, WB_BUBBLE_QUEUE_LIMIT_FOLDED + 1000, TRUE);
}

static void
test_bubble_queue_bounds_shown (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (gint64 id = 1; id <= WB_BUBBLE_QUEUE_LIMIT_SHOWN + 1; id++)
    {
      show (fixture, id, WB_SEVERITY_INFO, 1);
      assert_takes_show (fixture, id, 1);
    }
  assert_takes_close (fixture, 1);
  assert_takes_nothing (fixture);
}

static void
test_bubble_queue_hold (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show (fixture, 1, WB_SEVERITY_INFO, 1);
  wb_bubble_queue_hold (fixture->queue);
  show_range (fixture, 2, 36);
  show (fixture, 5, WB_SEVERITY_INFO, 9);
  assert_takes_nothing (fixture);
  wb_bubble_queue_resume (fixture->queue);
  assert_takes_rest (fixture, 37, TRUE);
  assert_takes_nothing (fixture);

  /* More of them add to the same bubble until someone closes it. */
  wb_bubble_queue_hold (fixture->queue);
  show_range (fixture, 100, 3);
  wb_bubble_queue_resume (fixture->queue);
  assert_takes_rest (fixture, 40, TRUE);
  wb_bubble_queue_forget (fixture->queue, WB_BUBBLE_REST_ID);
  wb_bubble_queue_hold (fixture->queue);
  show_range (fixture, 200, 2);
  wb_bubble_queue_resume (fixture->queue);
  assert_takes_rest (fixture, 2, TRUE);
}

static void
test_bubble_queue_single_missed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  wb_bubble_queue_hold (fixture->queue);
  show (fixture, 7, WB_SEVERITY_ERROR, 3);
  wb_bubble_queue_resume (fixture->queue);
  assert_takes_show (fixture, 7, 3);
  assert_takes_nothing (fixture);
}

static void
test_bubble_queue_give_back (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbBubbleJob) job = NULL;

  show_range (fixture, 1, 2);
  job = take (fixture);
  wb_bubble_queue_hold (fixture->queue);
  wb_bubble_queue_give_back (fixture->queue, job);
  wb_bubble_queue_resume (fixture->queue);
  assert_takes_rest (fixture, 2, TRUE);
}

static void
test_bubble_queue_forget_all (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  show (fixture, 1, WB_SEVERITY_INFO, 1);
  assert_takes_show (fixture, 1, 1);
  wb_bubble_queue_close (fixture->queue, 1);
  wb_bubble_queue_forget_all (fixture->queue);
  assert_takes_nothing (fixture);
  g_assert_true (wb_bubble_queue_is_empty (fixture->queue));
}

static void
test_bubble_queue_pace (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gint64 due_us = 0;
  guint n_taken = 0;

  show_range (fixture, 1, WB_BUBBLE_QUEUE_LIMIT_WAITING);
  while (due_us == 0)
    {
      g_autoptr (WbBubbleJob) job = wb_bubble_queue_take (fixture->queue, STEP_US, &due_us);

      n_taken += job != NULL ? 1 : 0;
    }
  g_assert_cmpuint (n_taken, ==, WB_BUBBLE_QUEUE_BURST);
  g_assert_cmpint (due_us, ==, STEP_US + WB_BUBBLE_QUEUE_PACE_US);

  g_assert_null (wb_bubble_queue_take (fixture->queue, due_us - 1, &due_us));
  wb_bubble_job_free (wb_bubble_queue_take (fixture->queue, due_us, &due_us));
  g_assert_cmpint (due_us, ==, 0);
  g_assert_null (wb_bubble_queue_take (fixture->queue, STEP_US + WB_BUBBLE_QUEUE_PACE_US, &due_us));
  g_assert_cmpint (due_us, ==, STEP_US + 2 * WB_BUBBLE_QUEUE_PACE_US);
}

static void
add_test (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_test ("/bubble-queue/latest-wins", test_bubble_queue_latest_wins);
  add_test ("/bubble-queue/severe-first", test_bubble_queue_severe_first);
  add_test ("/bubble-queue/close", test_bubble_queue_close);
  add_test ("/bubble-queue/folds-too-many", test_bubble_queue_folds_too_many);
  add_test ("/bubble-queue/bounds-folded", test_bubble_queue_bounds_folded);
  add_test ("/bubble-queue/bounds-shown", test_bubble_queue_bounds_shown);
  add_test ("/bubble-queue/hold", test_bubble_queue_hold);
  add_test ("/bubble-queue/single-missed", test_bubble_queue_single_missed);
  add_test ("/bubble-queue/give-back", test_bubble_queue_give_back);
  add_test ("/bubble-queue/forget-all", test_bubble_queue_forget_all);
  add_test ("/bubble-queue/pace", test_bubble_queue_pace);
  return g_test_run ();
}
