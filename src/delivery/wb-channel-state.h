/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-sending.h"

G_BEGIN_DECLS

#define WB_BREAKER_FAILURES 5 /* in a row, until the channel is left in peace */

typedef enum
{
  WB_CHANNEL_STATUS_OK,
  WB_CHANNEL_STATUS_DISABLED,
  WB_CHANNEL_STATUS_WAITING,         /* for the keyring or the network */
  WB_CHANNEL_STATUS_RATE_LIMITED,    /* by the far side */
  WB_CHANNEL_STATUS_OPEN,            /* the circuit breaker is open: it failed too often */
  WB_CHANNEL_STATUS_HALF_OPEN,       /* one message is tried */
  WB_CHANNEL_STATUS_NEEDS_ATTENTION, /* nothing goes until a person does something */
} WbChannelStatus;

/* How much a channel is given. */
typedef struct
{
  guint rate;  /* messages a minute; 0: any number */
  guint burst; /* of those, how many may go at once; 1 or more */
} WbChannelPace;

/*
 * How it goes with one channel: token bucket, circuit breaker, what the far side asked for. Every
 * decision is a function of it and a time, in microseconds since 1970; a time that is yet to come
 * because the clock was set back heals by itself.
 */
typedef struct
{
  double tokens; /* messages that may go at once; below 0: none yet */
  gint64 tokens_us;
  double factor; /* of the rate: 1, or less since the far side complained */
  gint64 factor_us;
  gint64 paused_until_us; /* the far side, or what is missing here, says so */
  WbChannelStatus pause;  /* why: WAITING or RATE_LIMITED */
  guint failures;         /* in a row */
  guint trips;            /* of the breaker, in a row */
  gint64 open_until_us;
  gboolean needs_attention;
  char *reason; /* owned, nullable: of what is not OK */
  gint64 since_us;
  gint64 last_done_us;
  gint64 last_failed_us;
} WbChannelState;

void wb_channel_state_init (WbChannelState *self);
void wb_channel_state_clear (WbChannelState *self);
char *wb_channel_state_to_json (const WbChannelState *self);
gboolean wb_channel_state_init_from_json (WbChannelState *self, const char *json);

gint64 wb_channel_state_get_ready_us (WbChannelState *self,
                                      const WbChannelPace *pace,
                                      gint64 now_us);
guint wb_channel_state_count_ready (WbChannelState *self, const WbChannelPace *pace, gint64 now_us);
void wb_channel_state_take (WbChannelState *self,
                            const WbChannelPace *pace,
                            guint n,
                            gint64 now_us);
void wb_channel_state_note (WbChannelState *self, const WbSendResult *result, gint64 now_us);
void wb_channel_state_pause (WbChannelState *self,
                             WbChannelStatus pause,
                             gint64 until_us,
                             const char *reason);
void wb_channel_state_forgive (WbChannelState *self);

WbChannelStatus wb_channel_state_get_status (const WbChannelState *self, gint64 now_us);
const char *wb_channel_status_to_string (WbChannelStatus status);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbChannelState, wb_channel_state_clear)

G_END_DECLS
