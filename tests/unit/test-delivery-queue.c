/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-delivery-queue.h"

#include <string.h>

#include "centre-fixture.h"
#include "delivery/wb-channel-operations.h"
#include "delivery/wb-delivery-operations.h"
#include "engine/wb-notification-operations.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-snooze.h"
#include "outcome-channel.h"

#define WAKE_MS 100
#define PATIENCE_US (20 * G_TIME_SPAN_SECOND) /* for what another thread does */

/* --- the queue under test --- */

typedef struct
{
  CentreFixture centre;
  OutcomeChannel *channel;
  WbDeliveryQueue *queue;
} Fixture;

static void
start_queue (Fixture *fixture)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new_with_free_func (g_object_unref);

  fixture->channel = g_object_new (OUTCOME_TYPE_CHANNEL, NULL);
  g_ptr_array_add (channels, g_object_ref (fixture->channel));
  fixture->queue
      = wb_delivery_queue_new (fixture->centre.pipeline, fixture->centre.clock, NULL, channels);
  wb_delivery_queue_start (fixture->queue);
}

static void
stop_queue (Fixture *fixture)
{
  g_clear_object (&fixture->queue);
  for (guint i = 0; i < fixture->channel->held->len; i++)
    {
      g_autoptr (GTask) task = fixture->channel->held->pdata[i];

      g_task_return_boolean (task, TRUE);
    }
  g_ptr_array_set_size (fixture->channel->held, 0);
  centre_fixture_settle ();
  g_clear_object (&fixture->channel);
}

static void
perform (Fixture *fixture, const WbOperation *operation, const char *input)
{
  g_autofree char *answer = centre_fixture_perform (&fixture->centre, operation, input);

  g_assert_nonnull (answer);
}

#define CHANNEL(name, members)                                                                     \
  "{\"body\":{\"name\":\"" name "\",\"kind\":\"exec\",\"settings\":{\"command\":[\"x\"]}" members  \
  "}}"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  centre_fixture_set_up (&fixture->centre, data);
  start_queue (fixture);
  perform (fixture, &wb_channel_add, CHANNEL ("ops", ""));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_queue (fixture);
  centre_fixture_tear_down (&fixture->centre, data);
}

static void
publish (Fixture *fixture, const char *json)
{
  g_autofree char *receipt = centre_fixture_publish (&fixture->centre, json);

  g_assert_nonnull (receipt);
}

static WbSendResult *
plan (Fixture *fixture, WbSendOutcome outcome, gint64 retry_after_us, const char *reason)
{
  WbSendResult *result = g_new0 (WbSendResult, 1);

  result->retry_after_us = retry_after_us;
  wb_send_result_set (result, outcome, reason);
  g_queue_push_tail (&fixture->channel->outcomes, result);
  return result;
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

/* Waits until the far side heard all of it. */
static void
wait_heard (Fixture *fixture, const char *heard)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint wake_id = g_timeout_add (WAKE_MS, wake_cb, NULL); /* else nothing might ever come */

  while (!g_str_equal (fixture->channel->heard->str, heard) && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake_id);
  g_assert_cmpstr (fixture->channel->heard->str, ==, heard);
}

/* Returns: the members @name of all deliveries, oldest first: "done dead " */
static char *
list (Fixture *fixture, const char *name)
{
  g_autofree char *answer = centre_fixture_perform (&fixture->centre, &wb_delivery_list, "{}");
  const WbJsonLimits limits = { 1 << 20, 1 << 20, 16, 100000 };
  g_autoptr (WbJson) json = wb_json_parse (answer, strlen (answer), &limits, NULL);
  GString *text = g_string_new (NULL);
  WbJsonIter iter;
  WbJsonValue deliveries, delivery, value;

  g_assert_true (wb_json_value_lookup (wb_json_get_root (json), "deliveries", &deliveries));
  wb_json_iter_init (&iter, deliveries);
  while (wb_json_iter_next (&iter, NULL, &delivery))
    {
      g_autofree char *word = NULL;

      if (wb_json_value_lookup (delivery, name, &value))
        word = wb_json_value_get_kind (value) == WB_JSON_STRING ? wb_json_value_dup_string (value)
                                                                : wb_json_value_dup_raw (value);
      g_string_prepend (text, " ");
      g_string_prepend (text, word != NULL ? word : "-");
    }
  return g_string_free (text, FALSE);
}

/* Waits until the deliveries stand so. */
static void
wait_list (Fixture *fixture, const char *name, const char *words)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autofree char *now = list (fixture, name);

  while (!g_str_equal (now, words) && g_get_monotonic_time () < end_us)
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (now);
      now = list (fixture, name);
    }
  g_assert_cmpstr (now, ==, words);
}

