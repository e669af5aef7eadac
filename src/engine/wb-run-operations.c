/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-operations.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "engine/wb-run-curves.h"
#include "engine/wb-snooze.h"
#include "model/wb-limits.h"
#include "model/wb-run.h"
#include "store/wb-cost-alert-store.h"
#include "store/wb-run-store.h"

#define WORD_CHARACTERS 32
#define ENDED ((1u << WB_RUN_COMPLETED) | (1u << WB_RUN_FAILED))

/* A state, "active" for all that did not end, "ended" for the others, or "stalled". */
static gboolean
read_state (WbJsonValue input, WbRunQuery *query, GError **error)
{
  g_autofree char *word = NULL;
  WbRunState state;

  if (!wb_input_read_string (input, "state", WORD_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;

  if (g_str_equal (word, "active"))
    query->states = ~ENDED;
  else if (g_str_equal (word, "ended"))
    query->states = ENDED;
  else if (g_str_equal (word, "stalled"))
    query->stalled = TRUE;
  else if (wb_run_state_from_string (word, &state))
    query->states = 1u << state;
  else
    return wb_field_refuse (error, "state",
                            "expected started, running, paused, evaluating, completed, failed, "
                            "stalled, active or ended");
  return TRUE;
}

static gboolean
list (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  WbRunQuery query = { 0 };
  gint64 n_losses = 0;
  g_autoptr (GPtrArray) runs = NULL;

  if (!wb_input_read_limit (input, &query.limit, error)
      || !wb_input_read_integer (input, "before_id", 0, G_MAXINT64, &query.before_id, error)
      || !wb_input_read_integer (input, "losses", 0, WB_RUN_LOSS_POINTS, &n_losses, error)
      || !read_state (input, &query, error))
    return FALSE;
  runs = wb_run_store_list (connection, &query, error);
  if (runs == NULL)
    return FALSE;

  g_string_append (answer, "{\"runs\":[");
  for (guint i = 0; i < runs->len; i++)
    {
      const WbRun *run = g_ptr_array_index (runs, i);

      wb_json_begin_item (answer);
      g_string_append_c (answer, '{');
      wb_run_append_json (run, now_us, answer);
      if (!wb_run_curves_append_losses (connection, run, (guint) n_losses, answer, error))
        return FALSE;
      g_string_append_c (answer, '}');
    }
  g_string_append_c (answer, ']');
  if (runs->len == query.limit)
    {
      const WbRun *last = g_ptr_array_index (runs, runs->len - 1);

      wb_json_add_int64 (answer, "next_before_id", last->last_event_id);
    }
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
refuse_unknown (GError **error)
{
  g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "run_id: no run has it");
  return FALSE;
}

static gboolean
append_thresholds (WbConnection *connection, const WbRun *run, GString *answer, GError **error)
{
  g_autofree char *subject = g_strconcat ("run ", run->run_id, NULL);
  g_autoptr (GArray) thresholds = wb_cost_alert_store_list (connection, subject, error);

  if (thresholds == NULL)
    return FALSE;
  wb_json_begin_member (answer, "cost_thresholds");
  g_string_append_c (answer, '[');
  for (guint i = 0; i < thresholds->len; i++)
    {
      wb_json_begin_item (answer);
      wb_json_append_double (answer, g_array_index (thresholds, double, i));
    }
  g_string_append_c (answer, ']');
  return TRUE;
}

static gboolean
append_mute (WbConnection *connection,
             const WbRun *run,
             gint64 now_us,
             GString *answer,
             GError **error)
{
  gint64 until_us;

  if (!wb_snooze_get_run (connection, run->run_id, &until_us, error))
    return FALSE;
  if (until_us > now_us)
    wb_json_add_time (answer, "muted_until", until_us);
  return TRUE;
}

static gboolean
get (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autofree char *run_id = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (WbRun) run = NULL;

  if (!wb_input_require_string (input, "run_id", WB_LIMIT_NAME_CHARACTERS, &run_id, error))
    return FALSE;
  run = wb_run_store_get (connection, run_id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (run == NULL)
    return refuse_unknown (error);

  g_string_append_c (answer, '{');
  wb_run_append_json (run, now_us, answer);
  if (!wb_run_curves_append_losses (connection, run, WB_RUN_LOSS_POINTS, answer, error)
      || !wb_run_curves_append_metrics (connection, run, answer, error)
      || !append_thresholds (connection, run, answer, error)
      || !append_mute (connection, run, now_us, answer, error))
    return FALSE;
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
forget (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autofree char *run_id = NULL;
  gboolean is_deleted;

  if (!wb_input_require_string (input, "run_id", WB_LIMIT_NAME_CHARACTERS, &run_id, error)
      || !wb_run_store_delete (wb_transaction_get_connection (transaction), run_id, &is_deleted,
                               error))
    return FALSE;
  if (!is_deleted)
    return refuse_unknown (error);
  wb_commit_note_run (wb_transaction_get_commit (transaction), run_id);
  g_string_append (answer, "{}");
  return wb_transaction_set_alarm (transaction, WB_ALARM_STALL, run_id, 0, error);
}

/* wb_run_list: {"state", "before_id", "limit", "losses"} -> {"runs": [...], "next_before_id"},
 * newest news first, each with so many points of its losses; before_id is the id of a run's last
 * event. */
const WbOperation wb_run_list = { .name = "run.list", .ask = list };

/* wb_run_get: {"run_id"} -> the run with "losses": [[step, value], ...], "curves" of its metrics,
 * the "cost_thresholds" that were told of and, of one that is muted, "muted_until". */
const WbOperation wb_run_get = { .name = "run.get", .ask = get };

/* wb_run_forget: {"run_id"}: the run with its losses; its events stay in the history. */
const WbOperation wb_run_forget
    = { .name = "run.forget", .perform = forget, .changes_settings = TRUE };
