/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-delivery-queue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "delivery/wb-delivery-jobs.h"
#include "delivery/wb-line.h"
#include "engine/wb-performance.h"
#include "model/wb-limits.h"
#include "store/wb-channel-store.h"
#include "store/wb-delivery-store.h"

struct _WbDeliveryQueue
{
  GObject parent_instance;

  WbLineHost host;
  GPtrArray *channels;      /* owned, WbChannel: one of each kind */
  GHashTable *lines;        /* owned, char * -> WbLine: of each channel that was set up */
  GNetworkMonitor *network; /* owned */
  GPtrArray *waits;         /* owned, Wait */
  gboolean is_started;
  gboolean is_reading;
  gboolean is_stale; /* channels changed while they were read */
};

enum
{
  SETTLED,
  SET_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What was set up, as it is on disk. */
typedef struct
{
  GPtrArray *configs; /* owned, WbChannelConfig */
  GPtrArray *states;  /* owned, char * or NULL: of each */
  WbDeliveryPreferences preferences;
  gboolean recovers;
} Setup;

/* Someone who waits for what comes of a delivery. */
typedef struct
{
  WbDeliveryQueue *queue; /* lent */
  gint64 delivery_id;
  GString *answer; /* owned: what is known so far */
  GTask *task;     /* owned */
  guint timeout_id;
} Wait;

G_DEFINE_FINAL_TYPE (WbDeliveryQueue, wb_delivery_queue, G_TYPE_OBJECT)

static void
setup_free (gpointer data)
{
  Setup *self = data;

  g_clear_pointer (&self->configs, g_ptr_array_unref);
  g_ptr_array_unref (self->states);
  g_free (self);
}

/* On the writer, so that it is what the next decision goes by. */
static gboolean
setup_job (WbTransaction *transaction, gpointer data, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  Setup *setup = data;

  if (setup->recovers && !wb_delivery_store_recover (connection, error))
    return FALSE;
  setup->configs = wb_channel_store_list (connection, error);
  if (setup->configs == NULL)
    return FALSE;
  for (guint i = 0; i < setup->configs->len; i++)
    {
      const WbChannelConfig *config = g_ptr_array_index (setup->configs, i);
      char *state = NULL;

      if (!wb_channel_store_get_state (connection, config->name, &state, error))
        return FALSE;
      g_ptr_array_add (setup->states, state);
    }
  setup->preferences = wb_transaction_get_preferences (transaction)->delivery;
  return TRUE;
}

static WbChannel *
find_channel (WbDeliveryQueue *self, WbChannelKind kind)
{
  for (guint i = 0; i < self->channels->len; i++)
    if (wb_channel_get_kind (g_ptr_array_index (self->channels, i)) == kind)
      return g_ptr_array_index (self->channels, i);
  return NULL;
}

static void
take_setup (WbDeliveryQueue *self, const Setup *setup)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;

  self->host.preferences = setup->preferences;
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (gone, name);
  for (guint i = 0; i < setup->configs->len; i++)
    {
      WbChannelConfig *config = g_ptr_array_index (setup->configs, i);
      WbChannel *channel = find_channel (self, config->kind);
      WbLine *line = g_hash_table_lookup (self->lines, config->name);

      g_hash_table_remove (gone, config->name);
      if (channel == NULL)
        continue;
      if (line != NULL)
        wb_line_set_config (line, config);
      else
        {
          line = wb_line_new (&self->host, channel, config, g_ptr_array_index (setup->states, i));
          g_hash_table_insert (self->lines, g_strdup (config->name), line);
        }
      wb_line_look (line);
    }
  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_remove (self->lines, name);
  g_signal_emit (self, signals[SET_UP], 0);
}

static void read_setup (WbDeliveryQueue *self, gboolean recovers);

