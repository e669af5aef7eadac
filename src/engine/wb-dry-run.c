/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-dry-run.h"

#include "base/wb-json-writer.h"
#include "engine/wb-alert-config-operations.h"
#include "engine/wb-input.h"
#include "engine/wb-rule-set.h"
#include "engine/wb-throttle.h"
#include "model/wb-limits.h"
#include "store/wb-alert-config-store.h"
#include "store/wb-event-store.h"

#define DEFAULT_DAYS 7
#define PAGE_EVENTS 500 /* in memory at a time */
#define N_EXAMPLES 5

/* An event that the draft is for. */
typedef struct
{
  gint64 id;
  gint64 received_us;
  WbSeverity severity;
  gboolean is_exempt; /* from the throttle */
  gboolean is_notified;
  char *subject; /* owned */
} Match;

typedef struct
{
  WbAlertConfig *config; /* owned */
  WbRuleSet *rules;      /* owned: of that config alone */
  GArray *matches;       /* owned, Match: newest first */
  guint n_events;        /* that were judged: those of its type */
  guint n_read;
  guint n_notified;
} DryRun;

static const WbJsonLimits draft_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

static void
match_clear (gpointer data)
{
  Match *match = data;

  g_free (match->subject);
}

/* Takes @config. A draft that is switched off is tried as if it were on. */
static void
dry_run_init (DryRun *self, WbAlertConfig *config)
{
  g_autoptr (GPtrArray) configs = g_ptr_array_new ();

  config->is_active = TRUE;
  g_ptr_array_add (configs, config);
  *self = (DryRun){ .config = config, .rules = wb_rule_set_new (configs) };
  self->matches = g_array_new (FALSE, FALSE, sizeof (Match));
  g_array_set_clear_func (self->matches, match_clear);
}

static void
dry_run_clear (DryRun *self)
{
  g_clear_pointer (&self->matches, g_array_unref);
  g_clear_pointer (&self->rules, wb_rule_set_unref);
  g_clear_pointer (&self->config, wb_alert_config_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DryRun, dry_run_clear)

/* --- what it is for, newest first --- */

static void
add_match (DryRun *self, const WbStoredEvent *row, const WbConditionSubject *about)
{
  const WbEvent *event = about->event;
  Match match = {
    .id = row->id,
    .received_us = row->received_us,
    .severity = self->config->has_severity ? self->config->severity : event->severity,
    .is_exempt = wb_throttle_is_exempt (event),
    .subject = wb_throttle_dup_subject (event, about->context),
  };

  g_array_append_val (self->matches, match);
}

/* What another version wrote and this one cannot read is passed over. */
static void
judge (DryRun *self, const WbStoredEvent *row)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (row->body, NULL);
  g_auto (WbConditionSubject) about = { 0 };
  g_auto (WbVerdict) verdict = { 0 };

  if (event == NULL)
    return;
  wb_condition_subject_init (&about, event);
  wb_rule_set_judge (self->rules, &about, &verdict);
  self->n_events += verdict.checks->len;
  if (verdict.kind == WB_VERDICT_MATCHED)
    add_match (self, row, &about);
}

/* (nullable): the column of the history that narrows it; words of one's own are custom there. */
static const char *
get_stored_type (const WbAlertConfig *config)
{
  const WbEventType *type = wb_catalogue_lookup (config->alert_type);

  if (g_str_equal (config->alert_type, WB_ALERT_CONFIG_EVERY_TYPE))
    return NULL;
  return type != NULL ? type->name : wb_catalogue_get_custom ()->name;
}

static gboolean
read_history (DryRun *self, WbConnection *connection, gint64 since_us, GError **error)
{
  g_autoptr (WbEventQuery) query = g_new0 (WbEventQuery, 1);
  guint n_rows = PAGE_EVENTS;

  query->since_us = since_us;
  query->type = g_strdup (get_stored_type (self->config));
  query->limit = PAGE_EVENTS;
  while (n_rows == PAGE_EVENTS && self->n_read < WB_LIMIT_DRY_RUN_EVENTS)
    {
      g_autoptr (GPtrArray) rows = wb_event_store_list (connection, query, error);

      if (rows == NULL)
        return FALSE;
      n_rows = rows->len;
      self->n_read += n_rows;
      for (guint i = 0; i < n_rows; i++)
        {
          const WbStoredEvent *row = g_ptr_array_index (rows, i);

          judge (self, row);
          query->before_id = row->id;
        }
    }
  return TRUE;
}

/* --- what comes through, oldest first --- */

static void
throttle_state_free (gpointer data)
{
  wb_throttle_state_clear (data);
  g_free (data);
}

/* (transfer none) */
static WbThrottleState *
ensure_state (GHashTable *states, const char *subject)
{
  WbThrottleState *state = g_hash_table_lookup (states, subject);

  if (state == NULL)
    {
      state = g_new0 (WbThrottleState, 1);
      g_hash_table_insert (states, (gpointer) subject, state);
    }
  return state;
}

static gboolean
admit (const Match *match, GHashTable *states, const WbThrottleLimits *limits)
{
  WbThrottleState *state;

  if (match->is_exempt || wb_throttle_limits_nothing (limits))
    return TRUE;
  state = ensure_state (states, match->subject);
  if (wb_throttle_ask (state, limits, match->severity, match->received_us).reason
      != WB_THROTTLE_ADMITTED)
    return FALSE;
  wb_throttle_admit (state, match->received_us, match->severity, 0);
  return TRUE;
}

