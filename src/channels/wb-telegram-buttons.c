/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-telegram-buttons.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "channels/wb-telegram-listener.h"
#include "delivery/wb-credential-fetch.h"
#include "engine/wb-notification-operations.h"
#include "engine/wb-snooze.h"
#include "store/wb-channel-store.h"
#include "store/wb-delivery-ledger-store.h"

#define ANSWERABLE_US G_TIME_SPAN_DAY /* since it was sent */
#define SNOOZE_MINUTES 60
#define REVIEW_S 600 /* until it is looked again whether there is still something to answer */

struct _WbTelegramButtons
{
  GObject parent_instance;

  WbPipeline *pipeline;   /* owned */
  WbSecretKeeper *keeper; /* owned */
  WbHttpClient *client;   /* owned */
  GHashTable *listeners;  /* owned, char * -> WbTelegramListener: by the name of the channel */
  gboolean is_looking;
  gboolean is_stale;     /* something changed while it looked */
  gboolean has_channels; /* with buttons: else what became of deliveries is of no interest */
  guint review_id;
};

/* Channels with buttons, and those of them under whose messages someone may press one. */
typedef struct
{
  GPtrArray *open; /* owned, WbChannelConfig */
  gboolean has_channels;
} Look;

/* A channel that is to be listened to, once its token is known. */
typedef struct
{
  WbTelegramButtons *buttons; /* owned */
  WbSending *sending;         /* owned */
} Opening;

/* A button that was pressed, and is answered when its order is on disk. */
typedef struct
{
  WbTelegramListener *listener; /* owned */
  char *query_id;               /* owned */
  const char *done;             /* translated */
} Press;

G_DEFINE_FINAL_TYPE (WbTelegramButtons, wb_telegram_buttons, G_TYPE_OBJECT)

/* --- presses --- */

static void
press_free (Press *self)
{
  g_object_unref (self->listener);
  g_free (self->query_id);
  g_free (self);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Press *press = user_data;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  wb_telegram_listener_answer_async (press->listener, press->query_id,
                                     answer != NULL ? press->done : error->message, NULL, NULL,
                                     NULL);
  if (answer != NULL)
    g_string_free (answer, TRUE);
  press_free (press);
}

static void
pressed_cb (WbTelegramListener *listener,
            const char *query_id,
            const char *data,
            const char *chat_id G_GNUC_UNUSED,
            const char *from_name G_GNUC_UNUSED,
            WbTelegramButtons *self)
{
  const char *colon = strchr (data, ':');
  gint64 id = colon != NULL ? g_ascii_strtoll (colon + 1, NULL, 10) : 0;
  gboolean is_snooze = g_str_has_prefix (data, "snooze:");
  g_autofree char *input = NULL;
  Press *press;

  if (id <= 0 || (!is_snooze && !g_str_has_prefix (data, "ack:")))
    return;
  press = g_new0 (Press, 1);
  press->listener = g_object_ref (listener);
  press->query_id = g_strdup (query_id);
  press->done = is_snooze ? _ ("Put off for an hour") : _ ("Acknowledged");
  input = is_snooze ? g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT ",\"body\":{\"minutes\":%d}}",
                                       id, SNOOZE_MINUTES)
                    : g_strdup_printf ("{\"id\":%" G_GINT64_FORMAT "}", id);
  wb_pipeline_perform_async (self->pipeline,
                             is_snooze ? &wb_snooze_notification : &wb_notification_acknowledge,
                             input, "telegram", performed_cb, press);
}

static void
stopped_cb (WbTelegramListener *listener G_GNUC_UNUSED,
            const char *reason,
            WbTelegramButtons *self G_GNUC_UNUSED)
{
  g_message ("nobody hears of Telegram's buttons any more: %s", reason);
}

/* --- who is listened to --- */

static void
opening_free (Opening *self)
{
  g_object_unref (self->buttons);
  wb_sending_free (self->sending);
  g_free (self);
}

static void
start_listener (WbTelegramButtons *self, const WbSending *sending)
{
  const WbChannelConfig *config = sending->config;
  const char *token = wb_sending_get_secret (sending, "bot_token");
  g_autofree char *api_url = wb_channel_config_dup_string (config, "api_url");
  g_autofree char *chat = wb_channel_config_dup_string (config, "chat_id");
  const char *const chats[] = { chat, NULL };
  WbTelegramListener *listener;

  if (token == NULL || g_hash_table_contains (self->listeners, config->name))
    return;
  listener = wb_telegram_listener_new (self->client);
  g_signal_connect_object (listener, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (listener, "stopped", G_CALLBACK (stopped_cb), self, 0);
  g_hash_table_insert (self->listeners, g_strdup (config->name), listener);
  wb_telegram_listener_start (listener, api_url, token, chats, config->allows_http);
}

static void
fetched_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Opening *opening = user_data;
  g_autoptr (GError) error = NULL;

  /* Without the keyring nothing was sent either: the next delivery looks again. */
  if (!wb_credential_fetch_finish (result, &error))
    g_debug ("Telegram's buttons: %s", error->message);
  else if (opening->buttons->listeners != NULL)
    start_listener (opening->buttons, opening->sending);
  opening_free (opening);
}

