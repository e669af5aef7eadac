/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

/* Rows in one slice: each about 5 ms, which is how long an event waits behind one at the most. */
#define WB_RETENTION_COUNT_SLICE 5000       /* notifications that are only counted */
#define WB_RETENTION_NOTIFICATION_SLICE 128 /* that go */
#define WB_RETENTION_EVENT_SLICE 64         /* that go, with their words in the search index */
#define WB_RETENTION_LOOK_SLICE 1024        /* events that are looked at, and may stay */
#define WB_RETENTION_ROW_SLICE 256          /* of the small tables */

#define WB_RETENTION_EVENTS_PER_NOTIFICATION 5 /* how much longer the history is than the list */
#define WB_RETENTION_AUDIT_LINES 100000

/* What is kept: both hold. What is critical and not acknowledged stays in any case. */
typedef struct
{
  gint64 now_us;
  gint64 age_us;        /* the oldest that is kept */
  gint64 notifications; /* that are kept, the newest ones */
} WbRetentionLimits;

typedef enum
{
  WB_RETENTION_COUNT,
  WB_RETENTION_NOTIFICATIONS,
  WB_RETENTION_EVENTS,
  WB_RETENTION_SMALL_TABLES,
  WB_RETENTION_COUNTERS,
  WB_RETENTION_DONE,
} WbRetentionStep;

/* Where a round stands between two slices; all zero at its start. */
typedef struct
{
  gint64 step;          /* WbRetentionStep */
  gint64 cursor;        /* the last row that was looked at; the small table that is due */
  gint64 kept;          /* notifications counted so far */
  gint64 first_seq;     /* of those that are few enough to be kept */
  gint64 notifications; /* that went so far */
  gint64 events;        /* likewise */
} WbRetentionState;

gboolean wb_retention_run_slice (WbConnection *connection,
                                 const WbRetentionLimits *limits,
                                 WbRetentionState *state,
                                 GArray *removed_ids,
                                 guint *removed_unread,
                                 GError **error);

G_END_DECLS