static void
throttle (DryRun *self)
{
  const WbThrottleLimits limits
      = { self->config->cooldown_minutes * 60, self->config->max_alerts_per_hour,
          self->config->groups_similar };
  /* char * lent by the match -> WbThrottleState */
  g_autoptr (GHashTable) states
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, throttle_state_free);

  for (guint i = self->matches->len; i > 0; i--)
    {
      Match *match = &g_array_index (self->matches, Match, i - 1);

      match->is_notified = admit (match, states, &limits);
      self->n_notified += match->is_notified;
    }
}

/* --- the answer --- */

/* A row that retention took meanwhile is passed over. */
static gboolean
append_example (WbConnection *connection, const Match *match, GString *answer, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStoredEvent) row = wb_event_store_get (connection, match->id, &local);
  g_autoptr (WbEvent) event = row != NULL ? wb_event_new_from_json (row->body, NULL) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (event == NULL)
    return TRUE;
  wb_json_begin_item (answer);
  g_string_append_c (answer, '{');
  wb_json_add_int64 (answer, "id", match->id);
  wb_json_add_time (answer, "received_at", match->received_us);
  wb_json_add_string (answer, "type", event->type->name);
  wb_json_add_string (answer, "title", event->title);
  wb_json_add_string (answer, "severity", wb_severity_to_string (match->severity));
  wb_json_add_string (answer, "outcome", match->is_notified ? "notified" : "throttled");
  g_string_append_c (answer, '}');
  return TRUE;
}

/* Those that ring say more than those held back: these only fill up. */
static gboolean
append_examples (const DryRun *self, WbConnection *connection, GString *answer, GError **error)
{
  guint n_notified = MIN (self->n_notified, N_EXAMPLES);
  guint n_throttled = N_EXAMPLES - n_notified;

  g_string_append_c (answer, '[');
  for (guint i = 0; i < self->matches->len && n_notified + n_throttled > 0; i++)
    {
      const Match *match = &g_array_index (self->matches, Match, i);
      guint *n_left = match->is_notified ? &n_notified : &n_throttled;

      if (*n_left == 0)
        continue;
      (*n_left)--;
      if (!append_example (connection, match, answer, error))
        return FALSE;
    }
  g_string_append_c (answer, ']');
  return TRUE;
}

static gboolean
append_answer (const DryRun *self,
               WbConnection *connection,
               gint64 days,
               GString *answer,
               GError **error)
{
  g_string_append_c (answer, '{');
  wb_json_add_int64 (answer, "days", days);
  wb_json_add_int64 (answer, "events", self->n_events);
  wb_json_add_int64 (answer, "matched", self->matches->len);
  wb_json_add_int64 (answer, "notified", self->n_notified);
  wb_json_add_int64 (answer, "throttled", self->matches->len - self->n_notified);
  wb_json_add_boolean (answer, "complete", self->n_read < WB_LIMIT_DRY_RUN_EVENTS);
  wb_json_begin_member (answer, "examples");
  if (!append_examples (self, connection, answer, error))
    return FALSE;
  g_string_append_c (answer, '}');
  return TRUE;
}

/* (transfer full): with an id, what the rest changes in that config; else a config of its own. A
 * draft needs no name yet, and credentials have no say. */
static WbAlertConfig *
read_draft (WbConnection *connection, WbJsonValue input, GError **error)
{
  g_autoptr (WbAlertConfig) base = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (GPtrArray) credentials
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
  g_autoptr (WbJson) json = NULL;
  WbJsonValue body;
  gint64 id = 0;

  if (!wb_input_require_body (input, &body, error)
      || !wb_alert_config_split (body, clean, credentials, error)
      || !wb_input_read_integer (body, "id", 1, G_MAXINT64, &id, error))
    return NULL;
  base = id != 0 ? wb_alert_config_store_get (connection, id, error)
                 : wb_alert_config_new ("", NULL);
  if (base == NULL)
    return NULL;
  json = wb_json_parse (clean->str, clean->len, &draft_limits, error);
  return json != NULL ? wb_alert_config_read_draft (wb_json_get_root (json), base, error) : NULL;
}

static gboolean
ask (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_auto (DryRun) run = { 0 };
  WbAlertConfig *config;
  gint64 days = DEFAULT_DAYS;

  if (!wb_input_read_integer (input, "days", 1, WB_LIMIT_DRY_RUN_DAYS, &days, error))
    return FALSE;
  config = read_draft (connection, input, error);
  if (config == NULL)
    return FALSE;

  dry_run_init (&run, config);
  if (!read_history (&run, connection, now_us - days * G_TIME_SPAN_DAY, error))
    return FALSE;
  throttle (&run);
  return append_answer (&run, connection, days, answer, error);
}

/*
 * wb_dry_run: {"body": an alert config, or an "id" and what changes in it, "days"} -> {"days",
 * "events", "matched", "notified", "throttled", "complete", "examples"}
 *
 * What the config would have done with the history, had it been there alone. Nothing is written.
 */
const WbOperation wb_dry_run = { .name = "alert-config.dry-run", .ask = ask };
