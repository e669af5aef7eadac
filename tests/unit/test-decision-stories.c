/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alarm.h"

#include <string.h>

#include "centre-fixture.h"
#include "engine/wb-alert-config-operations.h"
#include "folder-fixture.h"

/*
 * Stories of random events, configs and steps of the clock. The same story is told to an agent that
 * runs on and to one that ends and starts before any step: both must say the same at every step,
 * keep every event, and let no more through in any hour than the caps allow.
 */
#define STORIES 12
#define EVENTS 60
#define SUBJECTS 3
#define CONFIGS_MAX 3

typedef struct
{
  guint max_per_hour;
  guint cooldown_minutes;
} Config;

/* What came through for one subject, to be checked against the caps. */
typedef struct
{
  GArray *shown_us[SUBJECTS]; /* gint64 */
} Shown;

static void
add_config (CentreFixture *fixture, const Config *config, guint number)
{
  g_autofree char *input = g_strdup_printf (
      "{\"body\":{\"name\":\"c%u\",\"alert_type\":\"high_latency\",\"cooldown_minutes\":%u,"
      "\"max_alerts_per_hour\":%u,\"conditions\":{\"latency_ms\":%u}}}",
      number, config->cooldown_minutes, config->max_per_hour, 1000 * number);
  g_autofree char *answer = centre_fixture_perform (fixture, &wb_alert_config_create, input);

  g_assert_nonnull (strstr (answer, "\"id\""));
}

static char *
make_event (GRand *rand, guint *subject)
{
  static const char *const severities[] = { "info", "warning", "error", "critical" };

  *subject = (guint) g_rand_int_range (rand, 0, SUBJECTS);
  return g_strdup_printf (
      "{\"type\":\"high_latency\",\"provider\":\"p%u\",\"severity\":\"%s\",\"message\":\"m\","
      "\"title\":\"t\",\"context\":{\"latency_ms\":%d}}",
      *subject, severities[g_rand_int_range (rand, 0, (gint32) G_N_ELEMENTS (severities))],
      g_rand_int_range (rand, 0, 4000));
}

/* The clock mostly goes on, now and then for long, and is sometimes set back. */
static gint64
step_clock (GRand *rand, gint64 now_us)
{
  int dice = g_rand_int_range (rand, 0, 20);

  if (dice == 0)
    return now_us - g_rand_int_range (rand, 0, 30) * G_TIME_SPAN_MINUTE;
  return now_us
         + (dice == 1 ? g_rand_int_range (rand, 60, 300) : g_rand_int_range (rand, 0, 8))
               * G_TIME_SPAN_MINUTE;
}

static guint
get_cap (const Config *configs, guint n_configs)
{
  guint cap = 0;

  /* Each config that matches lets its own through. */
  for (guint i = 0; i < n_configs; i++)
    cap += configs[i].max_per_hour;
  return cap;
}

/* Only notifications that a config let through count: one that none matches is shown silently. */
static void
check_caps (const Shown *shown, guint cap, gboolean is_monotonic)
{
  if (!is_monotonic)
    return; /* hours by the clock on the wall overlap then */

  for (guint subject = 0; subject < SUBJECTS; subject++)
    {
      const GArray *times = shown->shown_us[subject];

      for (guint i = cap; i < times->len; i++)
        g_assert_cmpint (g_array_index (times, gint64, i) - g_array_index (times, gint64, i - cap),
                         >=, G_TIME_SPAN_HOUR);
    }
}

static gboolean
is_shown (CentreFixture *fixture, const char *answer)
{
  g_auto (GStrv) words = g_strsplit (answer, " ", 3);
  g_autoptr (WbNotification) notification = NULL;

  if (!g_str_equal (words[1], "notified"))
    return FALSE;
  notification = centre_fixture_get (fixture, g_ascii_strtoll (words[2], NULL, 10));
  return notification->channels != NULL && *notification->channels != NULL;
}

/* Both say the same, word by word; (transfer full). */
static char *
tell_both (CentreFixture *steady, CentreFixture *restless, GRand *rand, const char *json)
{
  g_autofree char *second = NULL;
  char *first;

  if (g_rand_boolean (rand))
    centre_fixture_restart (restless);
  first = json != NULL ? centre_fixture_publish (steady, json)
                       : centre_fixture_perform (steady, &wb_alarm_run_due, "{}");
  second = json != NULL ? centre_fixture_publish (restless, json)
                        : centre_fixture_perform (restless, &wb_alarm_run_due, "{}");
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (wb_centre_get_unread_count (steady->centre), ==,
                    wb_centre_get_unread_count (restless->centre));
  return first;
}

static void
set_clocks (CentreFixture *steady, CentreFixture *restless, gint64 now_us)
{
  wb_clock_set_now_us (steady->clock, now_us);
  wb_clock_set_now_us (restless->clock, now_us);
}

static gboolean
count_events_job (WbConnection *connection, gpointer data, GError **error)
{
  return wb_event_store_count (connection, data, error);
}

static guint64
count_events (CentreFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint64 count = 0;

  wb_database_read_async (fixture->database, count_events_job, &count, NULL, NULL,
                          folder_fixture_keep_result_cb, &result);
  folder_fixture_wait (&result);
  return count;
}

static void
tell_story (GRand *rand)
{
  CentreFixture steady, restless;
  Config configs[CONFIGS_MAX];
  Shown shown;
  gint64 now_us = CENTRE_FIXTURE_NOW_US;
  guint n_configs = (guint) g_rand_int_range (rand, 1, CONFIGS_MAX + 1);
  gboolean is_monotonic = TRUE;

  centre_fixture_set_up (&steady, NULL);
  centre_fixture_set_up (&restless, NULL);
  for (guint i = 0; i < SUBJECTS; i++)
    shown.shown_us[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n_configs; i++)
    {
      configs[i] = (Config){ (guint) g_rand_int_range (rand, 1, 5),
                             (guint) g_rand_int_range (rand, 0, 20) };
      add_config (&steady, &configs[i], i);
      add_config (&restless, &configs[i], i);
    }

  for (guint i = 0; i < EVENTS; i++)
    {
      guint subject;
      g_autofree char *json = make_event (rand, &subject);
      g_autofree char *due = NULL, *answer = NULL;
      gint64 then_us = step_clock (rand, now_us);

      is_monotonic &= then_us >= now_us;
      now_us = then_us;
      set_clocks (&steady, &restless, now_us);
      due = tell_both (&steady, &restless, rand, NULL);
      answer = tell_both (&steady, &restless, rand, json);
      if (is_shown (&steady, answer))
        g_array_append_val (shown.shown_us[subject], now_us);
    }
  check_caps (&shown, get_cap (configs, n_configs), is_monotonic);
  g_assert_cmpuint (count_events (&steady), >=, EVENTS);
  g_assert_cmpuint (count_events (&steady), ==, count_events (&restless));

  for (guint i = 0; i < SUBJECTS; i++)
    g_array_unref (shown.shown_us[i]);
  centre_fixture_tear_down (&steady, NULL);
  centre_fixture_tear_down (&restless, NULL);
}

static void
test_stories (void)
{
  guint32 seed = (guint32) g_test_rand_int ();

  for (guint i = 0; i < STORIES; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed + i);

      g_test_message ("story %u", seed + i);
      tell_story (rand);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/decision/stories", test_stories);

  return g_test_run ();
}