static void
wait_status (Fixture *fixture, WbChannelStatus status)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint wake_id = g_timeout_add (WAKE_MS, wake_cb, NULL);
  const char *reason;

  while (wb_delivery_queue_get_status (fixture->queue, "ops", &reason) != status
         && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake_id);
  g_assert_cmpint (wb_delivery_queue_get_status (fixture->queue, "ops", &reason), ==, status);
}

#define EVENT(title, members)                                                                      \
  "{\"type\":\"custom\",\"title\":\"" title                                                        \
  "\",\"severity\":\"error\",\"channels\":[\"ops\"]" members "}"

/* Events that are not alike. */
static void
publish_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *json = g_strdup_printf (EVENT ("n%u", ""), i);

      publish (fixture, json);
    }
}

/* --- stories --- */

static void
test_sent (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  publish (fixture, EVENT ("a", ""));
  wait_heard (fixture, "a; ");
  wait_list (fixture, "state", "done ");
  publish (fixture, "{\"type\":\"custom\",\"title\":\"b\",\"channels\":[\"desktop\"]}");
  publish (fixture, EVENT ("c", ""));
  wait_heard (fixture, "a; c; ");
  wait_list (fixture, "attempts", "1 1 ");
}

/* What waits goes gravest first; while one is on its way the others of the line wait. */
static void
test_priority (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->channel->is_slow = TRUE;
  publish (fixture, EVENT ("first", ""));
  wait_heard (fixture, "first; ");
  publish (fixture, EVENT ("low", ",\"priority\":\"low\""));
  publish (fixture, EVENT ("high", ",\"priority\":\"high\""));
  publish (fixture, EVENT ("critical", ",\"priority\":\"critical\""));
  centre_fixture_settle ();
  g_assert_cmpstr (fixture->channel->heard->str, ==, "first; ");

  fixture->channel->is_slow = FALSE;
  g_task_return_boolean (fixture->channel->held->pdata[0], TRUE);
  g_object_unref (fixture->channel->held->pdata[0]);
  g_ptr_array_set_size (fixture->channel->held, 0);
  wait_heard (fixture, "first; critical; high; low; ");
}

/* It is tried again, after a pause that grows, and not for ever. */
static void
test_retry (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  plan (fixture, WB_SEND_RETRY, 0, "the server has trouble");
  plan (fixture, WB_SEND_RETRY, 60 * G_TIME_SPAN_SECOND, "the server has trouble");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "attempts", "1 ");
  wait_list (fixture, "reason", "the server has trouble ");
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_list (fixture, "attempts", "2 ");
  /* The far side said for how long. */
  advance (fixture, 59 * G_TIME_SPAN_SECOND);
  centre_fixture_settle ();
  g_assert_cmpstr (fixture->channel->heard->str, ==, "");
  advance (fixture, G_TIME_SPAN_SECOND);
  wait_heard (fixture, "a; ");
  wait_list (fixture, "state", "done ");
}

static void
test_gives_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  plan (fixture, WB_SEND_RETRY, 0, "no");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "attempts", "1 ");
  plan (fixture, WB_SEND_RETRY, 0, "no");
  advance (fixture, 5 * G_TIME_SPAN_DAY);
  wait_list (fixture, "state", "dead ");
  /* A person who tries again begins anew. */
  perform (fixture, &wb_delivery_retry, "{\"id\":1}");
  wait_heard (fixture, "a; ");
  wait_list (fixture, "state", "done ");
}

static void
test_refused (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  plan (fixture, WB_SEND_REFUSED, 0, "too long");
  publish (fixture, EVENT ("a", ""));
  publish (fixture, EVENT ("b", ""));
  wait_heard (fixture, "b; ");
  wait_list (fixture, "state", "dead done ");
  wait_list (fixture, "reason", "too long - ");
  perform (fixture, &wb_delivery_purge, "{}");
  wait_list (fixture, "state", "done ");
}

/* Nothing more is lost on a channel that needs a person; he is told once, and a test tells that it
 * works again. */
static void
test_broken (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (WbNotification) notification = NULL;

  plan (fixture, WB_SEND_BROKEN, 0, "wrong password");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "state", "dead ");
  publish (fixture, EVENT ("b", ""));
  publish (fixture, EVENT ("c", ""));
  centre_fixture_settle ();
  wait_list (fixture, "state", "dead queued queued ");
  notification = centre_fixture_get (&fixture->centre, 2);
  g_assert_cmpstr (notification->event->title, ==, "Channel ops needs attention");

  perform (fixture, &wb_channel_test, "{\"name\":\"ops\"}");
  wait_heard (fixture, "test Test of the channel ops; b; c; ");
  wait_list (fixture, "state", "dead done done done ");
}