static void
setup_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbDeliveryQueue) self = user_data;
  g_autoptr (GError) error = NULL;
  Setup *setup = wb_pipeline_run_finish (WB_PIPELINE (source), result, &error);

  self->is_reading = FALSE;
  if (setup != NULL && self->lines != NULL)
    take_setup (self, setup);
  else if (setup == NULL)
    g_debug ("channels cannot be read: %s", error->message);
  if (self->is_stale && self->lines != NULL)
    read_setup (self, FALSE);
}

static void
read_setup (WbDeliveryQueue *self, gboolean recovers)
{
  Setup *setup;

  self->is_stale = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;
  setup = g_new0 (Setup, 1);
  setup->states = g_ptr_array_new_with_free_func (g_free);
  setup->recovers = recovers;
  wb_pipeline_run_async (self->host.pipeline, setup_job, setup, setup_free, setup_read_cb,
                         g_object_ref (self));
}

static void
committed_cb (WbDeliveryQueue *self, const WbCommit *commit)
{
  const guint changes = (1u << WB_TOPIC_CHANNELS) | (1u << WB_TOPIC_PREFERENCES);
  GHashTableIter iter;
  gpointer name;

  if (!self->is_started)
    return;
  if ((commit->topics & changes) != 0)
    read_setup (self, FALSE);
  if (commit->channels == NULL)
    return;
  g_hash_table_iter_init (&iter, commit->channels);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      WbLine *line = g_hash_table_lookup (self->lines, name);

      if (line != NULL && (commit->topics & (1u << WB_TOPIC_CHANNEL_TESTS)) != 0)
        wb_line_look_for_test (line);
      else if (line != NULL)
        wb_line_look (line);
    }
}

static void
network_changed_cb (WbDeliveryQueue *self, gboolean is_available)
{
  GHashTableIter iter;
  gpointer line;

  if (!is_available)
    return;
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    wb_line_end_wait (line);
}

/* --- who waits --- */

static void
free_answer (gpointer answer)
{
  g_string_free (answer, TRUE);
}

/* Answers with what is known. */
static void
wait_free (gpointer data)
{
  Wait *self = data;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_task_return_pointer (self->task, self->answer, free_answer);
  g_object_unref (self->task);
  g_free (self);
}

static gboolean
wait_timeout_cb (gpointer user_data)
{
  Wait *self = user_data;

  self->timeout_id = 0;
  g_ptr_array_remove_fast (self->queue->waits, self);
  return G_SOURCE_REMOVE;
}

static void
await (GString *answer, GTask *task, gpointer user_data)
{
  WbDeliveryQueue *self = user_data;
  Wait *wait = g_new0 (Wait, 1);
  g_autoptr (WbJson) json = wb_performance_parse (answer->str, NULL);
  WbJsonValue id;

  wait->queue = self;
  wait->answer = answer;
  wait->task = task;
  if (json != NULL && wb_json_value_lookup (wb_json_get_root (json), "id", &id))
    wb_json_value_get_int64 (id, &wait->delivery_id);
  wait->timeout_id = g_timeout_add_seconds (WB_LIMIT_CHANNEL_TEST_S, wait_timeout_cb, wait);
  g_ptr_array_add (self->waits, wait);
}

static void
settled (gpointer user_data, const WbDelivery *delivery)
{
  WbDeliveryQueue *self = user_data;

  g_signal_emit (self, signals[SETTLED], 0, delivery);
  for (guint i = self->waits->len; i > 0; i--)
    {
      Wait *wait = g_ptr_array_index (self->waits, i - 1);

      if (wait->delivery_id != delivery->id || delivery->finished_us == 0)
        continue;
      g_string_truncate (wait->answer, 0);
      wb_delivery_append_json (delivery, wait->answer);
      g_ptr_array_remove_index_fast (self->waits, i - 1);
    }
}

