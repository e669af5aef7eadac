/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-delivery-jobs.h"

#include <glib/gi18n-lib.h>

#include "delivery/wb-message-builder.h"
#include "store/wb-alert-config-store.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-delivery-store.h"
#include "store/wb-event-store.h"
#include "store/wb-installation-store.h"
#include "store/wb-notification-store.h"
#include "store/wb-run-store.h"

/*
 * On the writer thread: takes what is due for one channel out of the queue, gravest first, and
 * writes the messages. Rows stay, as being on their way: whatever happens next, they are not lost.
 */

WbParcel *
wb_parcel_new (void)
{
  WbParcel *self = g_new0 (WbParcel, 1);

  self->deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_delivery_unref);
  return self;
}

void
wb_parcel_free (WbParcel *self)
{
  g_ptr_array_unref (self->deliveries);
  g_clear_pointer (&self->message, wb_message_unref);
  wb_send_result_clear (&self->result);
  g_free (self);
}

WbPickup *
wb_pickup_new (const char *channel)
{
  WbPickup *self = g_new0 (WbPickup, 1);

  self->channel = g_strdup (channel);
  self->parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_parcel_free);
  return self;
}

void
wb_pickup_free (WbPickup *self)
{
  g_free (self->channel);
  g_free (self->fallback);
  g_free (self->reason);
  g_ptr_array_unref (self->parcels);
  g_clear_pointer (&self->alert, wb_alert_config_unref);
  g_free (self);
}

/* --- which --- */

static gint64
get_config_id (const WbPickup *self)
{
  const WbParcel *first = self->parcels->len > 0 ? g_ptr_array_index (self->parcels, 0) : NULL;

  return first != NULL ? ((WbDelivery *) first->deliveries->pdata[0])->config_id : -1;
}

static gboolean
can_share (const WbDelivery *delivery)
{
  return delivery->action == WB_DELIVERY_NOTIFY && delivery->priority < WB_PRIORITY_CRITICAL
         && delivery->batch_id == 0;
}

/* Joins the last parcel, if both may be part of one message and there is room. */
static gboolean
join_last (WbPickup *self, WbDelivery *delivery)
{
  WbParcel *last = self->parcels->len > 0 ? self->parcels->pdata[self->parcels->len - 1] : NULL;

  if (last == NULL || last->deliveries->len >= self->batch_size || !can_share (delivery)
      || !can_share (last->deliveries->pdata[0]))
    return FALSE;
  g_ptr_array_add (last->deliveries, wb_delivery_ref (delivery));
  return TRUE;
}

/* What went together goes together again: the far side may know it already. */
static gboolean
add_parcel (WbPickup *self, WbConnection *connection, WbDelivery *delivery, GError **error)
{
  WbParcel *parcel = wb_parcel_new ();

  g_ptr_array_add (self->parcels, parcel);
  if (delivery->batch_id != 0)
    return wb_delivery_store_list_batch (connection, delivery, parcel->deliveries, error);
  g_ptr_array_add (parcel->deliveries, wb_delivery_ref (delivery));
  return TRUE;
}

static gboolean
is_picked (const WbPickup *self, const WbDelivery *delivery)
{
  for (guint i = 0; delivery->batch_id != 0 && i < self->parcels->len; i++)
    {
      const WbParcel *parcel = g_ptr_array_index (self->parcels, i);

      if (((WbDelivery *) parcel->deliveries->pdata[0])->batch_id == delivery->batch_id)
        return TRUE;
    }
  return FALSE;
}

/* Picks of one priority. Those that another alert config speaks of wait for the next pick. */
static gboolean
pick_priority (WbPickup *self,
               WbTransaction *transaction,
               int priority,
               guint limit,
               GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_delivery_unref);

  if (!wb_delivery_store_list_due (connection, self->channel, priority,
                                   wb_transaction_get_now_us (transaction),
                                   limit * MAX (self->batch_size, 1), due, error))
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    {
      WbDelivery *delivery = g_ptr_array_index (due, i);

      if (self->parcels->len > 0 && delivery->config_id != get_config_id (self))
        return TRUE;
      if (is_picked (self, delivery) || join_last (self, delivery))
        continue;
      if (self->parcels->len >= limit)
        return TRUE;
      if (!add_parcel (self, connection, delivery, error))
        return FALSE;
    }
  return TRUE;
}

