/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-decision.h"

#include <glib/gi18n-lib.h>

#include "engine/wb-quiet-hours.h"
#include "engine/wb-run-state.h"
#include "engine/wb-snooze.h"
#include "store/wb-notification-state-store.h"
#include "store/wb-snooze-store.h"
#include "store/wb-throttle-store.h"

/* --- which configs, which throttles --- */

static void
gate_clear (WbGate *gate)
{
  wb_throttle_state_clear (&gate->state);
}

static void
add_gate (WbDecision *self, const char *scope, WbThrottleLimits limits)
{
  const WbGate gate = { .scope = scope, .limits = limits };

  g_array_append_val (self->gates, gate);
}

static void
add_gates (WbDecision *self)
{
  const WbEventType *type = self->event->type;

  /* A metric rule has its own cooldown, and its state lives with the rule. */
  if (self->verdict.kind == WB_VERDICT_DEFAULT && type->category != WB_CATEGORY_METRICS)
    {
      self->type_scope = g_strconcat ("type ", type->name, NULL);
      add_gate (self, self->type_scope,
                (WbThrottleLimits){ wb_preferences_get_cooldown_s (self->policy->preferences, type),
                                    WB_ALERT_CONFIG_MAX_PER_HOUR, TRUE });
    }
  for (guint i = 0; self->verdict.kind == WB_VERDICT_MATCHED && i < self->verdict.matches->len; i++)
    {
      const WbRule *rule = g_ptr_array_index (self->verdict.matches, i);

      add_gate (self, rule->scope,
                (WbThrottleLimits){ rule->config->cooldown_minutes * 60,
                                    rule->config->max_alerts_per_hour,
                                    rule->config->groups_similar });
    }
}

static char *
dup_merge_key (const WbDecision *self)
{
  if (self->event->dedup_key != NULL)
    return g_strdup (self->event->dedup_key);
  return self->verdict.kind == WB_VERDICT_MATCHED ? wb_run_dup_progress_key (self->event) : NULL;
}

/* wb_decision_new: @policy and @event are lent as long as the decision lives. */
WbDecision *
wb_decision_new (const WbPolicy *policy, const WbEvent *event, gint64 now_us)
{
  WbDecision *self = g_new (WbDecision, 1);

  *self = (WbDecision){
    .policy = policy,
    .event = event,
    .now_us = now_us,
    .gates = g_array_new (FALSE, FALSE, sizeof (WbGate)),
  };
  g_array_set_clear_func (self->gates, (GDestroyNotify) gate_clear);
  wb_condition_subject_init (&self->about, event);
  wb_rule_set_judge (policy->rules, &self->about, &self->verdict);
  self->merge_key = dup_merge_key (self);
  self->subject = wb_throttle_dup_subject (event, self->about.context);
  self->is_exempt = wb_throttle_is_exempt (event);
  add_gates (self);
  return self;
}

void
wb_decision_free (WbDecision *self)
{
  wb_verdict_clear (&self->verdict);
  wb_condition_subject_clear (&self->about);
  g_clear_pointer (&self->route, wb_route_free);
  g_array_unref (self->gates);
  g_free (self->type_scope);
  g_free (self->merge_key);
  g_free (self->subject);
  g_free (self->reason);
  g_free (self);
}

/* wb_decision_set_subject: it counts as the same alert as others of @subject. */
void
wb_decision_set_subject (WbDecision *self, const char *subject)
{
  g_free (self->subject);
  self->subject = g_strdup (subject);
}

/* --- what is on disk --- */

/* What is only recorded asks for nothing. */
static gboolean
is_record (const WbDecision *self)
{
  return self->event->type->show == WB_SHOW_RECORD && self->verdict.kind != WB_VERDICT_MATCHED;
}

