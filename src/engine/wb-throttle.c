/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-throttle.h"

#include <string.h>

#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

/* How a state lies in the database, each number little-endian; times follow until the end. Another
 * shape needs another length: one that does not fit is read as a state in which nothing happened.
 */
typedef struct
{
  guint32 suppressed;
  guint8 worst;
  guint8 admitted_severity;
  guint8 unused[2];
  gint64 last_event_id;
  gint64 first_notification_id;
} Head;

G_STATIC_ASSERT (sizeof (Head) == 24);

void
wb_throttle_state_clear (WbThrottleState *self)
{
  g_clear_pointer (&self->admitted_us, g_array_unref);
}

/* wb_throttle_state_count: how many came through in the last window, or before it the newest. */
guint
wb_throttle_state_count (const WbThrottleState *self)
{
  return self->admitted_us != NULL ? self->admitted_us->len : 0;
}

static gint64
get_time (const WbThrottleState *self, guint index)
{
  return g_array_index (self->admitted_us, gint64, index);
}

/* wb_throttle_state_to_bytes: (transfer full): for the database. */
GBytes *
wb_throttle_state_to_bytes (const WbThrottleState *self)
{
  const guint n_times = wb_throttle_state_count (self);
  const gsize size = sizeof (Head) + n_times * sizeof (gint64);
  const Head head = {
    .suppressed = GUINT32_TO_LE (self->suppressed),
    .worst = (guint8) self->worst,
    .admitted_severity = (guint8) self->admitted_severity,
    .last_event_id = GINT64_TO_LE (self->last_event_id),
    .first_notification_id = GINT64_TO_LE (self->first_notification_id),
  };
  guint8 *data = g_malloc (size);

  memcpy (data, &head, sizeof head);
  for (guint i = 0; i < n_times; i++)
    {
      const gint64 time_us = GINT64_TO_LE (get_time (self, i));

      memcpy (data + sizeof head + i * sizeof time_us, &time_us, sizeof time_us);
    }
  return g_bytes_new_take (data, size);
}

static gboolean
is_sound (const WbThrottleState *self)
{
  if ((guint) self->worst >= WB_N_SEVERITIES || (guint) self->admitted_severity >= WB_N_SEVERITIES
      || wb_throttle_state_count (self) > WB_LIMIT_ALERTS_PER_HOUR)
    return FALSE;
  for (guint i = 1; i < wb_throttle_state_count (self); i++)
    if (get_time (self, i) < get_time (self, i - 1))
      return FALSE;
  return TRUE;
}

/*
 * wb_throttle_state_init_from_bytes:
 * @bytes: (nullable): what wb_throttle_state_to_bytes() gave; %NULL when there is nothing yet
 *
 * Returns: whether @bytes could be read; if not, @self is a new state.
 */
gboolean
wb_throttle_state_init_from_bytes (WbThrottleState *self, GBytes *bytes)
{
  const guint8 *data;
  gsize size;
  Head head;

  *self = (WbThrottleState){ 0 };
  if (bytes == NULL)
    return TRUE;

  data = g_bytes_get_data (bytes, &size);
  if (size < sizeof head || (size - sizeof head) % sizeof (gint64) != 0)
    return FALSE;
  memcpy (&head, data, sizeof head);
  self->suppressed = GUINT32_FROM_LE (head.suppressed);
  self->worst = (WbSeverity) head.worst;
  self->admitted_severity = (WbSeverity) head.admitted_severity;
  self->last_event_id = GINT64_FROM_LE (head.last_event_id);
  self->first_notification_id = GINT64_FROM_LE (head.first_notification_id);
  if (size > sizeof head)
    self->admitted_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize at = sizeof head; at < size; at += sizeof (gint64))
    {
      gint64 time_us;

      memcpy (&time_us, data + at, sizeof time_us);
      time_us = GINT64_FROM_LE (time_us);
      g_array_append_val (self->admitted_us, time_us);
    }
  if (is_sound (self))
    return TRUE;

  wb_throttle_state_clear (self);
  *self = (WbThrottleState){ 0 };
  return FALSE;
}

/*
 * Brings the record to @now_us. A time that is yet to come was written before the clock was set
 * back: it counts as now, so that it holds back for as long as if it had just happened, not until
 * the clock has caught up. What is older than the window goes, but for the newest one, from which
 * a longer cooldown is reckoned.
 */
static void
settle (WbThrottleState *self, gint64 now_us)
{
  guint n = wb_throttle_state_count (self), n_old = 0;

  for (guint i = n; i > 0 && get_time (self, i - 1) > now_us; i--)
    g_array_index (self->admitted_us, gint64, i - 1) = now_us;
  while (n_old + 1 < n && now_us - get_time (self, n_old) >= WB_THROTTLE_WINDOW_US)
    n_old++;
  if (n_old > 0)
    g_array_remove_range (self->admitted_us, 0, n_old);
}

/* When the cap lets one more through. */
static gint64
get_cap_end_us (const WbThrottleState *self, const WbThrottleLimits *limits)
{
  guint n = wb_throttle_state_count (self);

  if (limits->max_per_hour == 0 || n < limits->max_per_hour)
    return G_MININT64;
  return get_time (self, n - limits->max_per_hour) + WB_THROTTLE_WINDOW_US;
}

