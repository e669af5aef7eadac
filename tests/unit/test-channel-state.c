/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-channel-state.h"

#define NOW G_GINT64_CONSTANT (1767323045000000)
#define S G_TIME_SPAN_SECOND

static const WbChannelPace pace = { 60, 3 }; /* one a second, three at once */

static void
note (WbChannelState *state, WbSendOutcome outcome, gint64 retry_after_us, gint64 now_us)
{
  const WbSendResult result
      = { .outcome = outcome, .retry_after_us = retry_after_us, .reason = (char *) "because" };

  wb_channel_state_note (state, &result, now_us);
}

static const char *
get_status (const WbChannelState *state, gint64 now_us)
{
  return wb_channel_status_to_string (wb_channel_state_get_status (state, now_us));
}

/* A burst, and then one by one. */
static void
test_pace (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW), ==, 3);
  wb_channel_state_take (&state, &pace, 3, NOW);
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW), ==, 0);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW), ==, NOW + S + 1);
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + S + 1), ==, 1);
  /* It never saves up more than a burst. */
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + 1000 * S), ==, 3);
}

/* In no minute go more than the rate and one burst, however it is asked. */
static void
test_pace_holds (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_auto (WbChannelState) state;
  gint64 now_us = NOW;
  guint sent = 0;

  wb_channel_state_init (&state);
  while (now_us < NOW + 60 * S)
    {
      guint n = wb_channel_state_count_ready (&state, &pace, now_us);

      wb_channel_state_take (&state, &pace, n, now_us);
      sent += n;
      now_us += g_rand_int_range (random, 1, 2 * S);
    }
  g_assert_cmpuint (sent, <=, 60 + 3);
  g_assert_cmpuint (sent, >=, 50);
}

static void
test_no_pace (void)
{
  const WbChannelPace none = { 0, 1 };
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  wb_channel_state_take (&state, &none, 1000, NOW);
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &none, NOW), ==, G_MAXUINT);
}

/* Five failures open it; it is tried again with one, and stays shut for longer each time. */
static void
test_breaker (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  for (guint i = 0; i < WB_BREAKER_FAILURES; i++)
    {
      g_assert_cmpstr (get_status (&state, NOW), ==, "ok");
      note (&state, WB_SEND_RETRY, 0, NOW);
    }
  g_assert_cmpstr (get_status (&state, NOW), ==, "open");
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW), ==, 0);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW), ==, NOW + 30 * S);

  g_assert_cmpstr (get_status (&state, NOW + 30 * S), ==, "half_open");
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + 30 * S), ==, 1);
  note (&state, WB_SEND_RETRY, 0, NOW + 30 * S);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW + 30 * S), ==, NOW + 90 * S);

  note (&state, WB_SEND_DONE, 0, NOW + 90 * S);
  g_assert_cmpstr (get_status (&state, NOW + 90 * S), ==, "ok");
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + 90 * S), ==, 3);
}

/* What failed at once, such as all mails of one connection, is one failure of the far side. */
static void
test_breaker_together (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  for (guint i = 0; i < 100; i++)
    note (&state, WB_SEND_RETRY, 0, NOW + i);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW + 100), ==,
                   NOW + WB_BREAKER_FAILURES - 1 + 30 * S);
}

/* A message that is refused says nothing about the channel; without a network nothing is known. */
static void
test_not_the_channel (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  for (guint i = 0; i < 3 * WB_BREAKER_FAILURES; i++)
    {
      note (&state, WB_SEND_REFUSED, 0, NOW);
      note (&state, WB_SEND_OFFLINE, 0, NOW);
    }
  g_assert_cmpstr (get_status (&state, NOW), ==, "ok");
}

