/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "model/wb-stored-event.h"

G_BEGIN_DECLS

/* What an event can be about. Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_SUBJECT_MODEL,
  WB_SUBJECT_PROVIDER,
} WbSubjectKind;
#define WB_N_SUBJECT_KINDS 2

typedef struct _WbConnection WbConnection;

/*
 * WbTally: the events that a transaction took in, which it counts at its end: a statement for each
 * event would cost the twentieth part of what the agent can take.
 */
typedef struct _WbTally WbTally;

/* How far a tally has come. */
typedef struct
{
  guint n_events;
  guint n_subjects;
} WbTallyMark;

WbTally *wb_tally_new (void);
void wb_tally_free (WbTally *self);

void wb_tally_add_event (WbTally *self, gint64 now_us, const WbEvent *event, WbOutcome outcome);
WbTallyMark wb_tally_get_mark (const WbTally *self);
void wb_tally_cut (WbTally *self, WbTallyMark mark);
void wb_tally_clear (WbTally *self);
gboolean wb_tally_write (WbTally *self, WbConnection *connection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTally, wb_tally_free)

G_END_DECLS