static void
wb_delivery_queue_dispose (GObject *object)
{
  WbDeliveryQueue *self = WB_DELIVERY_QUEUE (object);

  if (self->host.pipeline != NULL)
    wb_pipeline_set_awaiter (self->host.pipeline, NULL, NULL);
  g_clear_pointer (&self->waits, g_ptr_array_unref);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_object (&self->host.pipeline);
  g_clear_object (&self->host.clock);
  g_clear_object (&self->host.keeper);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (wb_delivery_queue_parent_class)->dispose (object);
}

static void
wb_delivery_queue_class_init (WbDeliveryQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_delivery_queue_dispose;

  /* WbDeliveryQueue::settled: @delivery: as it is on disk after an attempt. */
  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, WB_TYPE_DELIVERY);
  /* WbDeliveryQueue::set-up: there are other channels now, or the same with other settings. */
  signals[SET_UP] = g_signal_new ("set-up", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_delivery_queue_init (WbDeliveryQueue *self)
{
  self->waits = g_ptr_array_new_with_free_func (wait_free);
  self->lines
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) wb_line_close);
}

/*
 * wb_delivery_queue_new:
 * @keeper: (nullable): without one no channel that needs a credential sends
 * @channels: (element-type WbChannel): one of each kind
 */
WbDeliveryQueue *
wb_delivery_queue_new (WbPipeline *pipeline,
                       WbClock *clock,
                       WbSecretKeeper *keeper,
                       GPtrArray *channels)
{
  WbDeliveryQueue *self = g_object_new (WB_TYPE_DELIVERY_QUEUE, NULL);

  self->host.pipeline = g_object_ref (pipeline);
  self->host.clock = g_object_ref (clock);
  self->host.keeper = keeper != NULL ? g_object_ref (keeper) : NULL;
  self->host.settled = settled;
  wb_pipeline_set_awaiter (pipeline, await, self);
  self->host.user_data = self;
  self->channels = g_ptr_array_ref (channels);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* wb_delivery_queue_start: what was on its way when the last agent ended goes first. */
void
wb_delivery_queue_start (WbDeliveryQueue *self)
{
  g_return_if_fail (WB_IS_DELIVERY_QUEUE (self));

  self->is_started = TRUE;
  read_setup (self, TRUE);
}

/* wb_delivery_queue_look: looks what is due now: after the clock was set, or the machine slept. */
void
wb_delivery_queue_look (WbDeliveryQueue *self)
{
  GHashTableIter iter;
  gpointer line;

  g_return_if_fail (WB_IS_DELIVERY_QUEUE (self));

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    wb_line_look (line);
}

/* wb_delivery_queue_dup_trouble: (transfer full) (nullable): what a person has to see to, in a
 * sentence; NULL: all channels do what they can. */
char *
wb_delivery_queue_dup_trouble (WbDeliveryQueue *self)
{
  GHashTableIter iter;
  gpointer name, line;
  const char *first = NULL;
  guint n_channels = 0;

  g_return_val_if_fail (WB_IS_DELIVERY_QUEUE (self), NULL);

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &name, &line))
    {
      const char *reason;

      if (wb_line_get_status (line, &reason) != WB_CHANNEL_STATUS_NEEDS_ATTENTION)
        continue;
      n_channels++;
      if (first == NULL || strcmp (name, first) < 0)
        first = name;
    }
  if (n_channels == 1)
    return g_strdup_printf (_ ("Channel %s needs attention"), first);
  if (n_channels > 1)
    return g_strdup_printf (
        ngettext ("%u channel needs attention", "%u channels need attention", n_channels),
        n_channels);
  return NULL;
}

/*
 * wb_delivery_queue_get_status:
 * @reason: (out) (nullable): of what is not OK; lent until the main context runs again
 */
WbChannelStatus
wb_delivery_queue_get_status (WbDeliveryQueue *self, const char *channel, const char **reason)
{
  WbLine *line = g_hash_table_lookup (self->lines, channel);

  *reason = NULL;
  return line != NULL ? wb_line_get_status (line, reason) : WB_CHANNEL_STATUS_OK;
}
