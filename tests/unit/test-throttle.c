/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-throttle.h"

#include "model/wb-limits.h"

#define START_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)
#define MINUTE G_TIME_SPAN_MINUTE
#define EVENTS 400 /* of one random story */
#define STORIES 300

/* A rule's limits with a state in which some came through. */
static void
make_state (WbThrottleState *state, const int *minutes, WbSeverity severity)
{
  for (; *minutes >= 0; minutes++)
    wb_throttle_admit (state, START_US + *minutes * MINUTE, severity, 7);
}

#define NEVER                                                                                      \
  {                                                                                                \
    -1                                                                                             \
  }

#define LIMITS(cooldown, cap)                                                                      \
  {                                                                                                \
    .cooldown_s = cooldown, .max_per_hour = cap                                                    \
  }

static void
test_ask (void)
{
  static const struct
  {
    const char *what;
    int admitted[8]; /* minutes, ended by -1 */
    WbThrottleLimits limits;
    WbSeverity severity; /* after a warning */
    int minute;
    WbThrottleReason reason;
    int until;
  } cases[] = {
    { "the first", NEVER, LIMITS (900, 10), WB_SEVERITY_INFO, 5, WB_THROTTLE_ADMITTED, 5 },
    { "no limits",
      { 0, 1, 2, 3, -1 },
      LIMITS (0, 0),
      WB_SEVERITY_INFO,
      3,
      WB_THROTTLE_ADMITTED,
      3 },
    { "within the cooldown",
      { 0, -1 },
      LIMITS (900, 10),
      WB_SEVERITY_WARNING,
      14,
      WB_THROTTLE_COOLDOWN,
      15 },
    { "at its end",
      { 0, -1 },
      LIMITS (900, 10),
      WB_SEVERITY_WARNING,
      15,
      WB_THROTTLE_ADMITTED,
      15 },
    { "milder", { 0, -1 }, LIMITS (900, 10), WB_SEVERITY_INFO, 1, WB_THROTTLE_COOLDOWN, 15 },
    { "graver", { 0, -1 }, LIMITS (900, 10), WB_SEVERITY_ERROR, 1, WB_THROTTLE_ADMITTED, 1 },
    { "the cap",
      { 0, 20, 40, -1 },
      LIMITS (60, 3),
      WB_SEVERITY_INFO,
      59,
      WB_THROTTLE_HOURLY_CAP,
      60 },
    { "the oldest leaves the window",
      { 0, 20, 40, -1 },
      LIMITS (60, 3),
      WB_SEVERITY_INFO,
      60,
      WB_THROTTLE_ADMITTED,
      60 },
    { "graver, at the cap",
      { 0, 20, 40, -1 },
      LIMITS (60, 3),
      WB_SEVERITY_CRITICAL,
      50,
      WB_THROTTLE_HOURLY_CAP,
      60 },
    { "the cap was lowered since",
      { 0, 10, 20, 30, -1 },
      LIMITS (0, 2),
      WB_SEVERITY_INFO,
      40,
      WB_THROTTLE_HOURLY_CAP,
      80 },
    { "the cap, then the cooldown",
      { 0, 50, -1 },
      LIMITS (1200, 2),
      WB_SEVERITY_INFO,
      55,
      WB_THROTTLE_COOLDOWN,
      70 },
    { "a cooldown longer than the window",
      { 0, -1 },
      LIMITS (7200, 10),
      WB_SEVERITY_INFO,
      119,
      WB_THROTTLE_COOLDOWN,
      120 },
    { "and its end",
      { 0, -1 },
      LIMITS (7200, 10),
      WB_SEVERITY_INFO,
      120,
      WB_THROTTLE_ADMITTED,
      120 },
    { "the clock was set back by a day: as if it had just happened",
      { 1440, 1445, -1 },
      LIMITS (900, 2),
      WB_SEVERITY_WARNING,
      0,
      WB_THROTTLE_HOURLY_CAP,
      60 },
    { "the clock was set forward by a day",
      { 0, 5, -1 },
      LIMITS (900, 2),
      WB_SEVERITY_WARNING,
      1445,
      WB_THROTTLE_ADMITTED,
      1445 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WbThrottleState) state = { 0 };
      WbThrottleAnswer answer;

      g_test_message ("%s", cases[i].what);
      make_state (&state, cases[i].admitted, WB_SEVERITY_WARNING);
      answer = wb_throttle_ask (&state, &cases[i].limits, cases[i].severity,
                                START_US + cases[i].minute * MINUTE);
      g_assert_cmpint (answer.reason, ==, cases[i].reason);
      g_assert_cmpint (answer.until_us, ==, START_US + cases[i].until * MINUTE);
    }
}

