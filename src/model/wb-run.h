/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

#include "model/wb-severity.h"

G_BEGIN_DECLS

/* Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_RUN_STARTED, /* announced; nothing was heard of its progress yet */
  WB_RUN_RUNNING,
  WB_RUN_PAUSED,
  WB_RUN_EVALUATING,
  WB_RUN_COMPLETED,
  WB_RUN_FAILED,
} WbRunState;
#define WB_N_RUN_STATES 6

/* A loss at a step of a run. */
typedef struct
{
  gint64 step;
  double value;
} WbLossPoint;

/*
 * What is known of one training run from its events. Read directly; engine/wb-run-state.h changes
 * it. What is not known is NULL, -1 for counts and NAN for numbers; times are microseconds since
 * 1970, UTC, 0: not (yet).
 */
typedef struct
{
  char *run_id;     /* owned */
  char *model_name; /* owned */
  WbRunState state;
  gboolean is_stalled; /* it promised news, and is silent */

  gint64 started_us;
  gint64 ended_us;
  gint64 paused_us;       /* since then */
  gint64 paused_total_us; /* how long it was paused before */
  gint64 occurred_us;     /* the latest time that an event gave itself */
  gint64 updated_us;      /* when it was last heard of */

  gint64 epoch;
  gint64 total_epochs;
  gint64 batch;
  gint64 total_batches;
  gboolean is_zero_based; /* its first epoch is number 0 */
  gint64 epochs_done;     /* as far as epochs were told */
  double position;        /* epochs done, with the share of the present one */
  gint64 n_progress;      /* events that told a position since it last went back */
  double base_position;   /* of the first of them: what was done before tells no speed */
  gint64 base_elapsed_us;
  gint64 progress_elapsed_us; /* at the last one */

  double loss;
  double best_loss;
  double eval_loss;
  double best_eval_loss;
  gint64 loss_step;   /* of the last one */
  gint64 n_losses;    /* that were told */
  gint64 loss_stride; /* every how many-th is kept, see wb_run_state_apply() */

  double cost;              /* the highest */
  gint64 expect_within_s;   /* news is promised that often; 0: no promise */
  gint64 expect_by_us;      /* 0: nothing is waited for */
  gint64 alarm_us;          /* when the silence is looked at next; 0: never */
  char *metrics;            /* owned, JSON object: of the last event that had some */
  gint64 last_event_id;     /* the last news */
  char *last_type;          /* owned */
  char *last_title;         /* owned */
  WbSeverity last_severity; /* of the last news */
} WbRun;

WbRun *wb_run_new (const char *run_id);
void wb_run_free (WbRun *self);

gboolean wb_run_has_ended (const WbRun *self);
double wb_run_get_fraction (const WbRun *self);
gint64 wb_run_get_elapsed_us (const WbRun *self, gint64 now_us);
gint64 wb_run_get_eta_us (const WbRun *self, gint64 now_us);

void wb_run_append_json (const WbRun *self, gint64 now_us, GString *json);

const char *wb_run_state_to_string (WbRunState state);
gboolean wb_run_state_from_string (const char *word, WbRunState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRun, wb_run_free)

G_END_DECLS
