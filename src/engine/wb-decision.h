/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-policy.h"
#include "engine/wb-route.h"
#include "engine/wb-throttle.h"
#include "model/wb-stored-event.h"
#include "store/wb-notification-store.h"

G_BEGIN_DECLS

#define WB_HELD_BY_DELIVER_AT "deliver_at"
#define WB_HELD_BY_QUIET_HOURS "quiet_hours"
#define WB_HELD_BY_SNOOZE "snooze"

/* One throttle that an event has to pass: that of a config, or of its type. */
typedef struct
{
  const char *scope; /* lent by the decision: "config 3", "type quota_warning" */
  WbThrottleLimits limits;
  WbThrottleState state;    /* as it was before the event */
  gboolean is_acknowledged; /* what came through last was seen to: the next one is news */
  WbThrottleAnswer answer;
} WbGate;

/* What is on disk about the subject of an event. */
typedef struct
{
  WbOpenNotification open; /* id 0: none that it could merge into */
  gint64 muting_id;        /* open notification that says more than this one; 0: none */
  gint64 snoozed_until_us; /* its dedup_key; 0: not */
  gint64 muted_until_us;   /* its run; 0: not */
} WbSituation;

/*
 * The path from an event to what becomes of it:
 *
 *   wb_decision_new()       which configs match, which throttles are to be passed    pure
 *   wb_decision_look_up()   what is on disk about it                                 reads only
 *   wb_decision_conclude()  the outcome                                              pure
 *
 * Who wants to know only ("explain") stops there; wb-transaction carries it out.
 */
typedef struct
{
  const WbPolicy *policy;
  const WbEvent *event;
  gint64 now_us;

  WbConditionSubject about;
  WbVerdict verdict;
  char *merge_key;    /* owned, nullable: what repeats of it share */
  char *subject;      /* owned: what counts as the same alert for the throttles */
  GArray *gates;      /* owned, WbGate */
  char *type_scope;   /* owned, nullable: of the gate of its type */
  gboolean is_exempt; /* from the throttles */
  WbSituation situation;

  WbOutcome outcome;
  gboolean is_notification; /* a notification is made or changed */
  gboolean is_merge;        /* into situation.open */
  gboolean is_unread;       /* it stands unread afterwards */
  gboolean is_quiet;        /* of a merge: the throttle let no new pop-up through */
  WbSeverity severity;
  WbRoute *route;       /* owned, nullable: of a notification that is not silent */
  gint64 held_until_us; /* 0: not */
  const char *held_by;  /* WB_HELD_BY_ */
  gboolean is_waiting;  /* nothing is done before its deliver_at */
  char *reason;         /* owned: in a sentence */
} WbDecision;

WbDecision *wb_decision_new (const WbPolicy *policy, const WbEvent *event, gint64 now_us);
void wb_decision_free (WbDecision *self);
void wb_decision_set_subject (WbDecision *self, const char *subject);
gboolean wb_decision_look_up (WbDecision *self, WbConnection *connection, GError **error);
void wb_decision_conclude (WbDecision *self);
gint64 wb_decision_get_next_us (const WbDecision *self);

gboolean wb_decision_is_plain (const WbDecision *self);
void wb_decision_append_json (const WbDecision *self, GString *json);
void wb_decision_append_kept_json (const WbDecision *self, GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDecision, wb_decision_free)

G_END_DECLS
