/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-line-private.h"

#define PARALLEL 16 /* messages of a webhook that are on their way at once; chats go one by one */
#define LONGEST_WAIT_US G_TIME_SPAN_MINUTE /* the wall clock may be set meanwhile */
#define STORE_US (5 * G_TIME_SPAN_SECOND)  /* until a queue that could not be read is read again */
#define REVIEW_US G_TIME_SPAN_HOUR         /* between two looks for what waits for too long */

WbLine *
wb_line_ref (WbLine *self)
{
  self->ref_count++;
  return self;
}

void
wb_line_unref (WbLine *self)
{
  if (--self->ref_count > 0)
    return;
  g_object_unref (self->pipeline);
  g_object_unref (self->clock);
  g_clear_object (&self->keeper);
  g_object_unref (self->channel);
  g_object_unref (self->cancellable);
  wb_channel_config_unref (self->config);
  wb_channel_state_clear (&self->state);
  g_clear_pointer (&self->secrets, g_hash_table_unref);
  g_free (self);
}

/* --- when --- */

gint64
wb_line_get_now_us (WbLine *self)
{
  return wb_clock_get_now_us (self->clock);
}

static WbChannelPace
get_pace (WbLine *self)
{
  WbChannelPace pace = { 0, 1 };

  if (self->host->preferences.has_rate_limits)
    pace = (WbChannelPace){ wb_channel_get_rate_limit (self->channel, self->config),
                            MAX (1, wb_channel_get_burst (self->channel, self->config)) };
  return pace;
}

static gboolean
shares_messages (WbLine *self)
{
  return self->host->preferences.has_batching && wb_channel_batches (self->channel, self->config);
}

/* Until when what is not critical waits for others to share a message with. The first goes at once:
 * nobody waits for what comes alone. */
static gint64
get_window_end_us (WbLine *self)
{
  if (!shares_messages (self) || self->shared_us > wb_line_get_now_us (self))
    return 0;
  return self->shared_us + (gint64) (self->host->preferences.batch_timeout_s * G_USEC_PER_SEC);
}

static gboolean
timeout_cb (gpointer user_data)
{
  WbLine *self = user_data;

  self->timeout_id = 0;
  wb_line_look (self);
  return G_SOURCE_REMOVE;
}

static void
look_at (WbLine *self, gint64 time_us)
{
  gint64 wait_us = CLAMP (time_us - wb_line_get_now_us (self), 0, LONGEST_WAIT_US);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add ((guint) ((wait_us + 999) / 1000), timeout_cb, self);
}

/* @pickup: nothing of it is due now. */
static void
wait_for_next (WbLine *self, const WbPickup *pickup)
{
  WbChannelPace pace = get_pace (self);
  gint64 ready_us = wb_channel_state_get_ready_us (&self->state, &pace, wb_line_get_now_us (self));
  gint64 next_us = pickup->next_us;

  if (self->in_flight == 0)
    g_clear_pointer (&self->secrets, g_hash_table_unref);
  if (next_us == 0 || !self->config->is_enabled)
    return;
  next_us = MAX (next_us, get_window_end_us (self));
  if (pickup->next_critical_us != 0)
    next_us = MIN (next_us, pickup->next_critical_us);
  look_at (self, MAX (next_us, ready_us));
}

/* --- picking --- */

static void
picked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbLine *self = user_data;
  g_autoptr (GError) error = NULL;
  WbPickup *pickup = wb_pipeline_run_finish (WB_PIPELINE (source), result, &error);
  WbChannelPace pace;

  self->is_picking = FALSE;
  if (self->is_closed)
    g_debug ("%s: closed", self->config->name);
  else if (pickup == NULL)
    {
      g_debug ("%s: the queue cannot be read: %s", self->config->name, error->message);
      look_at (self, wb_line_get_now_us (self) + STORE_US);
    }
  else if (pickup->parcels->len > 0)
    {
      pace = get_pace (self);
      wb_channel_state_take (&self->state, &pace, pickup->parcels->len, wb_line_get_now_us (self));
      wb_line_start_trips (self, pickup);
    }
  else if (!self->is_stale)
    wait_for_next (self, pickup);
  if (self->is_stale)
    wb_line_look (self);
  wb_line_unref (self);
}

static guint
get_room (WbLine *self)
{
  guint most = self->config->kind == WB_CHANNEL_WEBHOOK ? PARALLEL : 1;

  if (wb_channel_get_max_items (self->channel) > 1)
    return self->in_flight > 0 ? 0 : wb_channel_get_max_items (self->channel);
  return most > self->in_flight ? most - self->in_flight : 0;
}

static guint
count_messages (WbLine *self)
{
  WbChannelPace pace = get_pace (self);

  if (!self->config->is_enabled)
    return 0;
  return MIN (get_room (self),
              wb_channel_state_count_ready (&self->state, &pace, wb_line_get_now_us (self)));
}

