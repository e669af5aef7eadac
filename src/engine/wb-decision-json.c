/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-json-writer.h"
#include "engine/wb-decision.h"

static const char *const verdict_words[] = {
  [WB_VERDICT_DEFAULT] = "default",
  [WB_VERDICT_MATCHED] = "matched",
  [WB_VERDICT_UNMATCHED] = "unmatched",
  [WB_VERDICT_DISABLED] = "disabled",
};

static const char *const throttle_words[] = {
  [WB_THROTTLE_ADMITTED] = "admitted",
  [WB_THROTTLE_COOLDOWN] = "cooldown",
  [WB_THROTTLE_HOURLY_CAP] = "hourly_cap",
};

static void
append_check (GString *json, const WbRuleCheck *check, const WbConditionSubject *subject)
{
  g_autofree char *why = wb_rule_check_dup_why (check, subject);

  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", check->rule->config->id);
  wb_json_add_string (json, "name", check->rule->config->name);
  wb_json_add_boolean (json, "matches", check->is_match);
  wb_json_add_string (json, "why", why);
  g_string_append_c (json, '}');
}

static void
add_checks (const WbDecision *self, gboolean is_brief, GString *json)
{
  if (self->verdict.checks->len == 0)
    return;

  wb_json_begin_member (json, "configs");
  g_string_append_c (json, '[');
  for (guint i = 0; i < self->verdict.checks->len; i++)
    {
      const WbRuleCheck *check = &g_array_index (self->verdict.checks, WbRuleCheck, i);

      if (!is_brief || check->is_match)
        append_check (json, check, &self->about);
    }
  g_string_append_c (json, ']');
}

static void
append_gate (GString *json, const WbGate *gate)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_string (json, "scope", gate->scope);
  wb_json_add_string (json, "answer", throttle_words[gate->answer.reason]);
  wb_json_add_int64 (json, "cooldown_s", gate->limits.cooldown_s);
  wb_json_add_int64 (json, "max_per_hour", gate->limits.max_per_hour);
  wb_json_add_int64 (json, "last_hour", wb_throttle_state_count (&gate->state));
  if (gate->answer.reason != WB_THROTTLE_ADMITTED)
    wb_json_add_time (json, "until", gate->answer.until_us);
  g_string_append_c (json, '}');
}

static void
add_throttles (const WbDecision *self, GString *json)
{
  wb_json_add_string (json, "subject", self->subject);
  if (self->is_exempt)
    {
      wb_json_add_boolean (json, "is_recovery", TRUE);
      return;
    }
  wb_json_begin_member (json, "throttles");
  g_string_append_c (json, '[');
  for (guint i = 0; i < self->gates->len; i++)
    append_gate (json, &g_array_index (self->gates, WbGate, i));
  g_string_append_c (json, ']');
}

static void
add_route (const WbDecision *self, gboolean is_brief, GString *json)
{
  if (self->route == NULL)
    return;

  wb_json_add_string (json, "routed_by", self->route->by);
  wb_json_add_strings (json, "channels", self->route->channels);
  if (self->route->left_out->len == 0)
    return;

  wb_json_begin_member (json, "left_out");
  g_string_append_c (json, '{');
  for (guint i = 0; i < self->route->left_out->len; i++)
    {
      const WbRouteOmission *omission = &g_array_index (self->route->left_out, WbRouteOmission, i);

      wb_json_add_string (json, omission->name,
                          is_brief ? omission->why : wb_route_explain_omission (omission->why));
    }
  g_string_append_c (json, '}');
}

static void
add_hold (const WbDecision *self, GString *json)
{
  if (self->situation.muting_id != 0)
    wb_json_add_int64 (json, "muted_by", self->situation.muting_id);
  if (self->held_until_us == 0)
    return;
  wb_json_add_string (json, "held_by", self->held_by);
  wb_json_add_time (json, "held_until", self->held_until_us);
}

static void
add_path (const WbDecision *self, gboolean is_brief, GString *json)
{
  wb_json_add_string (json, "type", self->event->type->name);
  wb_json_add_string (json, "severity", wb_severity_to_string (self->severity));
  wb_json_add_string (json, "verdict", verdict_words[self->verdict.kind]);
  add_checks (self, is_brief && self->verdict.kind == WB_VERDICT_MATCHED, json);
  add_throttles (self, json);
  if (self->is_notification)
    add_route (self, is_brief, json);
  add_hold (self, json);
  if (self->is_merge)
    wb_json_add_int64 (json, "merges_into", self->situation.open.id);
}

/* wb_decision_is_plain: whether only the catalogue had a say, so that there is nothing to keep. */
gboolean
wb_decision_is_plain (const WbDecision *self)
{
  return self->verdict.kind == WB_VERDICT_DEFAULT && self->outcome != WB_OUTCOME_THROTTLED
         && self->held_until_us == 0 && self->situation.muting_id == 0;
}

/*
 * wb_decision_append_kept_json: what is kept with the event, whose row has the rest; of configs
 * only those that match, if any does, and of what was left out the words.
 */
void
wb_decision_append_kept_json (const WbDecision *self, GString *json)
{
  g_string_append_c (json, '{');
  add_path (self, TRUE, json);
  g_string_append_c (json, '}');
}

/*
 * wb_decision_append_json:
 *
 * The whole path as an object: outcome, reason, type, severity, verdict, configs [{id, name,
 * matches, why}], subject, throttles [{scope, answer, cooldown_s, max_per_hour, last_hour, until}],
 * routed_by, channels [], left_out {channel: why}, muted_by, held_by, held_until, merges_into.
 */
void
wb_decision_append_json (const WbDecision *self, GString *json)
{
  g_string_append_c (json, '{');
  wb_json_add_string (json, "outcome", wb_outcome_to_string (self->outcome));
  wb_json_add_string (json, "reason", self->reason);
  add_path (self, FALSE, json);
  g_string_append_c (json, '}');
}
