/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-ledger.h"

#include <string.h>

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "engine/wb-alarm.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-run-operations.h"
#include "folder-fixture.h"
#include "model/wb-limits.h"

/* What happens at a second after the start, and what is said to it. */
typedef struct
{
  int second;
  const char *json; /* an event; NULL: what is due is done */
  const char *answer;
  const char *signals;
} Step;

static void
set_second (CentreFixture *fixture, int second)
{
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + second * G_USEC_PER_SEC);
}

/* With @restarts, the agent ends and starts before each step. */
static void
check_steps (CentreFixture *fixture, const Step *steps, gsize n_steps, gboolean restarts)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autofree char *answer = NULL;
      g_autofree char *signals = NULL;

      g_test_message ("second %d: %s", steps[i].second,
                      steps[i].json != NULL ? steps[i].json : "what is due");
      if (restarts)
        centre_fixture_restart (fixture);
      set_second (fixture, steps[i].second);
      answer = steps[i].json != NULL ? centre_fixture_publish (fixture, steps[i].json)
                                     : centre_fixture_perform (fixture, &wb_alarm_run_due, "{}");
      signals = centre_fixture_take_signals (fixture);
      if (steps[i].json != NULL)
        g_assert_cmpstr (answer, ==, steps[i].answer);
      g_assert_cmpstr (signals, ==, steps[i].signals);
    }
}

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("there is no %s in %s", part, text);
}

#define BATCH "{\"type\":\"batch_processed\",\"run_id\":\"r\",\"model_name\":\"m\""

static void
test_whole_run (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0,
      "{\"type\":\"training_started\",\"run_id\":\"r\",\"model_name\":\"m\",\"title\":\"Go\","
      "\"total_epochs\":2}",
      "1 notified 1", "added 1;" },
    { 10,
      "{\"type\":\"epoch_completed\",\"run_id\":\"r\",\"title\":\"One\",\"epoch\":1,"
      "\"metrics\":{\"loss\":0.5,\"val_loss\":0.75},\"cost\":1.5}",
      "2 recorded 0", "" },
    { 20,
      "{\"type\":\"epoch_completed\",\"run_id\":\"r\",\"title\":\"Two\",\"epoch\":2,"
      "\"metrics\":{\"loss\":0.25}}",
      "3 recorded 0", "" },
    { 21, "{\"type\":\"training_completed\",\"run_id\":\"r\",\"title\":\"Done\"}", "4 notified 4",
      "added 4;" },
    { 30, BATCH ",\"title\":\"late\"}", "5 recorded 0", "" },
  };
  g_autofree char *run = NULL;
  g_autofree char *list = NULL;
  g_autofree char *active = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  run = centre_fixture_perform (fixture, &wb_run_get, "{\"run_id\":\"r\"}");
  g_assert_cmpstr (
      run, ==,
      "{\"run_id\":\"r\",\"model_name\":\"m\",\"state\":\"completed\",\"stalled\":false,"
      "\"started_at\":\"2026-01-02T03:04:05.000000Z\",\"updated_at\":\"2026-01-02T03:04:26."
      "000000Z\","
      "\"ended_at\":\"2026-01-02T03:04:26.000000Z\",\"progress\":1,\"epoch\":2,\"total_epochs\":2,"
      "\"elapsed\":21,\"loss\":0.25,\"best_loss\":0.25,\"eval_loss\":0.75,\"best_eval_loss\":0.75,"
      "\"cost\":1.5,\"metrics\":{\"loss\":0.25},\"last_event\":{\"id\":4,"
      "\"type\":\"training_completed\",\"title\":\"Done\",\"severity\":\"info\"},"
      "\"losses\":[[1,0.5],[2,0.25]],\"curves\":{\"loss\":[[10,0.5],[20,0.25]],"
      "\"val_loss\":[[10,0.75]]},\"cost_thresholds\":[]}");
  list = centre_fixture_perform (fixture, &wb_run_list, "{\"state\":\"completed\",\"limit\":1}");
  assert_contains (list, "{\"runs\":[{\"run_id\":\"r\",");
  assert_contains (list, "}],\"next_before_id\":4}");
  active = centre_fixture_perform (fixture, &wb_run_list, "{\"state\":\"active\"}");
  g_assert_cmpstr (active, ==, "{\"runs\":[]}");
}

