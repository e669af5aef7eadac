/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-state.h"

#include <math.h>
#include <string.h>

#include "model/wb-limits.h"

#define MAX_EPOCHS 1e15 /* past these, a double no longer tells one from the next */
#define MAX_STEP 1e15

/* What an event says of the state of its run. */
typedef enum
{
  EFFECT_NONE,
  EFFECT_BEGIN,
  EFFECT_PROGRESS,
  EFFECT_LOAD,
  EFFECT_PAUSE,
  EFFECT_RESUME,
  EFFECT_EVALUATE,
  EFFECT_EVALUATED,
  EFFECT_COMPLETE,
  EFFECT_FAIL,
  EFFECT_STALL,
} Effect;

/*
 *   started ---> running <---> paused          any of them ---> completed, failed
 *                   ^ |                        completed, failed --- resumed ---> running
 *                   | v                                         --- started ---> started, anew
 *               evaluating
 */
static const struct
{
  const char *type;
  Effect effect;
} effects[] = {
  { "batch_processed", EFFECT_PROGRESS },       { "epoch_completed", EFFECT_PROGRESS },
  { "checkpoint_saved", EFFECT_PROGRESS },      { "loss_improved", EFFECT_PROGRESS },
  { "loss_degraded", EFFECT_PROGRESS },         { "training_started", EFFECT_BEGIN },
  { "training_completed", EFFECT_COMPLETE },    { "training_failed", EFFECT_FAIL },
  { "training_paused", EFFECT_PAUSE },          { "training_resumed", EFFECT_RESUME },
  { "checkpoint_loading", EFFECT_LOAD },        { "evaluation_started", EFFECT_EVALUATE },
  { "evaluation_completed", EFFECT_EVALUATED }, { "evaluation_failed", EFFECT_EVALUATED },
  { "training_stalled", EFFECT_STALL },
};

/* Names under which trainers tell a loss; the first that is there counts. */
static const char *const loss_names[]
    = { "loss", "train_loss", "training_loss", "final_loss", NULL };
static const char *const eval_loss_names[]
    = { "val_loss", "eval_loss", "validation_loss", "evaluation_loss", NULL };

static const WbJsonLimits metrics_limits
    = { .length_bytes = 1 << 20, .string_bytes = 1 << 20, .depth = 2, .values = 10000 };

static Effect
find_effect (const WbEvent *event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    if (g_str_equal (effects[i].type, event->type->name))
      return effects[i].effect;
  return EFFECT_NONE;
}

/* --- what comes too late --- */

static gint64
get_time (const WbEvent *event, gint64 now_us)
{
  return event->occurred_us != 0 ? MIN (event->occurred_us, now_us) : now_us;
}

/* Only times that events gave themselves are compared: another clock may have set them. */
static gboolean
is_late (const WbRun *run, const WbEvent *event, Effect effect, gint64 now_us)
{
  if (event->occurred_us != 0 && get_time (event, now_us) < run->occurred_us)
    return TRUE;
  return wb_run_has_ended (run)
         && (effect == EFFECT_PROGRESS || effect == EFFECT_PAUSE || effect == EFFECT_LOAD);
}

/* --- states --- */

static void
leave_pause (WbRun *run, gint64 at_us)
{
  if (run->paused_us != 0)
    run->paused_total_us += MAX (at_us - run->paused_us, 0);
  run->paused_us = 0;
}

static void
go_on (WbRun *run, gint64 at_us)
{
  /* From the end of a run to its resumption nobody trained. */
  if (run->ended_us != 0)
    run->paused_us = run->paused_us != 0 ? run->paused_us : run->ended_us;
  run->ended_us = 0;
  leave_pause (run, at_us);
  run->state = WB_RUN_RUNNING;
}

static void
end (WbRun *run, WbRunState state, const WbEvent *event, gint64 at_us)
{
  double duration_s = event->duration != NULL ? g_ascii_strtod (event->duration, NULL) : 0.0;

  leave_pause (run, at_us);
  run->state = state;
  run->ended_us = at_us;
  /* It knows better than who may have heard of it late. */
  if (duration_s > 0.0 && duration_s < (double) at_us / G_USEC_PER_SEC)
    run->started_us = MIN (run->started_us, at_us - (gint64) (duration_s * G_USEC_PER_SEC));
}

