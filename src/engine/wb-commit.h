/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-notification.h"
#include "model/wb-stored-event.h"

G_BEGIN_DECLS

/* What listeners hear of without its contents: they ask for them again. */
typedef enum
{
  WB_TOPIC_ALERTS, /* alert configs */
  WB_TOPIC_PREFERENCES,
  WB_TOPIC_METRICS,
  WB_TOPIC_KEYS,
  WB_TOPIC_RUNS,
  WB_TOPIC_CHANNELS,
  WB_TOPIC_DELIVERIES,    /* what came of some */
  WB_TOPIC_CHANNEL_TESTS, /* one waits */
} WbTopic;

/* What transactions changed; it is on disk. Read directly. */
typedef struct
{
  GPtrArray *events;    /* WbStoredEvent: one for each event that was not a repeat */
  GPtrArray *added;     /* WbNotification */
  GPtrArray *merged;    /* WbNotification, as they are now */
  GPtrArray *shown;     /* WbNotification that were held back until now */
  GArray *closed_ids;   /* gint64: notifications that were seen or put off: their pop-ups go */
  GArray *changed_ids;  /* gint64: notifications that were resolved or changed otherwise */
  GHashTable *run_ids;  /* nullable, set of char *: runs that changed */
  GHashTable *channels; /* nullable, set of char *: channels that have something to send */
  GArray *removed_ids;  /* gint64: notifications that are gone */
  int unread_change;
  guint topics;       /* bit 1 << WbTopic */
  gint64 next_due_us; /* the earliest alarm that was set; 0: none */
} WbCommit;

void wb_commit_init (WbCommit *self);
void wb_commit_clear (WbCommit *self);
void wb_commit_empty (WbCommit *self);
void wb_commit_take (WbCommit *self, WbCommit *other);
gboolean wb_commit_is_empty (const WbCommit *self);
void wb_commit_note_alarm (WbCommit *self, gint64 due_us);
void wb_commit_note_run (WbCommit *self, const char *run_id);
void wb_commit_note_channel (WbCommit *self, const char *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbCommit, wb_commit_clear)

G_END_DECLS