/* Silence is told once, and its end by any word of the run; what is late by the agent's own
 * absence is no silence. */
static void
test_stall (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, BATCH ",\"expect_within\":60,\"epoch\":3}", "1 recorded 0", "" },
    { 30, BATCH "}", "2 recorded 0", "" },
    { 60, NULL, NULL, "" }, /* it spoke meanwhile */
    { 89, NULL, NULL, "" },
    { 90, NULL, NULL, "added 3;" },
    { 200, NULL, NULL, "" },
    { 201, BATCH "}", "4 recorded 0", "merged 3;" },
    { 202, BATCH "}", "6 recorded 0", "" },
    { 400, NULL, NULL, "" }, /* nobody listened at 262 */
    { 460, NULL, NULL, "changed 3;" },
    { 470, "{\"type\":\"training_completed\",\"run_id\":\"r\"}", "8 notified 8",
      "added 8; changed 3;" },
    { 900, NULL, NULL, "" },
  };
  static const char message[]
      = "Run r has not been heard of since epoch 3. Silent since 2026-01-02T03:04:35Z; "
        "news was expected within 1 min 00 s.";
  g_autoptr (WbNotification) notification = NULL;
  g_autofree char *run = NULL;

  check_steps (fixture, steps, 5, GPOINTER_TO_INT (data));
  notification = centre_fixture_get (fixture, 3);
  g_assert_cmpstr (notification->event->type->name, ==, "training_stalled");
  g_assert_cmpstr (notification->event->title, ==, "Training stalled: m");
  g_assert_cmpstr (notification->event->message, ==, message);
  g_assert_cmpstr (notification->event->dedup_key, ==, "run:r:stalled");
  run = centre_fixture_perform (fixture, &wb_run_list, "{\"state\":\"stalled\"}");
  assert_contains (run, "\"stalled\":true");
  assert_contains (run, "\"updated_at\":\"2026-01-02T03:04:35.000000Z\"");

  check_steps (fixture, steps + 5, 3, GPOINTER_TO_INT (data));
  g_clear_pointer (&notification, wb_notification_unref);
  notification = centre_fixture_get (fixture, 3);
  g_assert_cmpint (notification->resolved_us, ==, CENTRE_FIXTURE_NOW_US + 201 * G_USEC_PER_SEC);
  check_steps (fixture, steps + 8, G_N_ELEMENTS (steps) - 8, GPOINTER_TO_INT (data));
}

