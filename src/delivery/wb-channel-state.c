/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-channel-state.h"

#include <string.h>

#include "base/wb-json-writer.h"

#define OPEN_US (30 * G_TIME_SPAN_SECOND) /* after the first trip; doubles with each */
#define OPEN_MAX_US (15 * G_TIME_SPAN_MINUTE)
#define ATTENTION_US G_TIME_SPAN_HOUR   /* until it is tried whether a person did something */
#define COMPLAINT_US G_TIME_SPAN_MINUTE /* when the far side does not say for how long */
#define PAUSE_MAX_US (6 * G_TIME_SPAN_HOUR)
#define FACTOR_MIN (1.0 / 16)
#define FACTOR_STEP 1.25             /* how much faster it gets */
#define FACTOR_US G_TIME_SPAN_MINUTE /* after so long without a complaint */
#define MINUTE_US ((double) G_TIME_SPAN_MINUTE)

static const char *const status_words[] = {
  [WB_CHANNEL_STATUS_OK] = "ok",
  [WB_CHANNEL_STATUS_DISABLED] = "disabled",
  [WB_CHANNEL_STATUS_WAITING] = "waiting",
  [WB_CHANNEL_STATUS_RATE_LIMITED] = "rate_limited",
  [WB_CHANNEL_STATUS_OPEN] = "open",
  [WB_CHANNEL_STATUS_HALF_OPEN] = "half_open",
  [WB_CHANNEL_STATUS_NEEDS_ATTENTION] = "needs_attention",
};

const char *
wb_channel_status_to_string (WbChannelStatus status)
{
  g_return_val_if_fail ((gsize) status < G_N_ELEMENTS (status_words), NULL);

  return status_words[status];
}

/* wb_channel_state_init: nothing was ever sent. */
void
wb_channel_state_init (WbChannelState *self)
{
  *self = (WbChannelState){ .factor = 1.0 };
}

void
wb_channel_state_clear (WbChannelState *self)
{
  g_clear_pointer (&self->reason, g_free);
}

/* --- how much may go --- */

static double
get_rate (const WbChannelState *self, const WbChannelPace *pace)
{
  return pace->rate * self->factor / MINUTE_US;
}

/* Fills the bucket up to now. One that was never used is full. */
static void
settle (WbChannelState *self, const WbChannelPace *pace, gint64 now_us)
{
  if (self->tokens_us == 0)
    self->tokens = pace->burst;
  else if (now_us > self->tokens_us)
    self->tokens += (double) (now_us - self->tokens_us) * get_rate (self, pace);
  self->tokens = MIN (self->tokens, pace->burst);
  self->tokens_us = now_us;
  self->paused_until_us = MIN (self->paused_until_us, now_us + PAUSE_MAX_US);
  self->open_until_us = MIN (self->open_until_us, now_us + MAX (ATTENTION_US, OPEN_MAX_US));
}

static gint64
get_block_end_us (const WbChannelState *self)
{
  return MAX (self->paused_until_us, self->open_until_us);
}

/* wb_channel_state_get_ready_us: when the next message may go: @now_us or later. */
gint64
wb_channel_state_get_ready_us (WbChannelState *self, const WbChannelPace *pace, gint64 now_us)
{
  gint64 ready_us;

  settle (self, pace, now_us);
  ready_us = MAX (now_us, get_block_end_us (self));
  if (pace->rate > 0 && self->tokens < 1.0)
    ready_us = MAX (ready_us, now_us + (gint64) ((1.0 - self->tokens) / get_rate (self, pace)) + 1);
  return ready_us;
}

static gboolean
is_tripped (const WbChannelState *self)
{
  return self->needs_attention || self->failures >= WB_BREAKER_FAILURES;
}

/* wb_channel_state_count_ready: how many messages may go now; of a breaker that is half open one.
 */
guint
wb_channel_state_count_ready (WbChannelState *self, const WbChannelPace *pace, gint64 now_us)
{
  guint n;

  settle (self, pace, now_us);
  if (get_block_end_us (self) > now_us)
    return 0;
  n = pace->rate > 0 ? (guint) MAX (0.0, self->tokens) : G_MAXUINT;
  return is_tripped (self) ? MIN (n, 1) : n;
}

/* wb_channel_state_take: @n messages go. */
void
wb_channel_state_take (WbChannelState *self, const WbChannelPace *pace, guint n, gint64 now_us)
{
  settle (self, pace, now_us);
  if (pace->rate > 0)
    self->tokens -= n;
}

