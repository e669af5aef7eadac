/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-run.h"

#include <math.h>

#include "base/wb-json-writer.h"

#define ETA_MIN_FRACTION 0.02 /* before that, a guess would be none */
#define ETA_MIN_PROGRESS 2

static const char *const state_words[WB_N_RUN_STATES] = {
  [WB_RUN_STARTED] = "started",       [WB_RUN_RUNNING] = "running",     [WB_RUN_PAUSED] = "paused",
  [WB_RUN_EVALUATING] = "evaluating", [WB_RUN_COMPLETED] = "completed", [WB_RUN_FAILED] = "failed",
};

const char *
wb_run_state_to_string (WbRunState state)
{
  g_return_val_if_fail ((guint) state < WB_N_RUN_STATES, NULL);

  return state_words[state];
}

gboolean
wb_run_state_from_string (const char *word, WbRunState *state)
{
  for (guint i = 0; i < WB_N_RUN_STATES; i++)
    if (g_str_equal (state_words[i], word))
      {
        *state = (WbRunState) i;
        return TRUE;
      }
  return FALSE;
}

/* wb_run_new: (transfer full): a run of which nothing is known. */
WbRun *
wb_run_new (const char *run_id)
{
  WbRun *self = g_new0 (WbRun, 1);

  self->run_id = g_strdup (run_id);
  self->epoch = self->total_epochs = self->batch = self->total_batches = -1;
  self->loss = self->best_loss = self->eval_loss = self->best_eval_loss = NAN;
  self->cost = NAN;
  self->loss_stride = 1;
  return self;
}

void
wb_run_free (WbRun *self)
{
  g_free (self->run_id);
  g_free (self->model_name);
  g_free (self->metrics);
  g_free (self->last_type);
  g_free (self->last_title);
  g_free (self);
}

gboolean
wb_run_has_ended (const WbRun *self)
{
  return self->state == WB_RUN_COMPLETED || self->state == WB_RUN_FAILED;
}

/* How many epochs there are; without any, what its batches are counted in is the one. */
static double
get_total (const WbRun *self)
{
  if (self->total_epochs > 0)
    return (double) self->total_epochs;
  return self->epoch < 0 && self->total_batches > 0 ? 1.0 : NAN;
}

/* wb_run_get_fraction: 0 to 1; NAN: not known. */
double
wb_run_get_fraction (const WbRun *self)
{
  if (self->state == WB_RUN_COMPLETED)
    return 1.0;
  return CLAMP (self->position / get_total (self), 0.0, 1.0);
}

/* wb_run_get_elapsed_us: from start to end or @now_us, without pauses. */
gint64
wb_run_get_elapsed_us (const WbRun *self, gint64 now_us)
{
  gint64 end_us = self->ended_us != 0 ? self->ended_us : now_us;
  gint64 paused_us = self->paused_us != 0 ? MAX (end_us - self->paused_us, 0) : 0;

  return MAX (end_us - self->started_us - self->paused_total_us - paused_us, 0);
}

/*
 * wb_run_get_eta_us:
 *
 * How long it takes still, if it goes on as it went since the first progress that was told: a run
 * that began at a checkpoint was no faster for that.
 *
 * Returns: -1: nobody can say: it ended, too little of it is done, or it takes longer than it
 * should
 */
gint64
wb_run_get_eta_us (const WbRun *self, gint64 now_us)
{
  double fraction = wb_run_get_fraction (self);
  double gained = (self->position - self->base_position) / get_total (self);
  double remaining_us;

  if (wb_run_has_ended (self) || self->n_progress < ETA_MIN_PROGRESS
      || !(fraction >= ETA_MIN_FRACTION) || !(gained > 0.0))
    return -1;

  remaining_us
      = (1.0 - fraction) / gained * (double) (self->progress_elapsed_us - self->base_elapsed_us)
        - (double) (wb_run_get_elapsed_us (self, now_us) - self->progress_elapsed_us);
  return remaining_us >= 0.0 && remaining_us < (double) G_MAXINT64 ? (gint64) remaining_us : -1;
}

static void
add_number (GString *json, const char *name, double number)
{
  if (!isfinite (number))
    return;
  wb_json_begin_member (json, name);
  wb_json_append_double (json, number);
}

static void
add_count (GString *json, const char *name, gint64 count)
{
  if (count >= 0)
    wb_json_add_int64 (json, name, count);
}

static void
add_last_event (const WbRun *self, GString *json)
{
  if (self->last_type == NULL)
    return;
  wb_json_begin_member (json, "last_event");
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", self->last_event_id);
  wb_json_add_string (json, "type", self->last_type);
  wb_json_add_string (json, "title", self->last_title);
  wb_json_add_string (json, "severity", wb_severity_to_string (self->last_severity));
  g_string_append_c (json, '}');
}

/*
 * wb_run_append_json:
 *
 * Adds the members of the run, as it is at @now_us, to the object that @json holds so far: elapsed,
 * eta and expect_within in seconds, progress from 0 to 1. What is not known is left out.
 */
void
wb_run_append_json (const WbRun *self, gint64 now_us, GString *json)
{
  gint64 eta_us = wb_run_get_eta_us (self, now_us);

  wb_json_add_string (json, "run_id", self->run_id);
  wb_json_add_string (json, "model_name", self->model_name);
  wb_json_add_string (json, "state", wb_run_state_to_string (self->state));
  wb_json_add_boolean (json, "stalled", self->is_stalled);
  wb_json_add_time (json, "started_at", self->started_us);
  wb_json_add_time (json, "updated_at", self->updated_us);
  wb_json_add_time (json, "ended_at", self->ended_us);
  add_number (json, "progress", wb_run_get_fraction (self));
  add_count (json, "epoch", self->epoch);
  add_count (json, "total_epochs", self->total_epochs);
  add_count (json, "batch", self->batch);
  add_count (json, "total_batches", self->total_batches);
  wb_json_add_int64 (json, "elapsed", wb_run_get_elapsed_us (self, now_us) / G_USEC_PER_SEC);
  if (eta_us >= 0)
    wb_json_add_int64 (json, "eta", eta_us / G_USEC_PER_SEC);
  add_number (json, "loss", self->loss);
  add_number (json, "best_loss", self->best_loss);
  add_number (json, "eval_loss", self->eval_loss);
  add_number (json, "best_eval_loss", self->best_eval_loss);
  add_number (json, "cost", self->cost);
  if (self->expect_within_s > 0)
    wb_json_add_int64 (json, "expect_within", self->expect_within_s);
  wb_json_add_time (json, "expect_by", self->expect_by_us);
  wb_json_add_raw (json, "metrics", self->metrics);
  add_last_event (self, json);
}