static void
test_cost (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, BATCH ",\"cost\":5}", "1 recorded 0", "" },
    { 1, BATCH ",\"cost\":5.5}", "2 recorded 0", "added 3;" },
    { 2, BATCH ",\"cost\":9}", "4 recorded 0", "" },
    { 3, BATCH ",\"cost\":25}", "5 recorded 0", "added 6;" },
    { 4, BATCH ",\"cost\":30}", "7 recorded 0", "" },
    /* another run, and a model without one */
    { 5, "{\"type\":\"batch_processed\",\"run_id\":\"s\",\"cost\":6}", "8 recorded 0", "added 9;" },
    { 6, "{\"type\":\"batch_processed\",\"model_name\":\"m\",\"cost\":6}", "10 recorded 0",
      "added 11;" },
    { 7, "{\"type\":\"batch_processed\",\"model_name\":\"m\",\"cost\":7}", "12 recorded 0", "" },
    { 8, "{\"type\":\"batch_processed\",\"cost\":7}", "13 recorded 0", "" },
    /* told by someone else, with what lies below */
    { 9,
      "{\"type\":\"cost_threshold_exceeded\",\"run_id\":\"t\",\"cost\":12.5,\"title\":\"t\","
      "\"message\":\"m\",\"context\":{\"threshold\":10}}",
      "14 notified 14", "added 14;" },
    { 10, "{\"type\":\"batch_processed\",\"run_id\":\"t\",\"cost\":12.6}", "15 recorded 0", "" },
    { 11, "{\"type\":\"batch_processed\",\"run_id\":\"t\",\"cost\":21}", "16 recorded 0",
      "added 17;" },
    /* a run that begins anew spends anew */
    { 12, "{\"type\":\"training_started\",\"run_id\":\"s\",\"title\":\"t\"}", "18 notified 18",
      "added 18;" },
    { 13, "{\"type\":\"batch_processed\",\"run_id\":\"s\",\"cost\":6}", "19 recorded 0",
      "merged 9;" },
  };
  g_autoptr (WbNotification) first = NULL;
  g_autoptr (WbNotification) second = NULL;
  g_autofree char *run = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
  first = centre_fixture_get (fixture, 3);
  g_assert_cmpstr (first->event->title, ==, "Cost threshold exceeded: m");
  g_assert_cmpstr (first->event->message, ==, "Spent $5.50 of a threshold of $5.");
  g_assert_cmpstr (first->event->run_id, ==, "r");
  second = centre_fixture_get (fixture, 6);
  g_assert_cmpstr (second->event->message, ==, "Spent $25 of a threshold of $20.");
  run = centre_fixture_perform (fixture, &wb_run_get, "{\"run_id\":\"r\"}");
  assert_contains (run, "\"cost\":30,");
  assert_contains (run, "\"cost_thresholds\":[5,10,20]");
}

static void
test_own_thresholds (CentreFixture *fixture, gconstpointer data)
{
  static const Step steps[] = {
    { 0, BATCH ",\"cost\":25}", "1 recorded 0", "" },
    { 1, BATCH ",\"cost\":100.5}", "2 recorded 0", "added 3;" },
  };
  g_autofree char *set = centre_fixture_perform (fixture, &wb_preferences_set,
                                                 "{\"body\":{\"cost_thresholds\":[100]}}");

  check_steps (fixture, steps, G_N_ELEMENTS (steps), GPOINTER_TO_INT (data));
}

/* A batch that is neither of a run nor of a model is kept, and tells of none. */
static void
test_without_run (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer
      = centre_fixture_publish (fixture, "{\"type\":\"batch_processed\",\"model_name\":\"m\"}");
  g_autofree char *list = centre_fixture_perform (fixture, &wb_run_list, "{}");

  g_assert_cmpstr (answer, ==, "1 recorded 0");
  g_assert_cmpstr (list, ==, "{\"runs\":[]}");
}

static void
test_forget (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, BATCH ",\"cost\":6,\"expect_within\":5,\"metrics\":{\"loss\":1}}", "1 recorded 0",
      "added 2;" },
  };
  static const Step later[] = {
    { 5, NULL, NULL, "" },
    { 6, BATCH ",\"metrics\":{\"loss\":2}}", "3 recorded 0", "" },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *forgotten = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *run = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps), FALSE);
  forgotten = centre_fixture_perform (fixture, &wb_run_forget, "{\"run_id\":\"r\"}");
  g_assert_cmpstr (forgotten, ==, "{}");
  nothing = centre_fixture_try_perform (fixture, &wb_run_get, "{\"run_id\":\"r\"}", &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_NOT_FOUND);
  g_clear_error (&error);
  nothing = centre_fixture_try_perform (fixture, &wb_run_forget, "{\"run_id\":\"r\"}", &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_NOT_FOUND);
  check_steps (fixture, later, G_N_ELEMENTS (later), FALSE);
  run = centre_fixture_perform (fixture, &wb_run_get, "{\"run_id\":\"r\"}");
  assert_contains (run, "\"losses\":[[0,2]],\"curves\":{\"loss\":[[0,2]]},\"cost_thresholds\":[]");
}