static void
test_fallback (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_add, CHANNEL ("other", ",\"fallback\":\"ops\""));
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"fallback\":\"other\"}}");
  plan (fixture, WB_SEND_REFUSED, 0, "no");
  publish (fixture, EVENT ("a", ""));
  wait_heard (fixture, "a; ");
  wait_list (fixture, "channel", "ops other ");
  /* Round and round it does not go. */
  plan (fixture, WB_SEND_REFUSED, 0, "no");
  plan (fixture, WB_SEND_REFUSED, 0, "no");
  publish (fixture, EVENT ("b", ""));
  wait_list (fixture, "state", "dead done dead dead ");
}

/* What the far side took, and later says that it did not arrive, goes on by the other channel too;
 * what it cannot tell does not. */
static void
test_undelivered (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_add, CHANNEL ("other", ",\"fallback\":\"ops\""));
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"fallback\":\"other\"}}");
  plan (fixture, WB_SEND_DONE, 0, NULL)->confirm_us = G_TIME_SPAN_SECOND;
  plan (fixture, WB_SEND_REFUSED, 0, "the phone is off");
  plan (fixture, WB_SEND_DONE, 0, NULL)->confirm_us = G_TIME_SPAN_SECOND;
  plan (fixture, WB_SEND_REFUSED, 0, "nor does it ring here");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "state", "done queued ");
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_list (fixture, "channel", "ops ops other other ");
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_list (fixture, "state", "done dead done dead ");
  wait_list (fixture, "action", "notify confirm notify confirm ");

  plan (fixture, WB_SEND_DONE, 0, NULL)->confirm_us = G_TIME_SPAN_SECOND;
  plan (fixture, WB_SEND_BROKEN, 0, "wrong password");
  publish (fixture, EVENT ("b", ""));
  wait_list (fixture, "state", "done dead done dead done queued ");
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_list (fixture, "title", "a a a a b b Channel ops needs attention ");
}

/* What waits is on disk: another agent carries on where this one ended. */
static void
test_restart (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  plan (fixture, WB_SEND_RETRY, 0, "no");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "attempts", "1 ");
  stop_queue (fixture);
  centre_fixture_restart (&fixture->centre);
  start_queue (fixture);
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_heard (fixture, "a; ");
  wait_list (fixture, "attempts", "2 ");
}

/* Five failures in a row: nothing is tried, and no attempt is lost. */
static void
test_breaker (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *reason;

  for (guint i = 0; i < WB_BREAKER_FAILURES; i++)
    plan (fixture, WB_SEND_RETRY, 0, "no");
  publish_many (fixture, WB_BREAKER_FAILURES + 2);
  wait_list (fixture, "attempts", "1 1 1 1 1 0 0 ");
  g_assert_cmpint (wb_delivery_queue_get_status (fixture->queue, "ops", &reason), ==,
                   WB_CHANNEL_STATUS_OPEN);
  g_assert_cmpstr (reason, ==, "no");
  advance (fixture, 30 * G_TIME_SPAN_SECOND);
  wait_list (fixture, "state", "done done done done done done done ");
  g_assert_cmpint (wb_delivery_queue_get_status (fixture->queue, "ops", &reason), ==,
                   WB_CHANNEL_STATUS_OK);
}

/* The first goes at once; what follows shortly after goes together, but what is critical alone. */
static void
test_batch (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"batching\":true}}");
  publish (fixture, EVENT ("first", ""));
  wait_heard (fixture, "first; ");
  publish (fixture, EVENT ("b", ""));
  publish (fixture, EVENT ("c", ""));
  publish (fixture, EVENT ("urgent", ",\"priority\":\"critical\""));
  wait_heard (fixture, "first; urgent; ");
  advance (fixture, 5 * G_TIME_SPAN_SECOND);
  wait_heard (fixture, "first; urgent; 2 notifications; ");
  wait_list (fixture, "state", "done done done done ");

  perform (fixture, &wb_preferences_set, "{\"body\":{\"delivery\":{\"batch_size\":3}}}");
  publish_many (fixture, 7);
  advance (fixture, 5 * G_TIME_SPAN_SECOND);
  wait_heard (fixture, "first; urgent; 2 notifications; 3 notifications; ");
  advance (fixture, 5 * G_TIME_SPAN_SECOND);
  wait_heard (fixture, "first; urgent; 2 notifications; 3 notifications; 3 notifications; ");
}

static void
test_rate (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"rate_limit\":6}}");
  publish (fixture, EVENT ("a", ""));
  publish (fixture, EVENT ("b", ""));
  wait_heard (fixture, "a; ");
  advance (fixture, 9 * G_TIME_SPAN_SECOND);
  centre_fixture_settle ();
  g_assert_cmpstr (fixture->channel->heard->str, ==, "a; ");
  advance (fixture, 2 * G_TIME_SPAN_SECOND);
  wait_heard (fixture, "a; b; ");
}

