/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-state.h"

#include <math.h>
#include <string.h>

#include "base/wb-time.h"
#include "model/wb-limits.h"

#define START_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)

/* An event of the run at a second after the start, and how the run is then. */
typedef struct
{
  int second;
  const char *json; /* its members but type and run_id; "@5" in it: that second */
  const char *run;
} Step;

static WbEvent *
create_event (const char *type, const char *members)
{
  g_auto (GStrv) parts = g_strsplit (members, "@", 2);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;
  WbEvent *event;

  if (parts[0] != NULL && parts[1] != NULL)
    {
      char time[WB_TIME_TEXT_SIZE];

      wb_time_format (START_US + g_ascii_strtoll (parts[1], NULL, 10) * G_USEC_PER_SEC, time);
      json = g_strdup_printf ("{\"type\":\"%s\",\"run_id\":\"r\",%s\"occurred_at\":\"%s\"}", type,
                              parts[0], time);
    }
  else
    json = g_strdup_printf ("{\"type\":\"%s\",\"run_id\":\"r\"%s%s}", type, *members ? "," : "",
                            members);
  event = wb_event_new_from_json (json, &error);
  g_assert_no_error (error);
  return event;
}

static void
append_count (GString *text, const char *name, gint64 number, gint64 of)
{
  if (number < 0 && of < 0)
    return;
  g_string_append_printf (text, " %s%" G_GINT64_FORMAT, name, number);
  if (of >= 0)
    g_string_append_printf (text, "/%" G_GINT64_FORMAT, of);
}

static void
append_number (GString *text, const char *name, double number)
{
  if (!isnan (number))
    g_string_append_printf (text, " %s%g", name, number);
}

/* Such as "running 25% e1/4 b50/100 20s eta60 loss0.5 best0.4 cost3 by70 late". */
static char *
print_run (const WbRun *run, gint64 now_us, const WbRunChange *change)
{
  GString *text = g_string_new (wb_run_state_to_string (run->state));
  double fraction = wb_run_get_fraction (run);
  gint64 eta_us = wb_run_get_eta_us (run, now_us);

  if (!isnan (fraction))
    g_string_append_printf (text, " %g%%", 100 * fraction);
  append_count (text, "e", run->epoch, run->total_epochs);
  append_count (text, "b", run->batch, run->total_batches);
  g_string_append_printf (text, " %" G_GINT64_FORMAT "s",
                          wb_run_get_elapsed_us (run, now_us) / G_USEC_PER_SEC);
  if (eta_us >= 0)
    append_count (text, "eta", (eta_us + 500000) / G_USEC_PER_SEC, -1);
  append_number (text, "loss", run->loss);
  append_number (text, "best", run->best_loss);
  append_number (text, "eval", run->eval_loss);
  append_number (text, "besteval", run->best_eval_loss);
  append_number (text, "cost", run->cost);
  if (run->expect_by_us != 0)
    append_count (text, "by", (run->expect_by_us - START_US) / G_USEC_PER_SEC, -1);
  g_string_append (text, run->is_stalled ? " stalled" : "");
  g_string_append (text, change->begins_anew ? " anew" : "");
  g_string_append (text, change->is_late ? " late" : "");
  g_string_append (text, change->ends_silence ? " heard" : "");
  return g_string_free (text, FALSE);
}

/* Each step's json begins with the type. */
static void
check_story (const Step *steps)
{
  g_autoptr (WbRun) run = wb_run_new ("r");

  for (; steps->json != NULL; steps++)
    {
      const char *members = steps->json + strcspn (steps->json, " ");
      g_autofree char *type = g_strndup (steps->json, (gsize) (members - steps->json));
      g_autoptr (WbEvent) event = create_event (type, *members != '\0' ? members + 1 : members);
      gint64 now_us = START_US + steps->second * G_USEC_PER_SEC;
      g_autofree char *text = NULL;
      WbRunChange change;

      wb_run_state_apply (run, event, now_us, &change);
      text = print_run (run, now_us, &change);
      g_test_message ("%d: %s", steps->second, steps->json);
      g_assert_cmpstr (text, ==, steps->run);
    }
}