static void
open_channel (WbTelegramButtons *self, WbChannelConfig *config)
{
  Opening *opening;

  if (g_hash_table_contains (self->listeners, config->name))
    return;
  opening = g_new0 (Opening, 1);
  opening->buttons = g_object_ref (self);
  opening->sending = wb_sending_new (config);
  wb_credential_fetch_async (self->keeper, opening->sending, NULL, fetched_cb, opening);
}

static gboolean
is_open (const Look *look, const char *name)
{
  for (guint i = 0; i < look->open->len; i++)
    if (g_str_equal (((WbChannelConfig *) look->open->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

static void look (WbTelegramButtons *self);

static gboolean
review_cb (gpointer user_data)
{
  WbTelegramButtons *self = user_data;

  self->review_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
take_look (WbTelegramButtons *self, const Look *found)
{
  GHashTableIter iter;
  gpointer name;

  self->has_channels = found->has_channels;
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!is_open (found, name))
      g_hash_table_iter_remove (&iter);
  for (guint i = 0; i < found->open->len; i++)
    open_channel (self, g_ptr_array_index (found->open, i));
  g_clear_handle_id (&self->review_id, g_source_remove);
  if (found->open->len > 0)
    self->review_id = g_timeout_add_seconds (REVIEW_S, review_cb, self);
}

static void
look_free (gpointer data)
{
  Look *self = data;

  g_ptr_array_unref (self->open);
  g_free (self);
}

/* On the writer thread. */
static gboolean
look_job (WbTransaction *transaction, gpointer data, GError **error)
{
  Look *found = data;
  WbConnection *connection = wb_transaction_get_connection (transaction);
  const GPtrArray *channels = wb_transaction_get_policy (transaction)->channels;
  gint64 since_us = wb_transaction_get_now_us (transaction) - ANSWERABLE_US;

  for (guint i = 0; i < channels->len; i++)
    {
      WbChannelConfig *config = g_ptr_array_index (channels, i);
      gboolean has_open = FALSE;

      if (config->kind != WB_CHANNEL_TELEGRAM || !config->is_enabled
          || !wb_channel_config_get_boolean (config, "buttons", TRUE))
        continue;
      found->has_channels = TRUE;
      if (!wb_delivery_ledger_store_has_open (connection, config->name, since_us, &has_open, error))
        return FALSE;
      if (has_open)
        g_ptr_array_add (found->open, wb_channel_config_ref (config));
    }
  return TRUE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbTelegramButtons) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *found = wb_pipeline_run_finish (WB_PIPELINE (source), result, &error);

  self->is_looking = FALSE;
  if (found == NULL)
    g_debug ("Telegram's buttons: %s", error->message);
  else if (self->listeners != NULL)
    take_look (self, found);
  if (self->is_stale && self->listeners != NULL)
    look (self);
}

static void
look (WbTelegramButtons *self)
{
  Look *found;

  self->is_stale = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  found = g_new0 (Look, 1);
  found->open = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_channel_config_unref);
  wb_pipeline_run_async (self->pipeline, look_job, found, look_free, looked_cb,
                         g_object_ref (self));
}

static void
committed_cb (WbTelegramButtons *self, const WbCommit *commit)
{
  gboolean has_channels_changed = (commit->topics & (1u << WB_TOPIC_CHANNELS)) != 0;

  /* A channel that changed may have another token. */
  if (has_channels_changed)
    g_hash_table_remove_all (self->listeners);
  if (has_channels_changed
      || (self->has_channels && (commit->topics & (1u << WB_TOPIC_DELIVERIES)) != 0))
    look (self);
}

static void
wb_telegram_buttons_dispose (GObject *object)
{
  WbTelegramButtons *self = WB_TELEGRAM_BUTTONS (object);

  g_clear_handle_id (&self->review_id, g_source_remove);
  g_clear_pointer (&self->listeners, g_hash_table_unref);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->keeper);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (wb_telegram_buttons_parent_class)->dispose (object);
}

static void
wb_telegram_buttons_class_init (WbTelegramButtonsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_telegram_buttons_dispose;
}

static void
wb_telegram_buttons_init (WbTelegramButtons *self)
{
  self->client = wb_http_client_new ();
  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

WbTelegramButtons *
wb_telegram_buttons_new (WbPipeline *pipeline, WbSecretKeeper *keeper)
{
  WbTelegramButtons *self = g_object_new (WB_TYPE_TELEGRAM_BUTTONS, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->keeper = g_object_ref (keeper);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  look (self);
  return self;
}