/* S0-17, S0-18, S1-16: the same alert every minute is told once in fifteen minutes. */
static void
test_every_minute (void)
{
  const WbThrottleLimits limits = { .cooldown_s = 900, .max_per_hour = 10 };
  g_auto (WbThrottleState) state = { 0 };
  guint admitted = 0;

  for (int minute = 0; minute < 60; minute++)
    {
      gint64 now_us = START_US + minute * MINUTE;

      if (wb_throttle_ask (&state, &limits, WB_SEVERITY_WARNING, now_us).reason
          == WB_THROTTLE_ADMITTED)
        {
          g_assert_cmpint (minute % 15, ==, 0);
          wb_throttle_admit (&state, now_us, WB_SEVERITY_WARNING, ++admitted);
        }
      else
        wb_throttle_suppress (&state, WB_SEVERITY_WARNING, 100 + minute);
    }
  g_assert_cmpuint (admitted, ==, 4);
  g_assert_cmpuint (state.suppressed, ==, 14);
  g_assert_cmpint (state.last_event_id, ==, 159);
}

/* S1-18: what was held back is counted until the next one comes through. */
static void
test_suppressed (void)
{
  g_auto (WbThrottleState) state = { 0 };

  wb_throttle_admit (&state, START_US, WB_SEVERITY_WARNING, 3);
  wb_throttle_suppress (&state, WB_SEVERITY_ERROR, 4);
  wb_throttle_suppress (&state, WB_SEVERITY_INFO, 5);
  g_assert_cmpuint (state.suppressed, ==, 2);
  g_assert_cmpint (state.worst, ==, WB_SEVERITY_ERROR);
  g_assert_cmpint (state.last_event_id, ==, 5);
  g_assert_cmpint (state.first_notification_id, ==, 3);
  g_assert_cmpint (state.admitted_severity, ==, WB_SEVERITY_WARNING);

  wb_throttle_admit (&state, START_US + 60 * MINUTE, WB_SEVERITY_ERROR, 6);
  g_assert_cmpuint (state.suppressed, ==, 0);
  g_assert_cmpint (state.worst, ==, WB_SEVERITY_INFO);
  g_assert_cmpint (state.first_notification_id, ==, 6);
  g_assert_cmpint (state.admitted_severity, ==, WB_SEVERITY_ERROR);
}

/* What is kept has a bound, whatever comes through. */
static void
test_bound (void)
{
  g_auto (WbThrottleState) state = { 0 };

  for (guint i = 0; i < WB_LIMIT_ALERTS_PER_HOUR + 10; i++)
    wb_throttle_admit (&state, START_US + i, WB_SEVERITY_INFO, i);
  g_assert_cmpuint (wb_throttle_state_count (&state), ==, WB_LIMIT_ALERTS_PER_HOUR);
  g_assert_cmpint (g_array_index (state.admitted_us, gint64, 0), ==, START_US + 10);
}

/* A blob that cannot be read is a state in which nothing happened. */
static void
test_damaged (void)
{
  const int admitted[] = { 0, 5, -1 };
  g_auto (WbThrottleState) whole = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const guint8 *data;

  make_state (&whole, admitted, WB_SEVERITY_CRITICAL);
  bytes = wb_throttle_state_to_bytes (&whole);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpuint (size, <, 64);

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      gsize length = i < size ? i : size;
      g_autoptr (GBytes) damaged = NULL;
      g_auto (WbThrottleState) state = { 0 };

      copy[g_test_rand_int_range (0, (int) size)] ^= (guint8) g_test_rand_int_range (1, 256);
      damaged = g_bytes_new (copy, length);
      if (!wb_throttle_state_init_from_bytes (&state, damaged))
        {
          g_assert_cmpuint (wb_throttle_state_count (&state), ==, 0);
          g_assert_cmpuint (state.suppressed, ==, 0);
          g_assert_cmpint (state.worst, ==, WB_SEVERITY_INFO);
        }
      g_assert_cmpuint (state.worst, <, WB_N_SEVERITIES);
    }
}