#define END                                                                                        \
  {                                                                                                \
    0, NULL, NULL                                                                                  \
  }
#define EPOCH(n) "\"epoch\":" #n
#define BATCH(n) "\"batch\":" #n
#define LOSS(n) "\"metrics\":{\"loss\":" #n "}"

static void
test_states (void)
{
  static const Step whole[] = {
    { 0, "training_started \"model_name\":\"m\"", "started 0s" },
    { 10, "batch_processed", "running 10s" },
    { 20, "training_paused", "paused 20s" },
    { 50, "training_paused", "paused 20s" },
    { 60, "training_resumed", "running 20s" },
    { 70, "checkpoint_saved", "running 30s" },
    { 80, "evaluation_started", "evaluating 40s" },
    { 90, "evaluation_completed", "running 50s" },
    { 95, "evaluation_started", "evaluating 55s" },
    { 96, "evaluation_failed", "running 56s" },
    { 97, "gpu_memory_warning", "running 57s" },
    { 100, "training_completed", "completed 100% 60s" },
    { 200, "evaluation_completed", "completed 100% 60s" },
    END,
  };
  static const Step paused[] = {
    { 0, "training_started", "started 0s" },
    { 10, "training_paused", "paused 10s" },
    { 30, "batch_processed", "running 10s" }, /* it trains, whatever it said */
    { 40, "training_paused", "paused 20s" },
    { 50, "evaluation_started", "evaluating 20s" },
    { 60, "evaluation_completed", "running 30s" },
    { 70, "training_paused", "paused 40s" },
    { 80, "evaluation_completed", "paused 40s" },
    { 90, "training_failed", "failed 40s" },
    END,
  };
  static const Step heard_late[] = {
    { 0, "training_completed \"duration\":3600", "completed 100% 3600s" },
    END,
  };
  static const Step others[] = {
    { 0, "gpu_memory_warning", "started 0s" }, { 1, "evaluation_started", "evaluating 1s" },
    { 2, "out_of_memory", "evaluating 2s" },   { 3, "custom", "evaluating 3s" },
    { 4, "training_failed", "failed 4s" },     END,
  };

  check_story (whole);
  check_story (paused);
  check_story (heard_late);
  check_story (others);
}

static void
test_ends (void)
{
  static const Step late[] = {
    { 0, "training_started \"total_epochs\":4", "started 0% e-1/4 0s" },
    { 10, "epoch_completed " EPOCH (1), "running 25% e1/4 10s" },
    { 20, "training_completed", "completed 100% e1/4 20s" },
    { 21, "batch_processed " EPOCH (4) "," BATCH (7), "completed 100% e1/4 20s late" },
    { 22, "training_paused", "completed 100% e1/4 20s late" },
    { 23, "checkpoint_loading " EPOCH (1), "completed 100% e1/4 20s late" },
    { 24, "loss_improved " LOSS (0.5), "completed 100% e1/4 20s best0.5 late" },
    { 25, "cost_threshold_exceeded \"cost\":7", "completed 100% e1/4 20s best0.5 cost7" },
    END,
  };
  static const Step anew[] = {
    { 0, "training_started \"total_epochs\":4", "started 0% e-1/4 0s" },
    { 10, "epoch_completed \"cost\":9," EPOCH (1) "," LOSS (1),
      "running 25% e1/4 10s loss1 best1 cost9" },
    { 20, "training_failed", "failed 25% e1/4 20s loss1 best1 cost9" },
    { 100, "training_started", "started 0s anew" },
    { 101, "training_started \"total_epochs\":2", "started 0% e-1/2 1s" }, /* told twice */
    { 110, "batch_processed " EPOCH (1), "running 0% e1/2 10s" },
    { 120, "training_started", "started 0s anew" }, /* it was cut off */
    END,
  };
  static const Step overtaken[] = {
    { 10, "epoch_completed " EPOCH (1) "," LOSS (1), "running e1 0s loss1 best1" },
    { 11, "training_started \"total_epochs\":4,@5", "running 25% e1/4 6s loss1 best1" },
    { 20, "training_started @15", "started 5s anew" },
    END,
  };
  static const Step resumed[] = {
    { 0, "training_started", "started 0s" },    { 10, "training_failed", "failed 10s" },
    { 100, "training_resumed", "running 10s" }, { 105, "training_completed", "completed 100% 15s" },
    { 200, "training_resumed", "running 15s" }, END,
  };
  static const Step both[] = {
    { 0, "training_completed", "completed 100% 0s" },
    { 1, "training_failed", "failed 1s" },
    END,
  };

  check_story (late);
  check_story (anew);
  check_story (overtaken);
  check_story (resumed);
  check_story (both);
}

