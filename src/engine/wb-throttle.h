/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

#define WB_THROTTLE_WINDOW_US G_TIME_SPAN_HOUR

/* What a rule allows. */
typedef struct
{
  guint cooldown_s;        /* between two that come through; 0: none */
  guint max_per_hour;      /* in any window; 0: any number */
  gboolean groups_similar; /* those held back count on the one that came through */
} WbThrottleLimits;

/* What came through for one rule and subject, and what did not since; with zeros only, nothing
 * happened. Times are microseconds since 1970, UTC. */
typedef struct
{
  GArray *admitted_us;  /* owned, nullable: none; gint64, oldest first: of the last window, and the
                           newest one */
  guint suppressed;     /* since then */
  WbSeverity worst;     /* of those */
  gint64 last_event_id; /* of those */
  gint64 first_notification_id; /* the newest one that came through */
  WbSeverity admitted_severity; /* of that */
} WbThrottleState;

typedef enum
{
  WB_THROTTLE_ADMITTED,
  WB_THROTTLE_COOLDOWN,
  WB_THROTTLE_HOURLY_CAP,
} WbThrottleReason;

typedef struct
{
  WbThrottleReason reason;
  gint64 until_us; /* when the next one could come through; now when this one does */
} WbThrottleAnswer;

void wb_throttle_state_clear (WbThrottleState *self);
guint wb_throttle_state_count (const WbThrottleState *self);
GBytes *wb_throttle_state_to_bytes (const WbThrottleState *self);
gboolean wb_throttle_state_init_from_bytes (WbThrottleState *self, GBytes *bytes);

WbThrottleAnswer wb_throttle_ask (WbThrottleState *state,
                                  const WbThrottleLimits *limits,
                                  WbSeverity severity,
                                  gint64 now_us);
void wb_throttle_admit (WbThrottleState *state,
                        gint64 now_us,
                        WbSeverity severity,
                        gint64 notification_id);
void wb_throttle_suppress (WbThrottleState *state, WbSeverity severity, gint64 event_id);

gboolean wb_throttle_limits_nothing (const WbThrottleLimits *limits);
gboolean wb_throttle_is_exempt (const WbEvent *event);
char *wb_throttle_dup_subject (const WbEvent *event, const WbJson *context);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbThrottleState, wb_throttle_state_clear)

G_END_DECLS
