/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "model/wb-run.h"

G_BEGIN_DECLS

/* What one event did to a run, beyond what stands in it. */
typedef struct
{
  gboolean begins_anew;   /* nothing of the earlier run of that name counts any more */
  gboolean is_late;       /* it told of the past: it is no news */
  gboolean ends_silence;  /* the run was stalled */
  gboolean keeps_loss;    /* loss_index and loss are to be kept */
  gboolean thins_losses;  /* before that, those whose index no multiple of loss_stride is go */
  gint64 loss_index;      /* how many losses came before it */
  WbLossPoint loss_point; /* the newest loss, with keeps_loss */
} WbRunChange;

void wb_run_state_apply (WbRun *run, const WbEvent *event, gint64 now_us, WbRunChange *change);
gboolean wb_run_state_is_silent (const WbRun *run, gint64 now_us);
char *wb_run_dup_progress_key (const WbEvent *event);

G_END_DECLS
