/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "delivery/wb-credential-fetch.h"
#include "delivery/wb-line-private.h"
#include "delivery/wb-message-template.h"

#define KEYRING_US G_TIME_SPAN_MINUTE /* until it is asked again */
#define OFFLINE_US (30 * G_TIME_SPAN_SECOND)
#define STORE_US (5 * G_TIME_SPAN_SECOND) /* until what could not be written is written again */
#define SECRETS_US G_TIME_SPAN_MINUTE     /* how long a busy line keeps its credentials */

/* Messages on their way, handed to the channel at once. */
typedef struct
{
  WbLine *line;         /* owned */
  GPtrArray *parcels;   /* owned, WbParcel */
  WbAlertConfig *alert; /* owned, nullable */
  WbSending *sending;   /* owned */
  gboolean was_broken;
} Trip;

static void
trip_free (Trip *self)
{
  g_ptr_array_unref (self->parcels);
  g_clear_pointer (&self->alert, wb_alert_config_unref);
  wb_sending_free (self->sending);
  wb_line_unref (self->line);
  g_free (self);
}

/* --- what came of it --- */

static void settle (Trip *trip);

static gboolean
settle_cb (gpointer user_data)
{
  settle (user_data);
  return G_SOURCE_REMOVE;
}

static void
tell_host (WbLine *self, const GPtrArray *parcels)
{
  for (guint i = 0; i < parcels->len && !self->is_closed; i++)
    {
      const WbParcel *parcel = g_ptr_array_index (parcels, i);

      for (guint j = 0; j < parcel->deliveries->len; j++)
        self->host->settled (self->host->user_data, parcel->deliveries->pdata[j]);
    }
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trip *trip = user_data;
  WbLine *self = trip->line;
  g_autoptr (GError) error = NULL;

  if (wb_pipeline_run_finish (WB_PIPELINE (source), result, &error) == NULL)
    {
      /* It was sent: to forget that would send it again. */
      g_debug ("what came of a delivery is not written yet: %s", error->message);
      if (!self->is_closed)
        g_timeout_add (STORE_US / 1000, settle_cb, trip);
      else
        trip_free (trip);
      return;
    }
  self->in_flight -= trip->parcels->len;
  tell_host (self, trip->parcels);
  wb_line_look (self);
  trip_free (trip);
}

static void
free_settlement (gpointer data)
{
  wb_settlement_free (data);
}

/* @trip: (transfer full). */
static void
settle (Trip *trip)
{
  WbLine *self = trip->line;
  WbSettlement *settlement = g_new0 (WbSettlement, 1);

  settlement->config = wb_channel_config_ref (self->config);
  settlement->parcels = g_ptr_array_ref (trip->parcels);
  settlement->state = wb_channel_state_to_json (&self->state);
  settlement->random = g_random_double ();
  settlement->was_broken = trip->was_broken;
  wb_pipeline_run_async (self->pipeline, wb_settlement_job, settlement, free_settlement, settled_cb,
                         trip);
}

/* What the far side said comes without secrets. */
static void
log_result (WbLine *self, const WbParcel *parcel)
{
  const WbDelivery *first = g_ptr_array_index (parcel->deliveries, 0);
  const WbSendResult *result = &parcel->result;

  g_debug ("%s: delivery %" G_GINT64_FORMAT ", attempt %u: %s; %s; %s", self->config->name,
           first->id, first->attempts + 1, wb_send_outcome_to_string (result->outcome),
           result->reason != NULL ? result->reason : "-",
           result->answer != NULL ? result->answer : "-");
}

static void
note_results (Trip *trip)
{
  WbLine *self = trip->line;
  gint64 now_us = wb_line_get_now_us (self);

  trip->was_broken = self->state.needs_attention;
  for (guint i = 0; i < trip->parcels->len; i++)
    {
      WbParcel *parcel = g_ptr_array_index (trip->parcels, i);

      log_result (self, parcel);
      wb_channel_state_note (&self->state, &parcel->result, now_us);
      if (parcel->result.outcome == WB_SEND_OFFLINE)
        wb_channel_state_pause (&self->state, WB_CHANNEL_STATUS_WAITING, now_us + OFFLINE_US,
                                parcel->result.reason);
    }
  settle (trip);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trip *trip = user_data;

  wb_channel_send_finish (WB_CHANNEL (source), result);
  for (guint i = 0; i < trip->parcels->len; i++)
    {
      WbParcel *parcel = g_ptr_array_index (trip->parcels, i);

      parcel->result = wb_sending_get_item (trip->sending, i)->result;
      wb_sending_get_item (trip->sending, i)->result = (WbSendResult){ 0 };
    }
  note_results (trip);
}

/* --- sending --- */

static void
send (Trip *trip)
{
  wb_channel_send_async (trip->line->channel, trip->sending, trip->line->cancellable, sent_cb,
                         trip);
}