static void
test_order (void)
{
  static const Step occurred[] = {
    { 50, "batch_processed " EPOCH (2) ",@40", "running e2 10s" },
    { 51, "training_started \"total_epochs\":9,@0", "running e2 51s late" },
    { 52, "training_failed @39", "running e2 52s late" },
    { 53, "batch_processed " EPOCH (3), "running e3 53s" }, /* no time of its own */
    { 54, "training_paused @40", "paused e3 40s" },
    { 55, "training_resumed @999", "running e3 40s" }, /* a clock ahead counts as now */
    { 56, "training_paused @54", "running e3 41s late" },
    END,
  };
  static const Step behind[] = {
    { 0, "training_started \"total_epochs\":4,\"total_batches\":10", "started 0% e-1/4 b-1/10 0s" },
    { 10, "batch_processed " EPOCH (2) "," BATCH (5), "running 37.5% e2/4 b5/10 10s" },
    { 11, "batch_processed " EPOCH (2) "," BATCH (4), "running 37.5% e2/4 b5/10 11s" },
    { 12, "epoch_completed " EPOCH (1), "running 37.5% e2/4 b5/10 12s" },
    { 13, "epoch_completed " EPOCH (2), "running 50% e2/4 b5/10 13s eta12" },
    { 14, "checkpoint_saved " EPOCH (2), "running 50% e2/4 b5/10 14s eta11" },
    { 20, "checkpoint_loading " EPOCH (2), "running 25% e2/4 b5/10 20s" },
    { 30, "training_resumed " EPOCH (1) "," BATCH (1), "running 2.5% e1/4 b1/10 30s" },
    END,
  };

  check_story (occurred);
  check_story (behind);
}