static void
change_state (WbRun *run, const WbEvent *event, Effect effect, gint64 at_us)
{
  switch (effect)
    {
    case EFFECT_PROGRESS:
    case EFFECT_RESUME:
      go_on (run, at_us);
      break;
    case EFFECT_PAUSE:
      if (run->state != WB_RUN_PAUSED)
        run->paused_us = at_us;
      run->state = WB_RUN_PAUSED;
      break;
    case EFFECT_EVALUATE:
      if (wb_run_has_ended (run))
        break;
      leave_pause (run, at_us);
      run->state = WB_RUN_EVALUATING;
      break;
    case EFFECT_EVALUATED:
      if (run->state == WB_RUN_EVALUATING || run->state == WB_RUN_STARTED)
        run->state = WB_RUN_RUNNING;
      break;
    case EFFECT_COMPLETE:
      end (run, WB_RUN_COMPLETED, event, at_us);
      break;
    case EFFECT_FAIL:
      end (run, WB_RUN_FAILED, event, at_us);
      break;
    case EFFECT_NONE:
    case EFFECT_BEGIN:
    case EFFECT_LOAD:
    case EFFECT_STALL:
    default:
      break;
    }
}

/* --- progress --- */

/* How many epochs are done by what @event says of epoch and batch; FALSE: it says nothing. */
static gboolean
read_position (WbRun *run, const WbEvent *event, Effect effect, double *position)
{
  gboolean is_end = g_str_equal (event->type->name, "epoch_completed");
  double share = 0.0;

  if (event->epoch < 0 && (event->batch < 0 || run->total_batches <= 0))
    return FALSE;
  if (effect == EFFECT_PROGRESS && event->epoch == 0)
    run->is_zero_based = TRUE;
  if (!is_end && event->batch >= 0 && run->total_batches > 0)
    share = MIN ((double) event->batch / (double) run->total_batches, 1.0);
  *position = (double) run->epochs_done;
  if (event->epoch >= 0)
    *position = MAX ((double) event->epoch - (is_end ? 0 : 1) + (run->is_zero_based ? 1 : 0), 0.0);
  *position += share;
  return TRUE;
}

/* With an epoch, what lies behind came out of order, unless the run itself went back. */
static gboolean
comes_behind (const WbRun *run, const WbEvent *event, Effect effect, double position)
{
  return event->epoch >= 0 && position < run->position && effect != EFFECT_RESUME
         && effect != EFFECT_LOAD;
}

static void
move (WbRun *run, const WbEvent *event, double position, gint64 elapsed_us)
{
  gboolean is_same_epoch = event->epoch < 0 || event->epoch == run->epoch;

  if (event->batch >= 0 || !is_same_epoch)
    run->batch = event->batch;
  if (event->epoch >= 0)
    {
      run->epoch = event->epoch;
      run->epochs_done = (gint64) MIN (position, MAX_EPOCHS);
    }
  if (position < run->position)
    run->n_progress = 0;
  if (run->n_progress == 0)
    {
      run->base_position = position;
      run->base_elapsed_us = elapsed_us;
    }
  run->position = position;
  run->progress_elapsed_us = elapsed_us;
  run->n_progress++;
}

static void
note_progress (WbRun *run, const WbEvent *event, Effect effect, gint64 at_us)
{
  double position;

  if (event->total_epochs > 0)
    run->total_epochs = event->total_epochs;
  if (event->total_batches > 0)
    run->total_batches = event->total_batches;
  if (!read_position (run, event, effect, &position))
    run->batch = event->batch >= 0 ? event->batch : run->batch;
  else if (!comes_behind (run, event, effect, position))
    move (run, event, position, wb_run_get_elapsed_us (run, at_us));
}

/* --- numbers --- */

static double
lower (double a, double b)
{
  return isnan (a) || b < a ? b : a;
}

