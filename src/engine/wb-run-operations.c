/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-run-operations.h"

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"
#include "model/wb-run.h"
#include "store/wb-cost-alert-store.h"
#include "store/wb-run-store.h"

#define WORD_CHARACTERS 32
#define ENDED ((1u << WB_RUN_COMPLETED) | (1u << WB_RUN_FAILED))

/* A state, "active" for all that did not end, or "stalled". */
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
  else if (g_str_equal (word, "stalled"))
    query->stalled = TRUE;
  else if (wb_run_state_from_string (word, &state))
    query->states = 1u << state;
  else
    return wb_field_refuse (error, "state",
                            "expected started, running, paused, evaluating, completed, failed, "
                            "stalled or active");
  return TRUE;
}

static gboolean
list (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  WbRunQuery query = { 0 };
  g_autoptr (GPtrArray) runs = NULL;

  if (!wb_input_read_limit (input, &query.limit, error)
      || !wb_input_read_integer (input, "before_id", 0, G_MAXINT64, &query.before_id, error)
      || !read_state (input, &query, error))
    return FALSE;
  runs = wb_run_store_list (connection, &query, error);
  if (runs == NULL)
    return FALSE;

  g_string_append (answer, "{\"runs\":[");
  for (guint i = 0; i < runs->len; i++)
    {
      wb_json_begin_item (answer);
      g_string_append_c (answer, '{');
      wb_run_append_json (g_ptr_array_index (runs, i), now_us, answer);
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

static void
append_point (GString *answer, const WbLossPoint *point)
{
  wb_json_begin_item (answer);
  g_string_append_printf (answer, "[%" G_GINT64_FORMAT ",", point->step);
  wb_json_append_double (answer, point->value);
  g_string_append_c (answer, ']');
}

static gboolean
append_losses (WbConnection *connection, const WbRun *run, GString *answer, GError **error)
{
  g_autoptr (GArray) losses = wb_run_store_list_losses (connection, run->run_id, error);
  const WbLossPoint *last;

  if (losses == NULL)
    return FALSE;
  last = losses->len > 0 ? &g_array_index (losses, WbLossPoint, losses->len - 1) : NULL;
  wb_json_begin_member (answer, "losses");
  g_string_append_c (answer, '[');
  for (guint i = 0; i < losses->len; i++)
    append_point (answer, &g_array_index (losses, WbLossPoint, i));
  if (last != NULL && last->step != run->loss_step)
    append_point (answer, &(WbLossPoint){ run->loss_step, run->loss });
  g_string_append_c (answer, ']');
  return TRUE;
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
  if (!append_losses (connection, run, answer, error)
      || !append_thresholds (connection, run, answer, error))
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

/* wb_run_list: {"state", "before_id", "limit"} -> {"runs": [...], "next_before_id"}, newest news
 * first; before_id is the id of a run's last event. */
const WbOperation wb_run_list = { .name = "run.list", .ask = list };

/* wb_run_get: {"run_id"} -> the run with "losses": [[step, value], ...] and the "cost_thresholds"
 * that were told of. */
const WbOperation wb_run_get = { .name = "run.get", .ask = get };

/* wb_run_forget: {"run_id"}: the run with its losses; its events stay in the history. */
const WbOperation wb_run_forget
    = { .name = "run.forget", .perform = forget, .changes_settings = TRUE };