/* --- what came of it --- */

static void
set_reason (WbChannelState *self, const char *reason)
{
  char *copy = g_strdup (reason);

  g_free (self->reason);
  self->reason = copy;
}

/* wb_channel_state_pause: nothing goes until then. */
void
wb_channel_state_pause (WbChannelState *self,
                        WbChannelStatus pause,
                        gint64 until_us,
                        const char *reason)
{
  self->pause = pause;
  self->paused_until_us = MAX (self->paused_until_us, until_us);
  set_reason (self, reason);
}

static void
close_breaker (WbChannelState *self)
{
  self->failures = self->trips = 0;
  self->needs_attention = FALSE;
  self->open_until_us = self->since_us = 0;
}

/* wb_channel_state_forgive: a person changed something: it begins anew, at the pace it had. */
void
wb_channel_state_forgive (WbChannelState *self)
{
  close_breaker (self);
  self->paused_until_us = 0;
  set_reason (self, NULL);
}

/* What arrived was perhaps on its way with what the far side complained about: it still waits. */
static void
note_done (WbChannelState *self, gint64 now_us)
{
  if (self->pause == WB_CHANNEL_STATUS_RATE_LIMITED && self->paused_until_us > now_us)
    close_breaker (self);
  else
    wb_channel_state_forgive (self);
  self->last_done_us = now_us;
  if (self->factor < 1.0 && now_us - self->factor_us >= FACTOR_US)
    {
      self->factor = MIN (1.0, self->factor * FACTOR_STEP);
      self->factor_us = now_us;
    }
}

static void
trip (WbChannelState *self, gint64 now_us)
{
  gint64 open_us = OPEN_US;

  for (guint i = 0; i < self->trips && open_us < OPEN_MAX_US; i++)
    open_us *= 2;
  self->trips++;
  self->open_until_us = now_us + MIN (open_us, OPEN_MAX_US);
}

static void
note_failure (WbChannelState *self, const char *reason, gint64 now_us)
{
  self->last_failed_us = now_us;
  if (self->failures == 0)
    self->since_us = now_us;
  self->failures++;
  set_reason (self, reason);
  /* Those that were on their way together fail together: it opens once for them. */
  if (self->failures >= WB_BREAKER_FAILURES && self->open_until_us <= now_us)
    trip (self, now_us);
}

static void
note_complaint (WbChannelState *self, const WbSendResult *result, gint64 now_us)
{
  gint64 pause_us = result->retry_after_us != 0 ? result->retry_after_us : COMPLAINT_US;

  /* Those that were on their way together are one complaint. */
  if (self->paused_until_us <= now_us)
    self->factor = MAX (FACTOR_MIN, self->factor / 2);
  self->factor_us = now_us;
  self->last_failed_us = now_us;
  wb_channel_state_pause (self, WB_CHANNEL_STATUS_RATE_LIMITED, now_us + pause_us, result->reason);
}

static void
note_broken (WbChannelState *self, const char *reason, gint64 now_us)
{
  if (!self->needs_attention)
    self->since_us = now_us;
  self->needs_attention = TRUE;
  self->last_failed_us = now_us;
  self->open_until_us = now_us + ATTENTION_US;
  set_reason (self, reason);
}

/* wb_channel_state_note: what came of one message. */
void
wb_channel_state_note (WbChannelState *self, const WbSendResult *result, gint64 now_us)
{
  switch (result->outcome)
    {
    case WB_SEND_DONE:
      note_done (self, now_us);
      if (result->retry_after_us != 0)
        wb_channel_state_pause (self, WB_CHANNEL_STATUS_RATE_LIMITED,
                                now_us + result->retry_after_us, result->reason);
      break;
    case WB_SEND_RETRY:
      note_failure (self, result->reason, now_us);
      break;
    case WB_SEND_RATE_LIMITED:
      note_complaint (self, result, now_us);
      break;
    case WB_SEND_BROKEN:
    case WB_SEND_GONE:
      note_broken (self, result->reason, now_us);
      break;
    case WB_SEND_REFUSED: /* the channel itself answers */
      self->failures = self->trips = 0;
      self->last_failed_us = now_us;
      break;
    case WB_SEND_PENDING:
    case WB_SEND_OFFLINE:
    default:
      break;
    }
}