/* Without a network no attempt is lost, and nothing is held against the channel. */
static void
test_offline (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 3; i++)
    plan (fixture, WB_SEND_OFFLINE, 0, "there is no network");
  publish (fixture, EVENT ("a", ""));
  for (guint i = 0; i < 3; i++)
    {
      wait_status (fixture, WB_CHANNEL_STATUS_WAITING);
      advance (fixture, 31 * G_TIME_SPAN_SECOND);
    }
  wait_heard (fixture, "a; ");
  wait_list (fixture, "attempts", "1 ");
}

/* What someone saw to before it was sent is not sent. */
static void
test_acknowledged (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"enabled\":false}}");
  perform (fixture, &wb_channel_update, "{\"name\":\"ops\",\"body\":{\"enabled\":true}}");
  plan (fixture, WB_SEND_RETRY, 0, "no");
  publish (fixture, EVENT ("a", ""));
  wait_list (fixture, "attempts", "1 ");
  perform (fixture, &wb_notification_acknowledge, "{\"id\":1}");
  wait_list (fixture, "state", "skipped ");
  advance (fixture, G_TIME_SPAN_MINUTE);
  centre_fixture_settle ();
  g_assert_cmpstr (fixture->channel->heard->str, ==, "");
}

/* What is put off goes at its time, and as it is then. */
static void
test_put_off (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  plan (fixture, WB_SEND_RETRY, 0, "no");
  publish (fixture, EVENT ("a", ",\"dedup_key\":\"k\""));
  wait_list (fixture, "attempts", "1 ");
  perform (fixture, &wb_snooze_notification, "{\"id\":1,\"body\":{\"minutes\":60}}");
  advance (fixture, 30 * G_TIME_SPAN_MINUTE);
  centre_fixture_settle ();
  g_assert_cmpstr (fixture->channel->heard->str, ==, "");
  advance (fixture, 40 * G_TIME_SPAN_MINUTE);
  wait_heard (fixture, "a; ");
}

/* Repeats that come while one waits are one message, with the newest text. */
static void
test_repeats (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->channel->is_slow = TRUE;
  publish (fixture, EVENT ("first", ""));
  wait_heard (fixture, "first; ");
  publish (fixture, EVENT ("loss 1", ",\"dedup_key\":\"k\""));
  publish (fixture, EVENT ("loss 2", ",\"dedup_key\":\"k\",\"priority\":\"critical\""));
  fixture->channel->is_slow = FALSE;
  g_task_return_boolean (fixture->channel->held->pdata[0], TRUE);
  g_object_unref (fixture->channel->held->pdata[0]);
  g_ptr_array_set_size (fixture->channel->held, 0);
  wait_heard (fixture, "first; loss 2; ");
  wait_list (fixture, "state", "done done ");
}

/* A line that stands still holds up no other one. */
static void
test_fair (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  perform (fixture, &wb_channel_add, CHANNEL ("free", ""));
  fixture->channel->is_slow = TRUE;
  publish (fixture, EVENT ("stuck", ""));
  wait_heard (fixture, "stuck; ");
  publish_many (fixture, 50);
  fixture->channel->is_slow = FALSE;
  publish (fixture, "{\"type\":\"custom\",\"title\":\"z\",\"channels\":[\"free\"]}");
  wait_heard (fixture, "stuck; z; ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define STORY(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  STORY ("/delivery/delivery-queue/sent", test_sent);
  STORY ("/delivery/delivery-queue/priority", test_priority);
  STORY ("/delivery/delivery-queue/retry", test_retry);
  STORY ("/delivery/delivery-queue/gives-up", test_gives_up);
  STORY ("/delivery/delivery-queue/refused", test_refused);
  STORY ("/delivery/delivery-queue/broken", test_broken);
  STORY ("/delivery/delivery-queue/fallback", test_fallback);
  STORY ("/delivery/delivery-queue/undelivered", test_undelivered);
  STORY ("/delivery/delivery-queue/restart", test_restart);
  STORY ("/delivery/delivery-queue/breaker", test_breaker);
  STORY ("/delivery/delivery-queue/batch", test_batch);
  STORY ("/delivery/delivery-queue/rate", test_rate);
  STORY ("/delivery/delivery-queue/offline", test_offline);
  STORY ("/delivery/delivery-queue/acknowledged", test_acknowledged);
  STORY ("/delivery/delivery-queue/put-off", test_put_off);
  STORY ("/delivery/delivery-queue/repeats", test_repeats);
  STORY ("/delivery/delivery-queue/fair", test_fair);
  return g_test_run ();
}