static void
test_progress (void)
{
  static const Step epochs[] = {
    { 0, "training_started \"total_epochs\":100", "started 0% e-1/100 0s" },
    { 10, "epoch_completed " EPOCH (1), "running 1% e1/100 10s" },
    { 20, "epoch_completed " EPOCH (2), "running 2% e2/100 20s eta980" },
    { 29, "gpu_memory_warning", "running 2% e2/100 29s eta971" },
    { 30, "training_paused", "paused 2% e2/100 30s eta970" },
    { 130, "training_resumed", "running 2% e2/100 30s eta970" },
    { 140, "epoch_completed " EPOCH (3), "running 3% e3/100 40s eta1455" },
    { 150, "training_failed", "failed 3% e3/100 50s" },
    END,
  };
  static const Step first_is_zero[] = {
    { 0, "batch_processed \"total_epochs\":2,\"total_batches\":4," EPOCH (0) "," BATCH (2),
      "running 25% e0/2 b2/4 0s" },
    { 10, "epoch_completed " EPOCH (0), "running 50% e0/2 b2/4 10s eta20" },
    { 20, "batch_processed " EPOCH (1) "," BATCH (2), "running 75% e1/2 b2/4 20s eta10" },
    { 30, "epoch_completed " EPOCH (1), "running 100% e1/2 b2/4 30s eta0" },
    { 31, "checkpoint_saved", "running 100% e1/2 b2/4 31s" },
    END,
  };
  static const Step batches[] = {
    { 0, "batch_processed " BATCH (1), "running b1 0s" },
    { 10, "batch_processed \"total_batches\":100," BATCH (1), "running 1% b1/100 10s" },
    { 20, "batch_processed " BATCH (2), "running 2% b2/100 20s eta980" },
    { 30, "batch_processed " BATCH (200), "running 100% b200/100 30s eta0" },
    { 40, "batch_processed " BATCH (1), "running 1% b1/100 40s" },
    END,
  };
  static const Step within_epochs[] = {
    { 0, "training_started \"total_epochs\":2,\"total_batches\":10", "started 0% e-1/2 b-1/10 0s" },
    { 10, "batch_processed " BATCH (5), "running 25% e-1/2 b5/10 10s" },
    { 20, "epoch_completed " EPOCH (1), "running 50% e1/2 b-1/10 20s eta20" },
    { 30, "batch_processed " BATCH (5), "running 75% e1/2 b5/10 30s eta10" },
    { 60, "custom", "running 75% e1/2 b5/10 60s" }, /* it takes longer than it should */
    END,
  };
  static const Step from_checkpoint[] = {
    { 0, "training_started \"total_epochs\":100", "started 0% e-1/100 0s" },
    { 1, "epoch_completed " EPOCH (50), "running 50% e50/100 1s" },
    { 11, "epoch_completed " EPOCH (51), "running 51% e51/100 11s eta490" },
    END,
  };
  static const Step unknown_total[] = {
    { 0, "epoch_completed \"total_batches\":10," EPOCH (3), "running e3 b-1/10 0s" },
    { 1, "batch_processed " EPOCH (9223372036854775807) ",\"total_epochs\":9223372036854775807",
      "running 100% e9223372036854775807/9223372036854775807 b-1/10 1s eta0" },
    END,
  };

  check_story (epochs);
  check_story (first_is_zero);
  check_story (batches);
  check_story (within_epochs);
  check_story (from_checkpoint);
  check_story (unknown_total);
}

static void
test_numbers (void)
{
  static const Step losses[] = {
    { 0, "batch_processed " LOSS (0.5), "running 0s loss0.5 best0.5" },
    { 1, "batch_processed \"metrics\":{\"train_loss\":0.3,\"val_loss\":0.9}",
      "running 1s loss0.3 best0.3 eval0.9 besteval0.9" },
    { 2, "batch_processed \"metrics\":{\"final_loss\":1,\"training_loss\":0.4,\"accuracy\":9}",
      "running 2s loss0.4 best0.3 eval0.9 besteval0.9" },
    { 3, "evaluation_completed " LOSS (0.7), "running 3s loss0.4 best0.3 eval0.7 besteval0.7" },
    { 4, "evaluation_completed \"metrics\":{\"eval_loss\":0.8,\"loss\":0.1}",
      "running 4s loss0.4 best0.3 eval0.8 besteval0.7" },
    { 5, "training_completed \"metrics\":{\"final_loss\":-2}",
      "completed 100% 5s loss-2 best-2 eval0.8 besteval0.7" },
    { 6, "batch_processed " LOSS (-3), "completed 100% 5s loss-2 best-3 eval0.8 besteval0.7 late" },
    END,
  };
  static const Step costs[] = {
    { 0, "batch_processed \"cost\":1.5", "running 0s cost1.5" },
    { 1, "batch_processed \"cost\":1", "running 1s cost1.5" },
    { 2, "batch_processed", "running 2s cost1.5" },
    { 3, "batch_processed \"cost\":2E1", "running 3s cost20" },
    END,
  };

  check_story (losses);
  check_story (costs);
}