static gboolean
look_up_gates (WbDecision *self, WbConnection *connection, GError **error)
{
  for (guint i = 0; !self->is_exempt && i < self->gates->len; i++)
    {
      WbGate *gate = &g_array_index (self->gates, WbGate, i);
      g_autoptr (GBytes) state = NULL;

      if (wb_throttle_limits_nothing (&gate->limits))
        continue;
      if (!wb_throttle_store_get (connection, gate->scope, self->subject, &state, error))
        return FALSE;
      wb_throttle_state_clear (&gate->state);
      if (!wb_throttle_state_init_from_bytes (&gate->state, state))
        g_debug ("the throttle %s of %s begins anew", gate->scope, self->subject);
      if (gate->state.first_notification_id != 0
          && !wb_notification_state_store_is_acknowledged (
              connection, gate->state.first_notification_id, &gate->is_acknowledged, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_up_snooze (WbDecision *self, WbConnection *connection, GError **error)
{
  g_autofree char *subject = g_strconcat ("key ", self->merge_key, NULL);

  return wb_snooze_store_get (connection, subject, &self->situation.snoozed_until_us, error);
}

/* Of a run that is muted only the end is told. */
static gboolean
look_up_mute (WbDecision *self, WbConnection *connection, GError **error)
{
  if (self->event->run_id == NULL || wb_snooze_ends_run (self->event))
    return TRUE;
  return wb_snooze_get_run (connection, self->event->run_id, &self->situation.muted_until_us,
                            error);
}

/* wb_decision_look_up: reads what the outcome depends on. */
gboolean
wb_decision_look_up (WbDecision *self, WbConnection *connection, GError **error)
{
  const WbEvent *event = self->event;
  WbSituation *situation = &self->situation;

  if (self->merge_key != NULL
      && (!wb_notification_store_find_open (connection, self->merge_key, &situation->open, error)
          || !look_up_snooze (self, connection, error)))
    return FALSE;
  if (is_record (self))
    return TRUE;

  return look_up_mute (self, connection, error) && look_up_gates (self, connection, error)
         && (event->type->muted_by == NULL
             || wb_notification_state_store_find_muting (connection, event, &situation->muting_id,
                                                         error));
}

/* --- the outcome --- */

static char *
dup_time (const WbDecision *self, gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, self->policy->time_zone);
  g_autoptr (GDateTime) today = g_date_time_to_timezone (now, self->policy->time_zone);
  gboolean is_today = g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (today)
                      && g_date_time_get_year (local) == g_date_time_get_year (today);

  return g_date_time_format (local, is_today ? "%H:%M:%S" : "%Y-%m-%d %H:%M");
}

static void
begin_sentence (GString *reason)
{
  if (reason->len > 0)
    g_string_append (reason, "; ");
}

static void
add_reason (GString *reason, const char *sentence)
{
  begin_sentence (reason);
  g_string_append (reason, sentence);
}

G_GNUC_PRINTF (2, 3)
static void
add_reason_printf (GString *reason, const char *format, ...)
{
  va_list values;

  begin_sentence (reason);
  va_start (values, format);
  g_string_append_vprintf (reason, format, values);
  va_end (values);
}

static void
explain_verdict (const WbDecision *self, GString *reason)
{
  switch (self->verdict.kind)
    {
    case WB_VERDICT_DEFAULT:
      add_reason_printf (reason, _ ("default of %s"), self->event->type->name);
      break;
    case WB_VERDICT_MATCHED:
      for (guint i = 0; i < self->verdict.matches->len; i++)
        {
          const WbRule *rule = g_ptr_array_index (self->verdict.matches, i);

          add_reason (reason, rule->reason);
        }
      break;
    case WB_VERDICT_UNMATCHED:
      add_reason (reason, _ ("shown silently: no alert config of its type matches"));
      break;
    case WB_VERDICT_DISABLED:
    default:
      add_reason (reason, _ ("shown silently: its alert configs are disabled"));
    }
}

/* The throttle that holds back the shortest. */
static const WbGate *
find_gate (const WbDecision *self)
{
  const WbGate *first = NULL;

  for (guint i = 0; i < self->gates->len; i++)
    {
      const WbGate *gate = &g_array_index (self->gates, WbGate, i);

      if (gate->answer.reason != WB_THROTTLE_ADMITTED
          && (first == NULL || gate->answer.until_us < first->answer.until_us))
        first = gate;
    }
  return first;
}

static void
explain_throttle (const WbDecision *self, GString *reason)
{
  const WbGate *gate = find_gate (self);
  g_autofree char *until = dup_time (self, gate->answer.until_us);

  if (gate->answer.reason == WB_THROTTLE_COOLDOWN)
    add_reason_printf (reason, _ ("throttled: cooldown until %s"), until);
  else
    add_reason_printf (reason, _ ("throttled: %u an hour at the most, next at %s"),
                       gate->limits.max_per_hour, until);
}

static gboolean
is_muted (const WbDecision *self)
{
  return self->situation.muted_until_us > self->now_us;
}

static void
explain (WbDecision *self, gboolean is_throttled)
{
  g_autoptr (GString) reason = g_string_new (NULL);

  explain_verdict (self, reason);
  if (is_throttled)
    explain_throttle (self, reason);
  if (is_muted (self))
    {
      g_autofree char *until = dup_time (self, self->situation.muted_until_us);

      add_reason_printf (reason, _ ("shown silently: its run is muted until %s"), until);
    }
  if (self->situation.muting_id != 0)
    add_reason_printf (reason, _ ("not forwarded: notification %lld says it already"),
                       (long long) self->situation.muting_id);
  if (self->held_until_us != 0)
    {
      g_autofree char *until = dup_time (self, self->held_until_us);

      /* Translators: %1$s is one of: deliver_at, quiet_hours, snooze */
      add_reason_printf (reason, _ ("held by %1$s until %2$s"), self->held_by, until);
    }
  self->reason = g_string_free (g_steal_pointer (&reason), FALSE);
}

static void
conclude_severity (WbDecision *self)
{
  gboolean is_set = FALSE;

  self->severity = self->event->severity;
  for (guint i = 0; self->verdict.kind == WB_VERDICT_MATCHED && i < self->verdict.matches->len; i++)
    {
      const WbAlertConfig *config = ((WbRule *) self->verdict.matches->pdata[i])->config;

      if (!config->has_severity)
        continue;
      self->severity = is_set ? MAX (self->severity, config->severity) : config->severity;
      is_set = TRUE;
    }
}

/* Returns whether a throttle, or that there is none, lets it through. */
static gboolean
ask_gates (WbDecision *self)
{
  gboolean is_admitted = self->is_exempt || self->gates->len == 0;

  for (guint i = 0; !self->is_exempt && i < self->gates->len; i++)
    {
      WbGate *gate = &g_array_index (self->gates, WbGate, i);

      WbThrottleLimits limits = gate->limits;

      if (gate->is_acknowledged)
        limits.cooldown_s = 0;
      gate->answer = wb_throttle_ask (&gate->state, &limits, self->severity, self->now_us);
      is_admitted |= gate->answer.reason == WB_THROTTLE_ADMITTED;
    }
  return is_admitted;
}

/* (transfer container) (nullable): where the configs that let it through send it. */
static GPtrArray *
list_config_channels (const WbDecision *self)
{
  GPtrArray *channels = NULL;

  for (guint i = 0; i < self->verdict.matches->len; i++)
    {
      const WbAlertConfig *config = ((WbRule *) self->verdict.matches->pdata[i])->config;
      const WbGate *gate = &g_array_index (self->gates, WbGate, i);

      if (!self->is_exempt && !self->is_quiet && gate->answer.reason != WB_THROTTLE_ADMITTED)
        continue;
      for (GStrv name = config->channels; name != NULL && *name != NULL; name++)
        {
          if (channels == NULL)
            channels = g_ptr_array_new_null_terminated (0, NULL, TRUE);
          if (!g_ptr_array_find_with_equal_func (channels, *name, g_str_equal, NULL))
            g_ptr_array_add (channels, *name);
        }
    }
  return channels;
}

static gboolean
is_silent (const WbDecision *self)
{
  return is_muted (self) || self->verdict.kind == WB_VERDICT_UNMATCHED
         || self->verdict.kind == WB_VERDICT_DISABLED;
}

static void
conclude_route (WbDecision *self)
{
  g_autoptr (GPtrArray) config_channels = list_config_channels (self);
  const GArray *targets = self->policy->targets;
  const WbRouteQuestion question = {
    .event = self->event,
    .has_config = self->verdict.kind == WB_VERDICT_MATCHED,
    .config_channels
    = config_channels != NULL ? (const char *const *) config_channels->pdata : NULL,
    .severity = self->severity,
    .priority = self->severity == self->event->severity ? self->event->priority
                                                        : wb_severity_get_priority (self->severity),
    .preferences = self->policy->preferences,
    .targets = (const WbRouteTarget *) (gconstpointer) targets->data,
    .n_targets = targets->len,
  };

  self->route = wb_route_new (&question);
}

/* What another notification says already is shown, and not forwarded. */
static void
mute_route (WbDecision *self)
{
  const char *desktop = wb_channel_kind_to_string (WB_CHANNEL_DESKTOP);
  gboolean has_desktop = g_strv_contains (self->route->channels, desktop);

  self->route->channels[0] = has_desktop ? desktop : NULL;
  if (has_desktop)
    self->route->channels[1] = NULL;
}

static void
hold (WbDecision *self, gint64 until_us, const char *by)
{
  if (until_us <= self->now_us || until_us <= self->held_until_us)
    return;
  self->held_until_us = until_us;
  self->held_by = by;
  self->outcome = WB_OUTCOME_HELD;
}

static void
conclude_hold (WbDecision *self)
{
  const WbQuietHours *quiet = &self->policy->preferences->quiet_hours;
  const WbSituation *situation = &self->situation;
  gboolean is_worse = situation->open.id != 0 && self->severity > situation->open.severity;

  if (self->route == NULL || *self->route->channels == NULL || self->event->is_resolved)
    return;
  /* What got worse than it was when a person put it off is heard of. */
  if (!is_worse)
    {
      hold (self, situation->snoozed_until_us, WB_HELD_BY_SNOOZE);
      hold (self, situation->open.snoozed_until_us, WB_HELD_BY_SNOOZE);
    }
  if (!wb_quiet_hours_lets_through (quiet, self->severity))
    hold (self, wb_quiet_hours_get_end_us (quiet, self->policy->time_zone, self->now_us),
          WB_HELD_BY_QUIET_HOURS);
}

/* Repeats merge while the earlier notification is neither resolved nor acknowledged; one that was
 * read turns unread again only if the severity rose. */
static gboolean
concludes_unread (const WbDecision *self)
{
  const WbOpenNotification *open = &self->situation.open;

  return open->id == 0 || open->read_us == 0
         || (self->severity > open->severity && !self->event->is_resolved);
}

static void
conclude_notification (WbDecision *self)
{
  gboolean is_admitted;

  conclude_severity (self);
  is_admitted = ask_gates (self);
  self->is_merge = self->situation.open.id != 0;
  self->is_notification = self->is_merge || is_admitted;
  if (self->is_notification)
    {
      self->outcome = self->is_merge ? WB_OUTCOME_MERGED : WB_OUTCOME_NOTIFIED;
      self->is_quiet = !is_admitted;
      self->is_unread = concludes_unread (self);
      if (!is_silent (self))
        conclude_route (self);
      if (self->route != NULL && self->situation.muting_id != 0)
        mute_route (self);
      conclude_hold (self);
    }
  else
    self->outcome = WB_OUTCOME_THROTTLED;
  explain (self, !is_admitted);
}

/*
 * wb_decision_conclude:
 *
 * The end of something that was never shown is kept, and not shown either; so is what is only
 * recorded, unless a config says otherwise.
 */
void
wb_decision_conclude (WbDecision *self)
{
  self->severity = self->event->severity;
  if (self->event->deliver_at_us > self->now_us)
    {
      self->is_waiting = TRUE;
      hold (self, self->event->deliver_at_us, WB_HELD_BY_DELIVER_AT);
      explain (self, FALSE);
    }
  else if (self->situation.open.id == 0 && (self->event->is_resolved || is_record (self)))
    self->outcome = WB_OUTCOME_RECORDED;
  else
    conclude_notification (self);
}

/* wb_decision_get_next_us: of one that was throttled: when a throttle would let one through. */
gint64
wb_decision_get_next_us (const WbDecision *self)
{
  return find_gate (self)->answer.until_us;
}