WbChannelStatus
wb_channel_state_get_status (const WbChannelState *self, gint64 now_us)
{
  if (self->needs_attention)
    return WB_CHANNEL_STATUS_NEEDS_ATTENTION;
  if (self->failures >= WB_BREAKER_FAILURES)
    return self->open_until_us > now_us ? WB_CHANNEL_STATUS_OPEN : WB_CHANNEL_STATUS_HALF_OPEN;
  return self->paused_until_us > now_us ? self->pause : WB_CHANNEL_STATUS_OK;
}

/* --- on disk --- */

/* wb_channel_state_to_json: (transfer full). */
char *
wb_channel_state_to_json (const WbChannelState *self)
{
  GString *json = g_string_new ("{");

  wb_json_begin_member (json, "tokens");
  wb_json_append_double (json, self->tokens);
  wb_json_add_int64 (json, "tokens_us", self->tokens_us);
  wb_json_begin_member (json, "factor");
  wb_json_append_double (json, self->factor);
  wb_json_add_int64 (json, "factor_us", self->factor_us);
  wb_json_add_int64 (json, "paused_until_us", self->paused_until_us);
  wb_json_add_int64 (json, "pause", self->pause);
  wb_json_add_int64 (json, "failures", self->failures);
  wb_json_add_int64 (json, "trips", self->trips);
  wb_json_add_int64 (json, "open_until_us", self->open_until_us);
  wb_json_add_boolean (json, "needs_attention", self->needs_attention);
  wb_json_add_string (json, "reason", self->reason);
  wb_json_add_int64 (json, "since_us", self->since_us);
  wb_json_add_int64 (json, "last_done_us", self->last_done_us);
  wb_json_add_int64 (json, "last_failed_us", self->last_failed_us);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static void
read_int64 (WbJsonValue object, const char *name, gint64 *number)
{
  WbJsonValue member;

  if (wb_json_value_lookup (object, name, &member))
    wb_json_value_get_int64 (member, number);
}

static void
read_count (WbJsonValue object, const char *name, guint *count)
{
  gint64 number = 0;

  read_int64 (object, name, &number);
  *count = (guint) CLAMP (number, 0, G_MAXINT);
}

static void
read_double (WbJsonValue object, const char *name, double *number)
{
  WbJsonValue member;

  if (wb_json_value_lookup (object, name, &member)
      && wb_json_value_get_kind (member) == WB_JSON_NUMBER)
    *number = wb_json_value_get_double (member);
}

static void
read_state (WbChannelState *self, WbJsonValue object)
{
  gint64 pause = 0;
  WbJsonValue member;

  read_double (object, "tokens", &self->tokens);
  read_int64 (object, "tokens_us", &self->tokens_us);
  read_double (object, "factor", &self->factor);
  self->factor = CLAMP (self->factor, FACTOR_MIN, 1.0);
  read_int64 (object, "factor_us", &self->factor_us);
  read_int64 (object, "paused_until_us", &self->paused_until_us);
  read_int64 (object, "pause", &pause);
  self->pause = pause == WB_CHANNEL_STATUS_RATE_LIMITED ? WB_CHANNEL_STATUS_RATE_LIMITED
                                                        : WB_CHANNEL_STATUS_WAITING;
  read_count (object, "failures", &self->failures);
  read_count (object, "trips", &self->trips);
  read_int64 (object, "open_until_us", &self->open_until_us);
  if (wb_json_value_lookup (object, "needs_attention", &member))
    self->needs_attention
        = wb_json_value_get_kind (member) == WB_JSON_BOOLEAN && wb_json_value_get_boolean (member);
  if (wb_json_value_lookup (object, "reason", &member)
      && wb_json_value_get_kind (member) == WB_JSON_STRING)
    self->reason = wb_json_value_dup_string (member);
  read_int64 (object, "since_us", &self->since_us);
  read_int64 (object, "last_done_us", &self->last_done_us);
  read_int64 (object, "last_failed_us", &self->last_failed_us);
}

/* wb_channel_state_init_from_json: @json: (nullable). Returns: whether it could be read; if not,
 * @self is a new state. */
gboolean
wb_channel_state_init_from_json (WbChannelState *self, const char *json)
{
  static const WbJsonLimits limits = { 16384, 16384, 4, 256 };
  g_autoptr (WbJson) document = NULL;

  wb_channel_state_init (self);
  if (json == NULL)
    return TRUE;
  document = wb_json_parse (json, strlen (json), &limits, NULL);
  if (document == NULL || wb_json_value_get_kind (wb_json_get_root (document)) != WB_JSON_OBJECT)
    return FALSE;
  read_state (self, wb_json_get_root (document));
  return TRUE;
}