/* Where the keyring does not give what is needed, everything waits; no attempt counts. */
static void
fail (Trip *trip, const GError *error)
{
  WbLine *self = trip->line;
  gboolean is_lost = g_error_matches (error, WB_ERROR, WB_ERROR_NOT_FOUND);
  g_autofree char *reason
      = is_lost ? g_strdup (_ ("the keyring does not have its credential any more: give it again"))
                : g_strdup_printf (_ ("waiting: %s"), error->message);

  for (guint i = 0; i < trip->parcels->len; i++)
    wb_send_result_set (&((WbParcel *) trip->parcels->pdata[i])->result,
                        is_lost ? WB_SEND_BROKEN : WB_SEND_OFFLINE, reason);
  if (!is_lost)
    wb_channel_state_pause (&self->state, WB_CHANNEL_STATUS_WAITING,
                            wb_line_get_now_us (self) + KEYRING_US, reason);
  note_results (trip);
}

static GHashTable *
copy_secrets (GHashTable *secrets)
{
  GHashTable *copy = wb_sending_new_secrets ();
  GHashTableIter iter;
  gpointer member, secret;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &member, &secret))
    g_hash_table_insert (copy, g_strdup (member), g_strdup (secret));
  return copy;
}

static void
fetched_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Trip *trip = user_data;
  WbLine *self = trip->line;
  g_autoptr (GError) error = NULL;

  if (!wb_credential_fetch_finish (result, &error))
    {
      fail (trip, error);
      return;
    }
  if (trip->alert == NULL)
    {
      g_clear_pointer (&self->secrets, g_hash_table_unref);
      self->secrets = copy_secrets (trip->sending->secrets);
      self->secrets_us = wb_line_get_now_us (self);
    }
  send (trip);
}

static gboolean
has_secrets (WbLine *self)
{
  return self->secrets != NULL && ABS (wb_line_get_now_us (self) - self->secrets_us) < SECRETS_US;
}

static WbSending *
make_sending (WbLine *self, const WbAlertConfig *alert)
{
  g_autoptr (WbChannelConfig) config = wb_channel_config_copy (self->config);

  if (alert != NULL)
    wb_channel_settings_override (&config->settings, config->kind, &alert->channel_settings);
  return wb_sending_new (config);
}

/* @parcels: (transfer full). */
static void
start_trip (WbLine *self, GPtrArray *parcels, WbAlertConfig *alert)
{
  Trip *trip = g_new0 (Trip, 1);

  trip->line = wb_line_ref (self);
  trip->parcels = parcels;
  trip->alert = alert != NULL ? wb_alert_config_ref (alert) : NULL;
  trip->sending = make_sending (self, alert);
  for (guint i = 0; i < parcels->len; i++)
    {
      WbParcel *parcel = g_ptr_array_index (parcels, i);

      wb_message_template_apply (parcel->message, self->config, alert);
      wb_sending_add (trip->sending, parcel->message);
    }
  if (alert == NULL && has_secrets (self))
    {
      g_hash_table_unref (trip->sending->secrets);
      trip->sending->secrets = copy_secrets (self->secrets);
      send (trip);
      return;
    }
  wb_credential_fetch_async (self->keeper, trip->sending, alert, fetched_cb, trip);
}

/* What cannot be told about what was sent before is not worth a message. */
static gboolean
skip_what_it_cannot (WbLine *self, WbParcel *parcel)
{
  if (wb_channel_can (self->channel, parcel->message->action))
    return FALSE;
  wb_send_result_set (&parcel->result, WB_SEND_DONE, _ ("there is nothing to tell this channel"));
  return TRUE;
}

static void
settle_unsent (WbLine *self, GPtrArray *parcels)
{
  Trip *trip = g_new0 (Trip, 1);

  trip->line = wb_line_ref (self);
  trip->parcels = parcels;
  trip->sending = make_sending (self, NULL);
  trip->was_broken = self->state.needs_attention;
  settle (trip);
}

static GPtrArray *
new_parcels (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_parcel_free);
}

/* wb_line_start_trips: sends what was picked. */
void
wb_line_start_trips (WbLine *self, WbPickup *pickup)
{
  g_autoptr (GPtrArray) together = new_parcels ();
  gboolean is_one_trip = wb_channel_get_max_items (self->channel) > 1;

  self->in_flight += pickup->parcels->len;
  while (pickup->parcels->len > 0)
    {
      WbParcel *parcel = g_ptr_array_steal_index (pickup->parcels, 0);
      g_autoptr (GPtrArray) alone = new_parcels ();

      g_ptr_array_add (is_one_trip ? together : alone, parcel);
      if (parcel->message->priority < WB_PRIORITY_CRITICAL)
        self->shared_us = wb_line_get_now_us (self);
      if (skip_what_it_cannot (self, parcel))
        {
          if (is_one_trip)
            g_ptr_array_add (alone, g_ptr_array_steal_index (together, together->len - 1));
          settle_unsent (self, g_steal_pointer (&alone));
        }
      else if (!is_one_trip)
        start_trip (self, g_steal_pointer (&alone), pickup->alert);
    }
  if (together->len > 0)
    start_trip (self, g_steal_pointer (&together), pickup->alert);
}