static void
test_refused (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const WbOperation *operation;
    const char *input;
    const char *message;
  } cases[] = {
    { &wb_run_get, "{}", "run_id: expected a string with something in it" },
    { &wb_run_list, "{\"state\":\"gone\"}",
      "state: expected started, running, paused, evaluating, completed, failed, stalled, "
      "active or ended" },
    { &wb_run_list, "{\"limit\":0}", "limit: expected an integer from 1 to 1000" },
    { &wb_run_list, "{\"before_id\":-1}",
      "before_id: expected an integer from 0 to 9223372036854775807" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer
          = centre_fixture_try_perform (fixture, cases[i].operation, cases[i].input, &error);

      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_null (answer);
    }
}

static gint64
read_number (WbConnection *connection, const char *sql)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (connection, sql, NULL);

  g_assert_true (wb_statement_next (select, NULL));
  return wb_statement_get_int64 (select, 0);
}

#define SLACK 256 /* more than comes between two looks at how many there are */

static gboolean
fill_runs (WbTransaction *transaction,
           WbJsonValue input G_GNUC_UNUSED,
           GString *answer,
           GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);

  for (int i = 0; i < WB_LIMIT_RUNS + SLACK; i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (
          wb_catalogue_lookup (i % 2 == 0 ? "training_completed" : "batch_processed"));

      event->run_id = g_strdup_printf ("run %d", i);
      event->title = g_strdup ("");
      event->metrics = g_strdup ("{\"loss\":1}");
      if (!wb_run_ledger_observe_event (transaction, event, i + 1, error))
        return FALSE;
    }
  /* They are looked at now and then only. */
  g_assert_cmpint (read_number (connection, "SELECT count(*) FROM runs"), <=,
                   WB_LIMIT_RUNS + SLACK);
  g_assert_cmpint (read_number (connection, "SELECT count(*) FROM runs"), >,
                   WB_LIMIT_RUNS - WB_LIMIT_RUNS / 10 - SLACK);
  g_assert_cmpint (read_number (connection, "SELECT count(*) FROM run_losses"), ==,
                   read_number (connection, "SELECT count(*) FROM runs"));
  g_assert_cmpint (read_number (connection, "SELECT count(*) FROM runs WHERE ended_us = 0"), ==,
                   WB_LIMIT_RUNS / 2 + SLACK / 2);
  g_string_append (answer, "{}");
  return TRUE;
}

/* The oldest that ended go, with what belongs to them. */
static void
test_limit (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const WbOperation fill = { .name = "test", .perform = fill_runs };
  g_autofree char *answer = centre_fixture_perform (fixture, &fill, "{}");

  g_assert_cmpstr (answer, ==, "{}");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (CentreFixture *fixture, gconstpointer data);
    gboolean restarts;
  } tests[] = {
    { "/run-ledger/whole-run", test_whole_run, FALSE },
    { "/run-ledger/whole-run/restarts", test_whole_run, TRUE },
    { "/run-ledger/stall", test_stall, FALSE },
    { "/run-ledger/stall/restarts", test_stall, TRUE },
    { "/run-ledger/cost", test_cost, FALSE },
    { "/run-ledger/cost/restarts", test_cost, TRUE },
    { "/run-ledger/own-thresholds", test_own_thresholds, FALSE },
    { "/run-ledger/without-run", test_without_run, FALSE },
    { "/run-ledger/forget", test_forget, FALSE },
    { "/run-ledger/refused", test_refused, FALSE },
    { "/run-ledger/limit", test_limit, FALSE },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, CentreFixture, GINT_TO_POINTER (tests[i].restarts),
                centre_fixture_set_up, tests[i].test, centre_fixture_tear_down);
  return g_test_run ();
}