static gint64
get_cooldown_end_us (const WbThrottleState *self,
                     const WbThrottleLimits *limits,
                     WbSeverity severity)
{
  guint n = wb_throttle_state_count (self);

  if (n == 0 || severity > self->admitted_severity)
    return G_MININT64;
  return get_time (self, n - 1) + (gint64) limits->cooldown_s * G_TIME_SPAN_SECOND;
}

/*
 * wb_throttle_ask:
 * @state: is brought to @now_us; asking changes nothing else
 * @severity: one that is graver than what came through last does not wait for the cooldown; for
 *   the cap all are alike
 *
 * No window holds more than the cap, by the times that @state keeps; and nothing waits for longer
 * than a window or the cooldown, however the clock is set.
 */
WbThrottleAnswer
wb_throttle_ask (WbThrottleState *state,
                 const WbThrottleLimits *limits,
                 WbSeverity severity,
                 gint64 now_us)
{
  gint64 cap_us, cooldown_us;

  settle (state, now_us);
  cap_us = get_cap_end_us (state, limits);
  cooldown_us = get_cooldown_end_us (state, limits, severity);

  if (MAX (cap_us, cooldown_us) <= now_us)
    return (WbThrottleAnswer){ WB_THROTTLE_ADMITTED, now_us };
  return cap_us >= cooldown_us ? (WbThrottleAnswer){ WB_THROTTLE_HOURLY_CAP, cap_us }
                               : (WbThrottleAnswer){ WB_THROTTLE_COOLDOWN, cooldown_us };
}

/*
 * wb_throttle_admit: notes one that came through, an event or the summary of those held back.
 *
 * What was held back before it is forgotten: who wants to tell of it reads @state first.
 */
void
wb_throttle_admit (WbThrottleState *state,
                   gint64 now_us,
                   WbSeverity severity,
                   gint64 notification_id)
{
  settle (state, now_us);
  if (state->admitted_us == NULL)
    state->admitted_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (state->admitted_us->len >= WB_LIMIT_ALERTS_PER_HOUR)
    g_array_remove_index (state->admitted_us, 0);
  g_array_append_val (state->admitted_us, now_us);
  state->admitted_severity = severity;
  state->first_notification_id = notification_id;
  state->suppressed = 0;
  state->worst = WB_SEVERITY_INFO;
  state->last_event_id = 0;
}

/* wb_throttle_suppress: notes one that was held back. */
void
wb_throttle_suppress (WbThrottleState *state, WbSeverity severity, gint64 event_id)
{
  if (state->suppressed < G_MAXUINT32)
    state->suppressed++;
  state->worst = MAX (state->worst, severity);
  state->last_event_id = event_id;
}

/* wb_throttle_limits_nothing: then there is nothing to remember either. */
gboolean
wb_throttle_limits_nothing (const WbThrottleLimits *limits)
{
  return limits->cooldown_s == 0 && limits->max_per_hour == 0;
}

/* wb_throttle_is_exempt: good news is neither held back nor counted. */
gboolean
wb_throttle_is_exempt (const WbEvent *event)
{
  return event->is_resolved || event->type->is_recovery;
}

/* Returns: whether the context has such a word. */
static gboolean
add_context_word (GString *json, const WbJson *context, const char *member, const char *name)
{
  g_autofree char *word = NULL;
  WbJsonValue value;

  if (context == NULL || !wb_json_value_lookup (wb_json_get_root (context), member, &value)
      || wb_json_value_get_kind (value) != WB_JSON_STRING)
    return FALSE;

  word = wb_json_value_dup_string (value);
  wb_json_add_string (json, name, word);
  return TRUE;
}

/* Returns: whether the event says what it is about. */
static gboolean
add_identity (GString *json, const WbEvent *event, const WbJson *context)
{
  gsize length = json->len;

  wb_json_add_string (json, "run_id", event->run_id);
  wb_json_add_string (json, "model_name", event->model_name);
  if (event->provider != NULL)
    wb_json_add_string (json, "provider", event->provider);
  else
    add_context_word (json, context, "provider_name", "provider");
  wb_json_add_string (json, "key_id", event->key_id);
  add_context_word (json, context, "service_name", "service_name");
  add_context_word (json, context, "metric_name", "metric_name");
  return json->len > length;
}

/*
 * wb_throttle_dup_subject:
 * @context: (nullable): that of @event, read
 *
 * What counts as the same alert, within one rule or type: the dedup_key alone, or all that the
 * event says it is about. Where it says nothing, or its type says little, two are alike only if
 * they have one title and one source.
 *
 * Returns: (transfer full): a JSON object, so that no two subjects look alike
 */
char *
wb_throttle_dup_subject (const WbEvent *event, const WbJson *context)
{
  GString *json = g_string_new ("{");

  if (event->dedup_key != NULL)
    wb_json_add_string (json, "dedup_key", event->dedup_key);
  else if (!add_identity (json, event, context) || event->type->is_generic)
    {
      add_context_word (json, context, "type", "type");
      wb_json_add_string (json, "source", event->source);
      wb_json_add_string (json, "title", event->title);
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}