static double
higher (double a, double b)
{
  return isnan (a) || b > a ? b : a;
}

static gboolean
find_number (WbJsonValue metrics, const char *const *names, double *number)
{
  WbJsonValue value;

  for (; *names != NULL; names++)
    if (wb_json_value_lookup (metrics, *names, &value)
        && wb_json_value_get_kind (value) == WB_JSON_NUMBER)
      {
        *number = wb_json_value_get_double (value);
        return TRUE;
      }
  return FALSE;
}

/* Steps only grow, whatever they are counted in. */
static gint64
get_step (const WbRun *run, WbJsonValue metrics)
{
  static const char *const names[] = { "global_step", "step" };
  gint64 step = run->n_losses;
  WbJsonValue value;

  if (run->total_batches > 0 && (run->batch >= 0 || run->epoch >= 0))
    step = (gint64) MIN (run->position * (double) run->total_batches + 0.5, MAX_STEP);
  else if (run->batch >= 0 || run->epoch >= 0)
    step = run->batch >= 0 ? run->batch : run->epoch;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (wb_json_value_lookup (metrics, names[i], &value) && wb_json_value_get_int64 (value, &step))
      break;
  step = MIN (step, (gint64) MAX_STEP);
  return run->n_losses > 0 ? MAX (step, run->loss_step + 1) : step;
}

/* Keeps every so many-th; when they are too many, every second of them goes. */
static void
add_loss (WbRun *run, gint64 step, WbRunChange *change)
{
  gint64 n_kept = (run->n_losses + run->loss_stride - 1) / run->loss_stride;

  change->loss_index = run->n_losses;
  change->loss_point = (WbLossPoint){ step, run->loss };
  change->keeps_loss = run->n_losses % run->loss_stride == 0;
  /* One place is for the newest, which stands in the run itself. */
  if (change->keeps_loss && n_kept >= WB_RUN_LOSS_POINTS - 1)
    {
      run->loss_stride *= 2;
      change->thins_losses = TRUE;
      change->keeps_loss = run->n_losses % run->loss_stride == 0;
    }
  run->loss_step = step;
  run->n_losses++;
}

static void
note_losses (WbRun *run, WbJsonValue metrics, Effect effect, WbRunChange *change)
{
  gboolean is_evaluation = effect == EFFECT_EVALUATED || effect == EFFECT_EVALUATE;
  double loss;

  if (find_number (metrics, eval_loss_names, &loss)
      || (is_evaluation && find_number (metrics, loss_names, &loss)))
    {
      if (!change->is_late)
        run->eval_loss = loss;
      run->best_eval_loss = lower (run->best_eval_loss, loss);
    }
  if (is_evaluation || !find_number (metrics, loss_names, &loss))
    return;

  run->best_loss = lower (run->best_loss, loss);
  if (change->is_late)
    return;
  run->loss = loss;
  add_loss (run, get_step (run, metrics), change);
}

static void
note_metrics (WbRun *run, const WbEvent *event, Effect effect, WbRunChange *change)
{
  g_autoptr (WbJson) json = NULL;

  if (event->metrics == NULL)
    return;
  json = wb_json_parse (event->metrics, strlen (event->metrics), &metrics_limits, NULL);
  if (json == NULL || wb_json_value_get_kind (wb_json_get_root (json)) != WB_JSON_OBJECT)
    return;
  note_losses (run, wb_json_get_root (json), effect, change);
  if (!change->is_late)
    {
      g_free (run->metrics);
      run->metrics = g_strdup (event->metrics);
    }
}

/* --- an event as a whole --- */

/* Whether a run that is known starts once more. Told twice at its start, it is one start; so it is
 * when the start lies before all that was heard of the run: the news of it was overtaken. */
static gboolean
starts_again (const WbRun *run, const WbEvent *event, Effect effect, const WbRunChange *change)
{
  gboolean is_overtaken = event->occurred_us != 0 && event->occurred_us <= run->started_us;

  return effect == EFFECT_BEGIN && !change->is_late && !is_overtaken && run->updated_us != 0
         && (run->state != WB_RUN_STARTED || run->n_progress > 0);
}

