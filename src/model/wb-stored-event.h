/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What became of an accepted event. Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_OUTCOME_RECORDED,  /* kept; no notification */
  WB_OUTCOME_NOTIFIED,  /* opened a notification */
  WB_OUTCOME_MERGED,    /* into an open notification */
  WB_OUTCOME_THROTTLED, /* kept; too many of its kind */
  WB_OUTCOME_HELD,      /* shown later */
  WB_OUTCOME_DUPLICATE, /* a repeat of one that is kept; never stored itself */
} WbOutcome;

/* One row of the history. Read directly; nobody changes it once it is handed on. */
typedef struct
{
  gint64 id;
  gint64 received_us;
  WbOutcome outcome;
  gint64 notification_id; /* 0: none */
  char *body;             /* owned: the event as JSON */
  char *reason;           /* owned, nullable: why it had that outcome */
} WbStoredEvent;

#define WB_TYPE_STORED_EVENT (wb_stored_event_get_type ())
GType wb_stored_event_get_type (void);

WbStoredEvent *wb_stored_event_new (gint64 id,
                                    gint64 received_us,
                                    WbOutcome outcome,
                                    gint64 notification_id,
                                    char *body);
WbStoredEvent *wb_stored_event_ref (WbStoredEvent *self);
void wb_stored_event_unref (WbStoredEvent *self);
void wb_stored_event_append_json (const WbStoredEvent *self, GString *json);

const char *wb_outcome_to_string (WbOutcome outcome);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbStoredEvent, wb_stored_event_unref)

G_END_DECLS