static void
test_silence (void)
{
  static const Step steps[] = {
    { 0, "training_started", "started 0s" },
    { 10, "batch_processed \"expect_within\":60", "running 10s by70" },
    { 20, "batch_processed", "running 20s by80" },
    { 30, "gpu_memory_warning", "running 30s by90" },
    { 40, "training_paused", "paused 40s" },
    { 50, "training_resumed", "running 40s by110" },
    { 60, "batch_processed \"expect_within\":5", "running 50s by65" },
    { 66, "training_stalled", "running 56s stalled" },
    { 67, "training_stalled", "running 57s stalled" },
    { 70, "batch_processed", "running 60s by75 heard" },
    { 76, "training_stalled", "running 66s stalled" },
    { 77, "training_completed", "completed 100% 67s heard" },
    { 78, "evaluation_completed", "completed 100% 67s" },
    END,
  };
  g_autoptr (WbRun) run = wb_run_new ("r");

  check_story (steps);
  g_assert_false (wb_run_state_is_silent (run, START_US));
  run->expect_by_us = START_US;
  g_assert_false (wb_run_state_is_silent (run, START_US - 1));
  g_assert_true (wb_run_state_is_silent (run, START_US));
}

/* Any event tells of model and news; a run of before tells neither. */
static void
test_news (void)
{
  g_autoptr (WbRun) run = wb_run_new ("r");
  g_autoptr (WbEvent) first = create_event (
      "batch_processed", "\"title\":\"one\",\"model_name\":\"m\",\"metrics\":{\"a\":1},@10");
  g_autoptr (WbEvent) second
      = create_event ("disk_space_warning", "\"severity\":\"warning\",\"title\":\"two\"");
  g_autoptr (WbEvent) late
      = create_event ("loss_improved", "\"title\":\"no\",\"model_name\":\"old\",\"metrics\":{},@9");
  WbRunChange change;

  wb_run_state_apply (run, first, START_US + 11 * G_USEC_PER_SEC, &change);
  g_assert_cmpstr (run->last_title, ==, "one");
  wb_run_state_apply (run, second, START_US + 12 * G_USEC_PER_SEC, &change);
  wb_run_state_apply (run, late, START_US + 13 * G_USEC_PER_SEC, &change);
  g_assert_true (change.is_late);
  g_assert_cmpstr (run->model_name, ==, "m");
  g_assert_cmpstr (run->metrics, ==, "{\"a\":1}");
  g_assert_cmpstr (run->last_type, ==, "disk_space_warning");
  g_assert_cmpstr (run->last_title, ==, "two");
  g_assert_cmpint (run->last_severity, ==, WB_SEVERITY_WARNING);
  g_assert_cmpint (run->updated_us, ==, START_US + 12 * G_USEC_PER_SEC);
}

static void
add_loss (WbRun *run, GHashTable *kept, gint64 n)
{
  g_autofree char *members = g_strdup_printf ("\"metrics\":{\"loss\":%" G_GINT64_FORMAT
                                              ",\"step\":%" G_GINT64_FORMAT "}",
                                              1000000 - n, 10 * n);
  g_autoptr (WbEvent) event = create_event ("batch_processed", members);
  WbRunChange change;
  GHashTableIter iter;
  gpointer key;

  wb_run_state_apply (run, event, START_US + n, &change);
  g_assert_cmpint (change.loss_index, ==, n);
  g_assert_cmpint (change.loss_point.step, ==, 10 * n);
  g_hash_table_iter_init (&iter, kept);
  while (change.thins_losses && g_hash_table_iter_next (&iter, &key, NULL))
    if (GPOINTER_TO_INT (key) % run->loss_stride != 0)
      g_hash_table_iter_remove (&iter);
  if (change.keeps_loss)
    g_hash_table_add (kept, GINT_TO_POINTER ((int) n));
}