/* --- Random stories ------------------------------------------------------------------------- */

typedef struct
{
  WbThrottleLimits limits;
  gint64 now_us;       /* what the clock says */
  gint64 true_us;      /* what it would say had nobody touched it */
  gint64 forward_us;   /* true time since when nobody set it forward */
  GArray *admitted_us; /* gint64: true times */
  guint told;          /* came through, or counted as held back when the next one did */
} Story;

static void
copy_state (WbThrottleState *copy, const WbThrottleState *state)
{
  g_autoptr (GBytes) bytes = wb_throttle_state_to_bytes (state);

  g_assert_true (wb_throttle_state_init_from_bytes (copy, bytes));
}

static void
restart (WbThrottleState *state)
{
  WbThrottleState copy;

  copy_state (&copy, state);
  wb_throttle_state_clear (state);
  *state = copy;
}

static void
let_time_pass (Story *story)
{
  gint64 passed_us = g_test_rand_int_range (0, 4) == 0 ? g_test_rand_int_range (0, 3600) : 0;

  passed_us = passed_us * G_TIME_SPAN_SECOND / 4 + g_test_rand_int_range (0, 30000000);
  story->true_us += passed_us;
  story->now_us += passed_us;
  switch (g_test_rand_int_range (0, 40))
    {
    case 0: /* set back, by up to two days */
      story->now_us -= g_test_rand_int_range (1, 172800) * G_TIME_SPAN_SECOND;
      break;
    case 1: /* by a little, as time servers do */
      story->now_us -= g_test_rand_int_range (1, 2000000);
      break;
    case 2:
      story->now_us += g_test_rand_int_range (1, 172800) * G_TIME_SPAN_SECOND;
      story->forward_us = story->true_us;
      break;
    default:
      break;
    }
}

/* By the times that are kept, and by the time that truly passed unless the clock ran ahead of it.
 */
static void
check_cap (const Story *story, const WbThrottleState *state)
{
  guint cap = story->limits.max_per_hour, n = story->admitted_us->len;

  if (cap == 0)
    return;
  for (guint i = cap; i < wb_throttle_state_count (state); i++)
    g_assert_cmpint (g_array_index (state->admitted_us, gint64, i)
                         - g_array_index (state->admitted_us, gint64, i - cap),
                     >=, WB_THROTTLE_WINDOW_US);
  if (n > cap && g_array_index (story->admitted_us, gint64, n - 1 - cap) >= story->forward_us)
    g_assert_cmpint (g_array_index (story->admitted_us, gint64, n - 1)
                         - g_array_index (story->admitted_us, gint64, n - 1 - cap),
                     >=, WB_THROTTLE_WINDOW_US);
}

static void
check_refusal (const Story *story,
               const WbThrottleState *state,
               WbThrottleAnswer answer,
               WbSeverity severity)
{
  gint64 longest_us = MAX (WB_THROTTLE_WINDOW_US, story->limits.cooldown_s * G_TIME_SPAN_SECOND);
  g_auto (WbThrottleState) later = { 0 };

  g_assert_cmpint (answer.until_us, >, story->now_us);
  g_assert_cmpint (answer.until_us, <=, story->now_us + longest_us);
  if (answer.reason == WB_THROTTLE_COOLDOWN)
    g_assert_cmpint (severity, <=, state->admitted_severity);

  copy_state (&later, state);
  g_assert_cmpint (wb_throttle_ask (&later, &story->limits, severity, answer.until_us - 1).reason,
                   !=, WB_THROTTLE_ADMITTED);
  g_assert_cmpint (wb_throttle_ask (&later, &story->limits, severity, answer.until_us).reason, ==,
                   WB_THROTTLE_ADMITTED);
}