/* What waits for a channel that needs a person goes another way, if there is one. */
static void
divert (WbLine *self, WbPickup *pickup)
{
  if (!self->state.needs_attention || self->config->fallback == NULL || pickup->n_messages > 0)
    return;
  pickup->fallback = g_strdup (self->config->fallback);
  pickup->reason = g_strdup (self->state.reason);
}

static void
review (WbLine *self, WbPickup *pickup)
{
  gint64 now_us = wb_line_get_now_us (self);

  if (ABS (now_us - self->reviewed_us) < REVIEW_US)
    return;
  self->reviewed_us = now_us;
  pickup->oldest_us = now_us - (gint64) (self->host->preferences.give_up_after_s * G_USEC_PER_SEC);
}

static void
free_pickup (gpointer data)
{
  wb_pickup_free (data);
}

static void
pick (WbLine *self, guint n_messages)
{
  WbPickup *pickup = wb_pickup_new (self->config->name);

  pickup->n_messages = n_messages;
  pickup->batch_size = shares_messages (self) ? self->host->preferences.batch_size : 1;
  pickup->min_priority = wb_line_get_now_us (self) < get_window_end_us (self) ? WB_PRIORITY_CRITICAL
                                                                              : WB_PRIORITY_LOW;
  divert (self, pickup);
  review (self, pickup);
  self->is_picking = TRUE;
  self->is_stale = self->has_test = FALSE;
  wb_pipeline_run_async (self->pipeline, wb_pickup_job, pickup, free_pickup, picked_cb,
                         wb_line_ref (self));
}

/* wb_line_look: sends what is due, as far as the channel may; else at its time. */
void
wb_line_look (WbLine *self)
{
  WbChannelPace pace;
  guint n_messages;

  if (self->is_closed)
    return;
  if (self->is_picking)
    {
      self->is_stale = TRUE;
      return;
    }
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  n_messages = count_messages (self);
  if (n_messages > 0 || self->has_test
      || (self->state.needs_attention && self->config->fallback != NULL && self->in_flight == 0))
    {
      pick (self, n_messages);
      return;
    }
  if (!self->config->is_enabled || self->in_flight > 0)
    return;
  pace = get_pace (self);
  look_at (self, wb_channel_state_get_ready_us (&self->state, &pace, wb_line_get_now_us (self)));
}

/* wb_line_look_for_test: likewise; a test goes whatever the state of the channel. */
void
wb_line_look_for_test (WbLine *self)
{
  self->has_test = TRUE;
  wb_line_look (self);
}

/* wb_line_end_wait: what it waited for may be there. */
void
wb_line_end_wait (WbLine *self)
{
  if (self->state.pause != WB_CHANNEL_STATUS_WAITING)
    return;
  self->state.paused_until_us = 0;
  wb_line_look (self);
}

/* --- the line itself --- */

/* wb_line_new: @state: (nullable): as the store has it. */
WbLine *
wb_line_new (WbLineHost *host, WbChannel *channel, WbChannelConfig *config, const char *state)
{
  WbLine *self = g_new0 (WbLine, 1);

  self->ref_count = 1;
  self->host = host;
  self->pipeline = g_object_ref (host->pipeline);
  self->clock = g_object_ref (host->clock);
  self->keeper = host->keeper != NULL ? g_object_ref (host->keeper) : NULL;
  self->channel = g_object_ref (channel);
  self->config = wb_channel_config_ref (config);
  self->cancellable = g_cancellable_new ();
  if (!wb_channel_state_init_from_json (&self->state, state))
    g_debug ("%s: its state begins anew", config->name);
  return self;
}

/* wb_line_close: the channel went, or the agent ends. What is on its way comes to its end. */
void
wb_line_close (WbLine *self)
{
  self->is_closed = TRUE;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  wb_line_unref (self);
}

/* wb_line_set_config: a person who changed it may have mended it. */
void
wb_line_set_config (WbLine *self, WbChannelConfig *config)
{
  if (config->updated_us != self->config->updated_us)
    {
      if (config->is_enabled)
        wb_channel_state_forgive (&self->state);
      g_clear_pointer (&self->secrets, g_hash_table_unref);
    }
  wb_channel_config_ref (config);
  wb_channel_config_unref (self->config);
  self->config = config;
}

/* wb_line_get_status: @reason: (out) (nullable): of what is not OK; lent. */
WbChannelStatus
wb_line_get_status (WbLine *self, const char **reason)
{
  WbChannelStatus status = wb_channel_state_get_status (&self->state, wb_line_get_now_us (self));

  *reason = status != WB_CHANNEL_STATUS_OK ? self->state.reason : NULL;
  return self->config->is_enabled ? status : WB_CHANNEL_STATUS_DISABLED;
}