static void
replace_text (char **text, const char *other)
{
  if (other == NULL || g_strcmp0 (*text, other) == 0)
    return;
  g_free (*text);
  *text = g_strdup (other);
}

static void
begin_anew (WbRun *run)
{
  WbRun *fresh = wb_run_new (run->run_id);
  WbRun old = *run;

  fresh->alarm_us = old.alarm_us; /* it is set all the same */
  *run = *fresh;
  *fresh = old;
  wb_run_free (fresh);
}

static void
note_news (WbRun *run, const WbEvent *event, Effect effect, gint64 now_us)
{
  run->is_stalled = effect == EFFECT_STALL;
  if (effect != EFFECT_STALL || run->updated_us == 0)
    run->updated_us = now_us;
  replace_text (&run->last_type, event->type->name);
  replace_text (&run->last_title, event->title);
  run->last_severity = event->severity;
  if (event->expect_within_s > 0)
    run->expect_within_s = event->expect_within_s;
  run->expect_by_us = run->expect_within_s > 0 && !run->is_stalled && !wb_run_has_ended (run)
                              && run->state != WB_RUN_PAUSED
                          ? now_us + run->expect_within_s * G_USEC_PER_SEC
                          : 0;
}

/*
 * wb_run_state_apply:
 * @run: of which @event tells; of a new run nothing is known before its first event
 * @now_us: when the event came in
 * @change: (out): what is to be done beyond @run
 *
 * The newest news decides: training_started of a run that was under way begins it anew, whether it
 * had ended or was cut off; only training_resumed revives one that ended. What an event tells
 * too late (its occurred_at lies before that of another, it is progress of a run that ended, or of
 * an epoch that is over) does not turn the run back. One that ended promises no news, nor does one
 * that is paused.
 *
 * Losses are kept evenly: each index that is a multiple of loss_stride, which doubles whenever
 * there would be more than WB_RUN_LOSS_POINTS with the newest one.
 */
void
wb_run_state_apply (WbRun *run, const WbEvent *event, gint64 now_us, WbRunChange *change)
{
  Effect effect = find_effect (event);
  gint64 at_us = get_time (event, now_us);
  gboolean is_new = run->updated_us == 0;

  *change = (WbRunChange){ .is_late = is_late (run, event, effect, now_us) };
  if (starts_again (run, event, effect, change))
    {
      change->ends_silence = run->is_stalled;
      change->begins_anew = TRUE;
      begin_anew (run);
      is_new = TRUE;
    }
  if (is_new || at_us < run->started_us)
    run->started_us = at_us;

  if (!change->is_late || run->model_name == NULL)
    replace_text (&run->model_name, event->model_name);
  if (event->cost != NULL)
    run->cost = higher (run->cost, g_ascii_strtod (event->cost, NULL));
  if (!change->is_late)
    {
      change->ends_silence |= run->is_stalled && effect != EFFECT_STALL;
      if (event->occurred_us != 0)
        run->occurred_us = at_us;
      change_state (run, event, effect, at_us);
      note_progress (run, event, effect, at_us);
      note_news (run, event, effect, now_us);
    }
  note_metrics (run, event, effect, change);
}

/* wb_run_state_is_silent: whether @run promised news by now, and did not keep its word. */
gboolean
wb_run_state_is_silent (const WbRun *run, gint64 now_us)
{
  return run->expect_by_us != 0 && run->expect_by_us <= now_us;
}

/*
 * wb_run_dup_progress_key:
 *
 * What is told often of one run stands in one notification, which is kept up to date.
 *
 * Returns: (transfer full) (nullable): its dedup_key; %NULL: @event is none of those
 */
char *
wb_run_dup_progress_key (const WbEvent *event)
{
  gboolean is_progress
      = event->type->category == WB_CATEGORY_TRAINING && event->type->show == WB_SHOW_RECORD;

  return is_progress && event->run_id != NULL
             ? g_strconcat ("run:", event->run_id, ":progress", NULL)
             : NULL;
}