static void
tell (Story *story, WbThrottleState *state, WbThrottleState *restarted, gint64 event_id)
{
  WbSeverity severity = (WbSeverity) g_test_rand_int_range (0, WB_N_SEVERITIES);
  WbThrottleAnswer answer, same;

  if (g_test_rand_bit ())
    restart (restarted);
  answer = wb_throttle_ask (state, &story->limits, severity, story->now_us);
  if (g_test_rand_bit ())
    restart (restarted);
  same = wb_throttle_ask (restarted, &story->limits, severity, story->now_us);
  g_assert_cmpint (answer.reason, ==, same.reason);
  g_assert_cmpint (answer.until_us, ==, same.until_us);

  if (answer.reason == WB_THROTTLE_ADMITTED)
    {
      story->told += 1 + state->suppressed;
      g_array_append_val (story->admitted_us, story->true_us);
      wb_throttle_admit (state, story->now_us, severity, event_id);
      wb_throttle_admit (restarted, story->now_us, severity, event_id);
      check_cap (story, state);
      return;
    }
  check_refusal (story, state, answer, severity);
  wb_throttle_suppress (state, severity, event_id);
  wb_throttle_suppress (restarted, severity, event_id);
}

static void
tell_story (guint number)
{
  Story story = {
    .limits = { .cooldown_s
                = (guint) g_test_rand_int_range (0, 4) * (guint) g_test_rand_int_range (0, 1800),
                .max_per_hour = (guint) g_test_rand_int_range (0, 9) },
    .now_us = START_US,
    .true_us = START_US,
    .forward_us = START_US,
    .admitted_us = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
  g_auto (WbThrottleState) state = { 0 };
  g_auto (WbThrottleState) restarted = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) same = NULL;

  g_test_message ("story %u: cooldown %u s, cap %u", number, story.limits.cooldown_s,
                  story.limits.max_per_hour);
  for (guint i = 0; i < EVENTS; i++)
    {
      let_time_pass (&story);
      tell (&story, &state, &restarted, i + 1);
    }
  g_assert_cmpuint (story.told + state.suppressed, ==, EVENTS);
  bytes = wb_throttle_state_to_bytes (&state);
  same = wb_throttle_state_to_bytes (&restarted);
  g_assert_true (g_bytes_equal (bytes, same));
  g_array_unref (story.admitted_us);
}

static void
test_stories (void)
{
  for (guint i = 0; i < STORIES; i++)
    tell_story (i);
}

/* Without clocks that are set, no window of the clock holds more than the cap: S1-17, S1-19. */
static void
test_sliding_window (void)
{
  const WbThrottleLimits limits = { .max_per_hour = 10 };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (WbThrottleState) state = { 0 };
  gint64 now_us = START_US;

  for (guint i = 0; i < 10000; i++)
    {
      now_us += g_test_rand_int_range (0, 60000000);
      if (wb_throttle_ask (&state, &limits, WB_SEVERITY_CRITICAL, now_us).reason
          != WB_THROTTLE_ADMITTED)
        continue;
      wb_throttle_admit (&state, now_us, WB_SEVERITY_CRITICAL, i);
      g_array_append_val (times, now_us);
    }
  g_assert_cmpuint (times->len, >, 500);
  for (guint i = 10; i < times->len; i++)
    g_assert_cmpint (g_array_index (times, gint64, i) - g_array_index (times, gint64, i - 10), >=,
                     WB_THROTTLE_WINDOW_US);
}

/* --- Which events ---------------------------------------------------------------------------- */

static void
test_exempt (void)
{
  static const struct
  {
    const char *type;
    gboolean is_resolved;
    gboolean is_exempt;
  } cases[] = {
    { "provider_recovered", FALSE, TRUE },
    { "circuit_breaker_closed", FALSE, TRUE },
    { "key_recovered", FALSE, TRUE },
    { "training_resumed", FALSE, TRUE },
    { "training_completed", FALSE, FALSE },
    { "quota_critical", FALSE, FALSE },
    { "training_failed", FALSE, FALSE },
    { "loss_improved", FALSE, FALSE },
    { "circuit_breaker_opened", FALSE, FALSE },
    { "circuit_breaker_opened", TRUE, TRUE },
    { "custom", TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (cases[i].type));

      event->is_resolved = cases[i].is_resolved;
      g_assert_cmpint (wb_throttle_is_exempt (event), ==, cases[i].is_exempt);
    }
}