/* A test goes alone, whatever else waits. */
static gboolean
pick (WbPickup *self, WbTransaction *transaction, GError **error)
{
  if (!pick_priority (self, transaction, WB_DELIVERY_PRIORITY_TEST, 1, error))
    return FALSE;
  for (int priority = WB_PRIORITY_CRITICAL;
       self->parcels->len < self->n_messages && priority >= (int) self->min_priority; priority--)
    if (!pick_priority (self, transaction, priority, self->n_messages, error))
      return FALSE;
  return TRUE;
}

/* --- what they say --- */

static WbEvent *
read_event (WbConnection *connection, gint64 id)
{
  g_autoptr (WbStoredEvent) row = id != 0 ? wb_event_store_get (connection, id, NULL) : NULL;

  return row != NULL ? wb_event_new_from_json (row->body, NULL) : NULL;
}

static WbMessage *
write_message (WbTransaction *transaction,
               WbDelivery *delivery,
               const char *installation,
               GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (WbNotification) notification
      = delivery->notification_id != 0
            ? wb_notification_store_get (connection, delivery->notification_id, NULL)
            : NULL;
  g_autoptr (WbEvent) event = notification != NULL ? wb_event_ref (notification->event)
                                                   : read_event (connection, delivery->event_id);
  g_autoptr (GArray) losses = NULL;
  WbMessageParts parts = { delivery, notification, event,
                           NULL,     installation, wb_transaction_get_now_us (transaction) };

  if (event != NULL
      && !wb_event_store_read_attachments (
          connection, event, notification != NULL ? notification->seq : delivery->event_id, error))
    return NULL;
  if (event != NULL && event->run_id != NULL)
    losses = wb_run_store_list_losses (connection, event->run_id, NULL);
  parts.losses = losses;
  if (delivery->receipt == NULL
      && !wb_delivery_store_find_receipt (connection, delivery, &delivery->receipt, error))
    return NULL;
  return wb_message_builder_build (&parts);
}

static gboolean
write_parcel (WbTransaction *transaction,
              WbParcel *parcel,
              const char *installation,
              GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GPtrArray) messages
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_message_unref);
  const WbDelivery *first = parcel->deliveries->pdata[0];
  gint64 batch_id = first->batch_id != 0 ? first->batch_id : first->id;

  for (guint i = 0; i < parcel->deliveries->len; i++)
    {
      WbDelivery *delivery = g_ptr_array_index (parcel->deliveries, i);
      WbMessage *message = write_message (transaction, delivery, installation, error);

      if (message == NULL)
        return FALSE;
      g_ptr_array_add (messages, message);
      if (!wb_delivery_store_begin (connection, delivery, batch_id, error))
        return FALSE;
    }
  if (messages->len == 1)
    parcel->message = wb_message_ref (messages->pdata[0]);
  else
    {
      g_autofree char *key = g_strdup_printf ("%s-%" G_GINT64_FORMAT, installation, batch_id);

      parcel->message = wb_message_builder_combine (messages, key);
    }
  return TRUE;
}

static gboolean
read_alert (WbPickup *self, WbConnection *connection)
{
  gint64 config_id = get_config_id (self);

  /* One that was deleted says nothing any more. */
  if (config_id > 0)
    self->alert = wb_alert_config_store_get (connection, config_id, NULL);
  return TRUE;
}

/* What will never go from here is not looked at again. */
static gboolean
clear_way (WbPickup *self, WbTransaction *transaction, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);

  if (self->oldest_us != 0
      && !wb_delivery_store_review (connection, self->channel, self->oldest_us, now_us,
                                    _ ("given up: it could not be sent in time"), error))
    return FALSE;
  if (self->fallback == NULL)
    return TRUE;
  wb_commit_note_channel (wb_transaction_get_commit (transaction), self->fallback);
  return wb_delivery_store_give_up (connection, self->channel, self->fallback, self->reason, now_us,
                                    now_us, error);
}

/* wb_pickup_job: @data: a WbPickup; with what it asks for. */
gboolean
wb_pickup_job (WbTransaction *transaction, gpointer data, GError **error)
{
  WbPickup *self = data;
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autofree char *installation = wb_installation_store_get_token (connection, error);

  if (installation == NULL || !clear_way (self, transaction, error)
      || !pick (self, transaction, error))
    return FALSE;
  for (guint i = 0; i < self->parcels->len; i++)
    if (!write_parcel (transaction, g_ptr_array_index (self->parcels, i), installation, error))
      return FALSE;
  return read_alert (self, connection)
         && wb_delivery_store_find_due (connection, self->channel, WB_PRIORITY_LOW, &self->next_us,
                                        error)
         && wb_delivery_store_find_due (connection, self->channel, WB_PRIORITY_CRITICAL,
                                        &self->next_critical_us, error);
}