/* The far side says for how long; the rate goes down, and up again slowly. */
static void
test_complaint (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  note (&state, WB_SEND_RATE_LIMITED, 7 * S, NOW);
  g_assert_cmpstr (get_status (&state, NOW), ==, "rate_limited");
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW), ==, NOW + 7 * S);
  g_assert_cmpfloat (state.factor, ==, 0.5);
  /* What was on its way with it changes only for how long. */
  note (&state, WB_SEND_RATE_LIMITED, 9 * S, NOW + S);
  g_assert_cmpfloat (state.factor, ==, 0.5);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW + S), ==, NOW + 10 * S);
  note (&state, WB_SEND_DONE, 0, NOW + 2 * S);
  g_assert_cmpstr (get_status (&state, NOW + 2 * S), ==, "rate_limited");
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW + 2 * S), ==, NOW + 10 * S);
  for (guint i = 1; i <= 20; i++)
    note (&state, WB_SEND_RATE_LIMITED, 0, NOW + i * 60 * S);
  g_assert_cmpfloat (state.factor, ==, 1.0 / 16);

  note (&state, WB_SEND_DONE, 0, NOW + (20 * 60 + 59) * S);
  g_assert_cmpfloat (state.factor, ==, 1.0 / 16);
  for (guint i = 21; i < 40; i++)
    note (&state, WB_SEND_DONE, 0, NOW + i * 60 * S);
  g_assert_cmpfloat (state.factor, ==, 1.0);
}

static void
test_attention (void)
{
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  note (&state, WB_SEND_BROKEN, 0, NOW);
  g_assert_cmpstr (get_status (&state, NOW), ==, "needs_attention");
  g_assert_cmpstr (state.reason, ==, "because");
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + 59 * 60 * S), ==, 0);
  /* Each hour one is tried: somebody may have done something. */
  g_assert_cmpuint (wb_channel_state_count_ready (&state, &pace, NOW + 3600 * S), ==, 1);
  wb_channel_state_forgive (&state);
  g_assert_cmpstr (get_status (&state, NOW), ==, "ok");
  g_assert_null (state.reason);
}

/* What was written before the clock was set back does not hold anything up for a year. */
static void
test_clock_set_back (void)
{
  const gint64 year_us = 365 * G_TIME_SPAN_DAY;
  g_auto (WbChannelState) state;

  wb_channel_state_init (&state);
  wb_channel_state_take (&state, &pace, 3, NOW + year_us);
  note (&state, WB_SEND_RATE_LIMITED, 7 * S, NOW + year_us);
  note (&state, WB_SEND_BROKEN, 0, NOW + year_us);
  g_assert_cmpint (wb_channel_state_get_ready_us (&state, &pace, NOW), <=,
                   NOW + 6 * G_TIME_SPAN_HOUR);
}

static void
test_stored (void)
{
  g_auto (WbChannelState) state;
  g_auto (WbChannelState) read = { 0 };
  g_auto (WbChannelState) other = { 0 };
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  wb_channel_state_init (&state);
  wb_channel_state_take (&state, &pace, 2, NOW);
  note (&state, WB_SEND_RATE_LIMITED, 7 * S, NOW);
  note (&state, WB_SEND_BROKEN, 0, NOW);
  json = wb_channel_state_to_json (&state);
  g_assert_true (wb_channel_state_init_from_json (&read, json));
  again = wb_channel_state_to_json (&read);
  g_assert_cmpstr (again, ==, json);
  g_assert_false (wb_channel_state_init_from_json (&other, "[]"));
  g_assert_cmpstr (get_status (&other, NOW), ==, "ok");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/channel-state/pace", test_pace);
  g_test_add_func ("/delivery/channel-state/pace-holds", test_pace_holds);
  g_test_add_func ("/delivery/channel-state/no-pace", test_no_pace);
  g_test_add_func ("/delivery/channel-state/breaker", test_breaker);
  g_test_add_func ("/delivery/channel-state/breaker-together", test_breaker_together);
  g_test_add_func ("/delivery/channel-state/not-the-channel", test_not_the_channel);
  g_test_add_func ("/delivery/channel-state/complaint", test_complaint);
  g_test_add_func ("/delivery/channel-state/attention", test_attention);
  g_test_add_func ("/delivery/channel-state/clock-set-back", test_clock_set_back);
  g_test_add_func ("/delivery/channel-state/stored", test_stored);
  return g_test_run ();
}