/* However long a run is, what is kept is bounded, even, and holds the first and the last one. */
static void
test_loss_series (void)
{
  g_autoptr (WbRun) run = wb_run_new ("r");
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);

  for (gint64 n = 0; n < 20 * WB_RUN_LOSS_POINTS; n++)
    {
      guint n_points;

      add_loss (run, kept, n);
      n_points = g_hash_table_size (kept)
                 + (g_hash_table_contains (kept, GINT_TO_POINTER ((int) n)) ? 0 : 1);
      g_assert_cmpuint (n_points, <=, WB_RUN_LOSS_POINTS);
      g_assert_cmpuint (n_points, >=, MIN (n + 1, WB_RUN_LOSS_POINTS / 2));
      g_assert_cmpint (g_hash_table_size (kept), ==, n / run->loss_stride + 1);
      for (gint64 i = 0; i <= n; i += run->loss_stride)
        g_assert_true (g_hash_table_contains (kept, GINT_TO_POINTER ((int) i)));
      g_assert_cmpfloat (run->loss, ==, 1000000 - n);
      g_assert_cmpint (run->loss_step, ==, 10 * n);
    }
}

/* Steps of a series grow, whatever they are counted in. */
static void
test_loss_steps (void)
{
  static const struct
  {
    const char *members;
    gint64 step;
  } cases[] = {
    { LOSS (1), 0 },
    { LOSS (1) "," BATCH (7), 7 },
    { LOSS (1) "," BATCH (5), 8 },
    { "\"metrics\":{\"loss\":1,\"step\":100}," BATCH (9), 100 },
    { "\"metrics\":{\"loss\":1,\"step\":1.5,\"global_step\":200}", 200 },
    { LOSS (1) "," EPOCH (3), 201 },
    { LOSS (1) "," EPOCH (3) "," BATCH (50) ",\"total_batches\":150", 350 },
    { "\"metrics\":{\"loss\":1,\"step\":9223372036854775807}", 1000000000000000 },
    { "\"metrics\":{\"loss\":1,\"step\":9223372036854775807}", 1000000000000001 },
  };
  g_autoptr (WbRun) run = wb_run_new ("r");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = create_event ("batch_processed", cases[i].members);
      WbRunChange change;

      g_test_message ("%s", cases[i].members);
      wb_run_state_apply (run, event, START_US, &change);
      g_assert_cmpint (change.loss_point.step, ==, cases[i].step);
    }
}

static void
test_progress_key (void)
{
  static const struct
  {
    const char *json;
    const char *key;
  } cases[] = {
    { "{\"type\":\"batch_processed\",\"run_id\":\"a b\"}", "run:a b:progress" },
    { "{\"type\":\"epoch_completed\",\"run_id\":\"a\"}", "run:a:progress" },
    { "{\"type\":\"checkpoint_saved\",\"run_id\":\"a\"}", "run:a:progress" },
    { "{\"type\":\"epoch_completed\"}", NULL },
    { "{\"type\":\"training_failed\",\"run_id\":\"a\"}", NULL },
    { "{\"type\":\"loss_improved\",\"run_id\":\"a\"}", NULL },
    { "{\"type\":\"custom\",\"run_id\":\"a\"}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new_from_json (cases[i].json, NULL);
      g_autofree char *key = wb_run_dup_progress_key (event);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-state/states", test_states);
  g_test_add_func ("/run-state/ends", test_ends);
  g_test_add_func ("/run-state/order", test_order);
  g_test_add_func ("/run-state/progress", test_progress);
  g_test_add_func ("/run-state/numbers", test_numbers);
  g_test_add_func ("/run-state/silence", test_silence);
  g_test_add_func ("/run-state/news", test_news);
  g_test_add_func ("/run-state/loss-series", test_loss_series);
  g_test_add_func ("/run-state/loss-steps", test_loss_steps);
  g_test_add_func ("/run-state/progress-key", test_progress_key);
  return g_test_run ();
}
