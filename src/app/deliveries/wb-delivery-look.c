/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-delivery-look.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"

typedef struct
{
  const char *state;
  const char *icon;
  const char *style;
  const char *label;
} Look;

/* The first is that of a state that nobody knows yet. */
static const Look looks[] = {
  { "queued", "document-open-recent-symbolic", "warning", N_ ("Waiting") },
  { "sending", "mail-send-symbolic", "accent", N_ ("On its way") },
  { "done", "wb-success-symbolic", "success", N_ ("Sent") },
  { "dead", "wb-error-symbolic", "error", N_ ("Failed") },
  { "skipped", "action-unavailable-symbolic", "dim-label", N_ ("Not sent") },
};

/* What is not a notification itself. */
static const struct
{
  const char *action;
  const char *label;
} actions[] = {
  { "acknowledge", N_ ("Tells that it was acknowledged") },
  { "resolve", N_ ("Tells that it is over") },
  { "test", N_ ("Test") },
  { "confirm", N_ ("Asks whether it arrived") },
};

static const Look *
find_look (WbDeliveryItem *item)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (wb_delivery_item_is_in (item, looks[i].state))
      return &looks[i];
  return &looks[0];
}

const char *
wb_delivery_look_get_icon (WbDeliveryItem *item)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (item), NULL);

  return find_look (item)->icon;
}

/* wb_delivery_look_get_style: the CSS class of the icon. */
const char *
wb_delivery_look_get_style (WbDeliveryItem *item)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (item), NULL);

  return find_look (item)->style;
}

const char *
wb_delivery_look_get_label (WbDeliveryItem *item)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (item), NULL);

  return _ (find_look (item)->label);
}

/* wb_delivery_look_get_action: (nullable): what it tells; NULL: that something happened. */
const char *
wb_delivery_look_get_action (WbDeliveryItem *item)
{
  const char *action;

  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (item), NULL);

  action = wb_delivery_item_get_text (item, "action");
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].action, action))
      return _ (actions[i].label);
  return NULL;
}

/*
 * wb_delivery_look_format_reason:
 * @channel: (nullable): that it goes to, as Channels1 gives it
 *
 * Returns: (transfer full): its own reason, else that of the channel that it waits for
 */
char *
wb_delivery_look_format_reason (WbDeliveryItem *item, GVariant *channel)
{
  const char *reason;
  gint64 due_us;

  g_return_val_if_fail (WB_IS_DELIVERY_ITEM (item), NULL);

  reason = wb_delivery_item_get_text (item, "reason");
  due_us = wb_delivery_item_get_time (item, "due_at");

  if (!wb_delivery_item_is_in (item, "queued"))
    return g_strdup (reason);
  if (channel != NULL && !wb_channel_look_can_send (channel))
    {
      g_autofree char *state = wb_channel_look_format_state (channel);

      /* TRANSLATORS: why a message waits; %s is the state of its channel, with the reason */
      return g_strdup_printf (_ ("It waits for its channel. %s"), state);
    }
  if (*reason != '\0' && due_us > g_get_real_time ())
    {
      g_autofree char *until = wb_channel_look_format_until (due_us);

      /* TRANSLATORS: why a message did not go, and the time of the next attempt */
      return g_strdup_printf (_ ("%s. Next attempt at %s"), reason, until);
    }
  return g_strdup (reason);
}