static void
test_subject (void)
{
  static const struct
  {
    const char *json;
    const char *subject;
  } cases[] = {
    { "{\"type\":\"quota_warning\",\"provider\":\"groq\",\"key_id\":\"1\",\"title\":\"76 %\"}",
      "{\"provider\":\"groq\",\"key_id\":\"1\"}" },
    { "{\"type\":\"high_latency\",\"context\":{\"provider_name\":\"openai\"},\"title\":\"t\"}",
      "{\"provider\":\"openai\"}" },
    { "{\"type\":\"training_failed\",\"run_id\":\"r\",\"model_name\":\"m\",\"title\":\"t\"}",
      "{\"run_id\":\"r\",\"model_name\":\"m\"}" },
    { "{\"type\":\"metric_threshold\",\"title\":\"cpu 91\","
      "\"context\":{\"service_name\":\"api\",\"metric_name\":\"cpu\",\"value\":91}}",
      "{\"service_name\":\"api\",\"metric_name\":\"cpu\"}" },
    { "{\"type\":\"training_failed\",\"run_id\":\"r\",\"dedup_key\":\"mine\",\"title\":\"t\"}",
      "{\"dedup_key\":\"mine\"}" },
    { "{\"type\":\"custom\",\"dedup_key\":\"mine\",\"title\":\"t\"}", "{\"dedup_key\":\"mine\"}" },
    { "{\"type\":\"custom\",\"title\":\"backup done\"}", "{\"title\":\"backup done\"}" },
    { "{\"type\":\"custom\",\"title\":\"x\",\"context\":{\"type\":\"deploy\"},\"source\":\"ci\"}",
      "{\"type\":\"deploy\",\"source\":\"ci\",\"title\":\"x\"}" },
    { "{\"type\":\"error_occurred\",\"title\":\"disk\",\"run_id\":\"r\"}",
      "{\"run_id\":\"r\",\"title\":\"disk\"}" },
    { "{\"type\":\"external_alert\",\"title\":\"a\",\"source\":\"grafana\"}",
      "{\"source\":\"grafana\",\"title\":\"a\"}" },
    { "{\"type\":\"gpu_memory_warning\",\"title\":\"GPU Memory Warning\",\"source\":\"box\"}",
      "{\"source\":\"box\",\"title\":\"GPU Memory Warning\"}" },
    { "{\"type\":\"high_latency\",\"title\":\"t\",\"context\":{\"provider_name\":7}}",
      "{\"title\":\"t\"}" },
    /* What is written in a name never looks like another field. */
    { "{\"type\":\"high_latency\",\"provider\":\"a\\\",\\\"key_id\\\":\\\"b\",\"title\":\"t\"}",
      "{\"provider\":\"a\\\",\\\"key_id\\\":\\\"b\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new_from_json (cases[i].json, NULL);
      g_autoptr (WbJson) context = wb_event_parse_context (event);
      g_autofree char *subject = wb_throttle_dup_subject (event, context);

      g_assert_cmpstr (subject, ==, cases[i].subject);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/throttle/ask", test_ask);
  g_test_add_func ("/engine/throttle/every-minute", test_every_minute);
  g_test_add_func ("/engine/throttle/suppressed", test_suppressed);
  g_test_add_func ("/engine/throttle/bound", test_bound);
  g_test_add_func ("/engine/throttle/damaged", test_damaged);
  g_test_add_func ("/engine/throttle/stories", test_stories);
  g_test_add_func ("/engine/throttle/sliding-window", test_sliding_window);
  g_test_add_func ("/engine/throttle/exempt", test_exempt);
  g_test_add_func ("/engine/throttle/subject", test_subject);
  return g_test_run ();
}
