/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-housekeeper.h"

#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "store/wb-retention.h"
#include "store/wb-search-index.h"

#define RETENTION_PERIOD_US G_TIME_SPAN_HOUR

/* Each is an operation that runs in slices. */
typedef enum
{
  TASK_INDEX,
  TASK_RETAIN,
  N_TASKS
} Task;

struct _WbHousekeeper
{
  GObject parent_instance;

  WbPipeline *pipeline; /* owned */
  WbClock *clock;       /* owned */
  gboolean is_running[N_TASKS];
  gboolean is_behind; /* something came that the index does not have */
  gint64 retained_us; /* when retention last began; 0: not yet */
};

G_DEFINE_FINAL_TYPE (WbHousekeeper, wb_housekeeper, G_TYPE_OBJECT)

/* --- operations --- */

static gboolean
index_slice (WbTransaction *transaction,
             WbJsonValue input G_GNUC_UNUSED,
             GString *answer,
             GError **error)
{
  gboolean has_more;

  if (!wb_search_index_add_slice (wb_transaction_get_connection (transaction), &has_more, error))
    return FALSE;
  if (has_more)
    wb_transaction_continue (transaction);
  g_string_append (answer, "{}");
  return TRUE;
}

static gboolean
read_state (WbJsonValue input, WbRetentionState *state, GError **error)
{
  return wb_input_read_integer (input, "step", 0, WB_RETENTION_DONE, &state->step, error)
         && wb_input_read_integer (input, "cursor", 0, G_MAXINT64, &state->cursor, error)
         && wb_input_read_integer (input, "kept", 0, G_MAXINT64, &state->kept, error)
         && wb_input_read_integer (input, "first_seq", 0, G_MAXINT64, &state->first_seq, error)
         && wb_input_read_integer (input, "notifications", 0, G_MAXINT64, &state->notifications,
                                   error)
         && wb_input_read_integer (input, "events", 0, G_MAXINT64, &state->events, error);
}

/* In the end only what went: where it stood is of no use to anybody. */
static void
append_state (GString *answer, const WbRetentionState *state)
{
  g_string_append_c (answer, '{');
  if (state->step != WB_RETENTION_DONE)
    {
      wb_json_add_int64 (answer, "step", state->step);
      wb_json_add_int64 (answer, "cursor", state->cursor);
      wb_json_add_int64 (answer, "kept", state->kept);
      wb_json_add_int64 (answer, "first_seq", state->first_seq);
    }
  wb_json_add_int64 (answer, "notifications", state->notifications);
  wb_json_add_int64 (answer, "events", state->events);
  g_string_append_c (answer, '}');
}

static gboolean
retain_slice (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  WbCommit *commit = wb_transaction_get_commit (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);
  WbConnection *connection = wb_transaction_get_connection (transaction);
  const WbPreferences *preferences = wb_transaction_get_preferences (transaction);
  const WbRetentionLimits limits = {
    .now_us = now_us,
    .age_us = now_us - preferences->retention_days * G_TIME_SPAN_DAY,
    .notifications = preferences->retention_notifications,
  };
  WbRetentionState state = { 0 };
  guint removed_unread = 0;

  if (!read_state (input, &state, error)
      || !wb_retention_run_slice (connection, &limits, &state, commit->removed_ids, &removed_unread,
                                  error))
    return FALSE;

  commit->unread_change -= (int) removed_unread;
  append_state (answer, &state);
  if (state.step != WB_RETENTION_DONE)
    wb_transaction_continue (transaction);
  return TRUE;
}

/* wb_housekeeper_index: {} -> {}. */
const WbOperation wb_housekeeper_index
    = { .name = "agent.index", .perform = index_slice, .is_idle = TRUE };

/* wb_housekeeper_retain: {} -> {"notifications", "events"}: how many went. */
const WbOperation wb_housekeeper_retain
    = { .name = "agent.retain", .perform = retain_slice, .is_idle = TRUE };

/* --- when --- */

static void start_what_is_due (WbHousekeeper *self);

static void
finish (WbHousekeeper *self, Task task, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  self->is_running[task] = FALSE;
  if (answer == NULL)
    {
      /* What comes next starts it again. */
      g_debug ("idle work: %s", error->message);
      return;
    }
  g_string_free (answer, TRUE);
  start_what_is_due (self);
}

static void
indexed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHousekeeper) self = user_data;

  finish (self, TASK_INDEX, source, result);
}

static void
retained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHousekeeper) self = user_data;

  finish (self, TASK_RETAIN, source, result);
}

static gboolean
is_retention_due (WbHousekeeper *self, gint64 now_us)
{
  return self->retained_us == 0 || ABS (now_us - self->retained_us) >= RETENTION_PERIOD_US;
}

static void
start_what_is_due (WbHousekeeper *self)
{
  gint64 now_us = wb_clock_get_now_us (self->clock);

  if (self->is_behind && !self->is_running[TASK_INDEX])
    {
      self->is_behind = FALSE;
      self->is_running[TASK_INDEX] = TRUE;
      wb_pipeline_perform_async (self->pipeline, &wb_housekeeper_index, "{}", "agent", indexed_cb,
                                 g_object_ref (self));
    }
  if (is_retention_due (self, now_us) && !self->is_running[TASK_RETAIN])
    {
      self->retained_us = now_us;
      self->is_running[TASK_RETAIN] = TRUE;
      wb_pipeline_perform_async (self->pipeline, &wb_housekeeper_retain, "{}", "agent", retained_cb,
                                 g_object_ref (self));
    }
}

static void
committed_cb (WbHousekeeper *self, const WbCommit *commit)
{
  self->is_behind |= commit->added->len + commit->merged->len > 0;
  if (commit->topics & (1u << WB_TOPIC_PREFERENCES))
    self->retained_us = 0;
  start_what_is_due (self);
}

static void
wb_housekeeper_dispose (GObject *object)
{
  WbHousekeeper *self = WB_HOUSEKEEPER (object);

  g_clear_object (&self->pipeline);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_housekeeper_parent_class)->dispose (object);
}

static void
wb_housekeeper_class_init (WbHousekeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_housekeeper_dispose;
}

static void
wb_housekeeper_init (WbHousekeeper *self)
{
  self->is_behind = TRUE; /* by what came last before the agent ended */
}

WbHousekeeper *
wb_housekeeper_new (WbPipeline *pipeline, WbClock *clock)
{
  WbHousekeeper *self = g_object_new (WB_TYPE_HOUSEKEEPER, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  start_what_is_due (self);
  return self;
}
