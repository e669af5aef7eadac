/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-wait-reasons.h"

#include <glib/gi18n-lib.h>

#include "delivery/wb-channel-state.h"
#include "store/wb-channel-store.h"

struct _WbWaitReasons
{
  WbConnection *connection; /* lent */
  gint64 now_us;
  GHashTable *reasons; /* owned: channel -> char *, empty: none */
};

WbWaitReasons *
wb_wait_reasons_new (WbConnection *connection, gint64 now_us)
{
  WbWaitReasons *self = g_new (WbWaitReasons, 1);

  *self = (WbWaitReasons){ connection, now_us,
                           g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  return self;
}

void
wb_wait_reasons_free (WbWaitReasons *self)
{
  g_hash_table_unref (self->reasons);
  g_free (self);
}

/* (transfer full) (nullable): why nothing goes by the channel now. */
static char *
explain (const WbChannelConfig *config, const WbChannelState *state, gint64 now_us)
{
  const char *reason = state->reason != NULL ? state->reason : _ ("it failed");

  if (!config->is_enabled)
    return g_strdup (_ ("waits: the channel is disabled"));
  switch (wb_channel_state_get_status (state, now_us))
    {
    case WB_CHANNEL_STATUS_NEEDS_ATTENTION:
      return g_strdup_printf (_ ("waits: the channel needs attention: %s"), reason);
    case WB_CHANNEL_STATUS_OPEN:
    case WB_CHANNEL_STATUS_HALF_OPEN:
      return g_strdup_printf (_ ("waits: the channel failed too often: %s"), reason);
    case WB_CHANNEL_STATUS_WAITING:
    case WB_CHANNEL_STATUS_RATE_LIMITED:
      return g_strdup (state->reason);
    case WB_CHANNEL_STATUS_OK:
    case WB_CHANNEL_STATUS_DISABLED:
    default:
      return NULL;
    }
}

static gboolean
look_up (WbWaitReasons *self, const char *channel, char **reason, GError **error)
{
  g_auto (WbChannelState) state = { 0 };
  g_autoptr (WbChannelConfig) config = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *json = NULL;

  config = wb_channel_store_find (self->connection, channel, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *reason = NULL;
  if (config == NULL)
    return TRUE;
  if (!wb_channel_store_get_state (self->connection, channel, &json, error))
    return FALSE;
  wb_channel_state_init_from_json (&state, json);
  *reason = explain (config, &state, self->now_us);
  return TRUE;
}

/* wb_wait_reasons_fill: a queued @delivery gets the reason of its channel, where that holds it. */
gboolean
wb_wait_reasons_fill (WbWaitReasons *self, WbDelivery *delivery, GError **error)
{
  const char *reason;
  char *found;

  if (delivery->state != WB_DELIVERY_QUEUED)
    return TRUE;
  reason = g_hash_table_lookup (self->reasons, delivery->channel);
  if (reason == NULL)
    {
      if (!look_up (self, delivery->channel, &found, error))
        return FALSE;
      reason = found != NULL ? found : g_strdup ("");
      g_hash_table_insert (self->reasons, g_strdup (delivery->channel), (gpointer) reason);
    }
  if (*reason != '\0')
    {
      g_free (delivery->reason);
      delivery->reason = g_strdup (reason);
    }
  return TRUE;
}
