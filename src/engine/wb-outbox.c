/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-outbox.h"

#include <glib/gi18n-lib.h>

#include "store/wb-delivery-store.h"
#include "store/wb-notification-store.h"

/* What is held is released, or found not to be needed, by an alarm at its time; should that fail,
 * it goes out so much later all the same. */
#define RELEASE_GRACE_US (60 * G_USEC_PER_SEC)

static const WbChannelConfig *
find_channel (const WbPolicy *policy, const char *name)
{
  for (guint i = 0; i < policy->channels->len; i++)
    {
      const WbChannelConfig *config = g_ptr_array_index (policy->channels, i);

      if (g_str_equal (config->name, name))
        return config;
    }
  return NULL;
}

/* wb_outbox_queue: @id: (out) (optional). The queue is woken once it is on disk. */
gboolean
wb_outbox_queue (WbTransaction *transaction, const WbDelivery *delivery, gint64 *id, GError **error)
{
  gint64 ignored;

  wb_commit_note_channel (wb_transaction_get_commit (transaction), delivery->channel);
  return wb_delivery_store_insert (wb_transaction_get_connection (transaction), delivery,
                                   id != NULL ? id : &ignored, error);
}

/* The first config that says something about the kind. */
static gint64
find_config_id (const WbDecision *decision, WbChannelKind kind)
{
  for (guint i = 0;
       decision->verdict.kind == WB_VERDICT_MATCHED && i < decision->verdict.matches->len; i++)
    {
      const WbAlertConfig *config = ((WbRule *) decision->verdict.matches->pdata[i])->config;

      if (wb_channel_settings_has_kind (&config->channel_settings, kind)
          || config->title_template != NULL || config->body_template != NULL)
        return config->id;
    }
  return 0;
}

/* The end of something is an action of its own where the far side knows what it ends. */
static WbDeliveryAction
choose_action (const WbDecision *decision, WbChannelKind kind)
{
  return decision->is_merge && decision->event->is_resolved && wb_channel_kind_can_follow_up (kind)
             ? WB_DELIVERY_RESOLVE
             : WB_DELIVERY_NOTIFY;
}

static gint64
get_due_us (const WbDecision *decision)
{
  return decision->held_until_us != 0 ? decision->held_until_us + RELEASE_GRACE_US
                                      : decision->now_us;
}

static gboolean
add_one (WbTransaction *transaction,
         const WbDecision *decision,
         const WbNotification *notification,
         const WbChannelConfig *channel,
         GError **error)
{
  g_autoptr (WbDelivery) delivery
      = wb_delivery_new (channel->name, choose_action (decision, channel->kind));
  gboolean is_renewed = FALSE;

  delivery->notification_id = notification->id;
  delivery->event_id = notification->seq;
  delivery->config_id = find_config_id (decision, channel->kind);
  delivery->priority = wb_notification_get_priority (notification);
  delivery->title = g_strdup (notification->event->title);
  delivery->created_us = MAX (decision->now_us, decision->held_until_us);
  delivery->due_us = get_due_us (decision);
  if (decision->is_merge
      && !wb_delivery_store_renew (wb_transaction_get_connection (transaction), delivery,
                                   &is_renewed, error))
    return FALSE;
  wb_commit_note_channel (wb_transaction_get_commit (transaction), channel->name);
  return is_renewed || wb_outbox_queue (transaction, delivery, NULL, error);
}

/*
 * wb_outbox_add: one delivery for each channel that @notification goes to.
 *
 * None for the desktop, which shows what it is told of at once. What a digest will tell of is not
 * sent by itself.
 */
gboolean
wb_outbox_add (WbTransaction *transaction,
               const WbDecision *decision,
               const WbNotification *notification,
               GError **error)
{
  const WbPolicy *policy = wb_transaction_get_policy (transaction);

  if (decision->route == NULL || decision->is_quiet
      || (decision->held_until_us != 0 && policy->preferences->digest_mode != WB_DIGEST_OFF
          && g_strcmp0 (decision->held_by, WB_HELD_BY_QUIET_HOURS) == 0))
    return TRUE;

  for (const char *const *name = decision->route->channels; *name != NULL; name++)
    {
      const WbChannelConfig *channel = find_channel (policy, *name);

      if (channel != NULL && !add_one (transaction, decision, notification, channel, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
follow_up_one (WbTransaction *transaction,
               const WbNotification *notification,
               const char *name,
               WbDeliveryAction action,
               GError **error)
{
  const WbChannelConfig *channel = find_channel (wb_transaction_get_policy (transaction), name);
  g_autoptr (WbDelivery) delivery = wb_delivery_new (name, action);

  if (channel == NULL || !wb_channel_kind_can_follow_up (channel->kind))
    return TRUE;
  delivery->notification_id = notification->id;
  delivery->event_id = notification->seq;
  delivery->priority = WB_PRIORITY_CRITICAL; /* it waits for no others to share a message with */
  delivery->title = g_strdup (notification->event->title);
  delivery->created_us = delivery->due_us = wb_transaction_get_now_us (transaction);
  return wb_outbox_queue (transaction, delivery, NULL, error);
}

/*
 * wb_outbox_follow_up:
 * @action: WB_DELIVERY_ACKNOWLEDGE or WB_DELIVERY_RESOLVE
 *
 * Channels that were told of the notification hear what became of it, where they can make use of
 * that. What was acknowledged before it was sent is not sent any more.
 */
gboolean
wb_outbox_follow_up (WbTransaction *transaction,
                     gint64 notification_id,
                     WbDeliveryAction action,
                     GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (WbNotification) notification = NULL;

  if (action == WB_DELIVERY_ACKNOWLEDGE
      && !wb_delivery_store_skip (connection, notification_id,
                                  _ ("someone saw to it before it was sent"),
                                  wb_transaction_get_now_us (transaction), error))
    return FALSE;
  names = wb_delivery_store_list_reached (connection, notification_id, error);
  if (names == NULL || names->len == 0)
    return names != NULL;
  notification = wb_notification_store_get (connection, notification_id, NULL);
  for (guint i = 0; notification != NULL && i < names->len; i++)
    if (!follow_up_one (transaction, notification, g_ptr_array_index (names, i), action, error))
      return FALSE;
  return TRUE;
}

/* What is due at another time than before is looked for by everyone who may have it. */
static void
wake_all (WbTransaction *transaction)
{
  const WbPolicy *policy = wb_transaction_get_policy (transaction);

  for (guint i = 0; i < policy->channels->len; i++)
    wb_commit_note_channel (wb_transaction_get_commit (transaction),
                            ((WbChannelConfig *) policy->channels->pdata[i])->name);
}

/* wb_outbox_release: what was held back of the notification goes out now, or is not needed. */
gboolean
wb_outbox_release (WbTransaction *transaction,
                   gint64 notification_id,
                   gboolean is_needed,
                   GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 now_us = wb_transaction_get_now_us (transaction);

  if (!is_needed)
    return wb_delivery_store_skip (connection, notification_id,
                                   _ ("someone saw it before it was sent"), now_us, error);
  wake_all (transaction);
  return wb_delivery_store_put_off (connection, notification_id, now_us, error);
}

/* wb_outbox_put_off: a person does not want to hear of it until then. */
gboolean
wb_outbox_put_off (WbTransaction *transaction,
                   gint64 notification_id,
                   gint64 until_us,
                   GError **error)
{
  return wb_delivery_store_put_off (wb_transaction_get_connection (transaction), notification_id,
                                    until_us + RELEASE_GRACE_US, error);
}
