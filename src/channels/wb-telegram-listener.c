/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-telegram-listener.h"

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "channels/wb-telegram-channel.h"
#include "channels/wb-telegram-update.h"

#define POLL_S 50     /* that the far side holds an answer back */
#define DEADLINE_S 60 /* for such a request */
#define WAIT_MIN_S 1
#define WAIT_MAX_S (5 * 60)
#define ANSWER_CHARACTERS 200 /* https://core.telegram.org/bots/api#answercallbackquery */

struct _WbTelegramListener
{
  GObject parent_instance;

  WbHttpClient *client;      /* owned */
  GCancellable *cancellable; /* owned, nullable: of what runs; NULL: nothing does */
  char *bot_url;             /* owned: with the token */
  GStrv chats;               /* owned */
  gboolean allows_http;
  gint64 offset;
  guint failures; /* one after another */
  guint timer;
};

enum
{
  PRESSED,
  STOPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbTelegramListener, wb_telegram_listener, G_TYPE_OBJECT)

/* One question, of the run that it belongs to. */
typedef struct
{
  WbTelegramListener *listener; /* alive unless cancelled: it cancels when it goes */
  GCancellable *cancellable;    /* owned */
} Poll;

static void
poll_free (Poll *self)
{
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Poll, poll_free)

static void ask (WbTelegramListener *self);

static WbWebRequest *
make_request (WbTelegramListener *self, const char *method, GString *json)
{
  g_autofree char *url = g_strdup_printf ("%s/%s", self->bot_url, method);
  WbWebRequest *request = wb_web_request_new ("POST", url);

  request->allows_http = self->allows_http;
  wb_web_request_set_body (request, "application/json", json);
  return request;
}

static void
timer_cb (gpointer data)
{
  WbTelegramListener *self = data;

  self->timer = 0;
  ask (self);
}

static void
wait (WbTelegramListener *self, guint seconds)
{
  if (seconds == 0)
    {
      seconds = MIN (WAIT_MIN_S << MIN (self->failures, 16), WAIT_MAX_S);
      self->failures++;
    }
  self->timer = g_timeout_add_once (seconds * 1000, timer_cb, self);
}

static void
emit_presses (WbTelegramListener *self, const GPtrArray *presses)
{
  for (guint i = 0; i < presses->len; i++)
    {
      const WbTelegramPress *press = g_ptr_array_index (presses, i);

      if (wb_telegram_press_is_from (press, (const char *const *) self->chats))
        g_signal_emit (self, signals[PRESSED], 0, press->query_id, press->data, press->chat_id,
                       press->from_name);
      else
        g_debug ("a button was pressed in a chat that is not ours");
    }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Poll) poll = user_data;
  g_autoptr (WbWebReply) reply = wb_http_client_send_finish (WB_HTTP_CLIENT (source), result);
  g_autoptr (WbTelegramListener) self = NULL;
  g_auto (WbTelegramUpdate) update = { 0 };

  if (g_cancellable_is_cancelled (poll->cancellable))
    return;

  self = g_object_ref (poll->listener);
  wb_telegram_update_read (&update, reply);
  if (update.offset != 0)
    self->offset = update.offset;
  emit_presses (self, update.presses);
  if (g_cancellable_is_cancelled (poll->cancellable)) /* by who heard of them */
    return;

  if (update.next == WB_TELEGRAM_STOP)
    {
      wb_telegram_listener_stop (self);
      g_signal_emit (self, signals[STOPPED], 0, update.reason);
      return;
    }
  if (reply->fault == WB_WEB_REPLIED && reply->status == 200)
    self->failures = 0;
  if (update.next == WB_TELEGRAM_ASK_AGAIN)
    ask (self);
  else
    wait (self, update.wait_s);
}

static void
ask (WbTelegramListener *self)
{
  GString *json = g_string_new ("{");
  g_autoptr (WbWebRequest) request = NULL;
  Poll *poll = g_new (Poll, 1);

  if (self->offset != 0)
    wb_json_add_int64 (json, "offset", self->offset);
  wb_json_add_int64 (json, "timeout", POLL_S);
  /* Each comes with the message that it is under: two might be more than is read of a reply. */
  wb_json_add_int64 (json, "limit", 1);
  g_string_append (json, ",\"allowed_updates\":[\"callback_query\"]}");
  request = make_request (self, "getUpdates", json);
  request->deadline_s = DEADLINE_S;

  poll->listener = self;
  poll->cancellable = g_object_ref (self->cancellable);
  wb_http_client_send_async (self->client, request, self->cancellable, asked_cb, poll);
}

static void
wb_telegram_listener_dispose (GObject *object)
{
  WbTelegramListener *self = WB_TELEGRAM_LISTENER (object);

  wb_telegram_listener_stop (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_telegram_listener_parent_class)->dispose (object);
}

static void
wb_telegram_listener_finalize (GObject *object)
{
  WbTelegramListener *self = WB_TELEGRAM_LISTENER (object);

  g_free (self->bot_url);
  g_strfreev (self->chats);
  G_OBJECT_CLASS (wb_telegram_listener_parent_class)->finalize (object);
}

static void
wb_telegram_listener_class_init (WbTelegramListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_telegram_listener_dispose;
  object_class->finalize = wb_telegram_listener_finalize;

  signals[PRESSED]
      = g_signal_new ("pressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[STOPPED] = g_signal_new ("stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
wb_telegram_listener_init (WbTelegramListener *self G_GNUC_UNUSED)
{
}

/* wb_telegram_listener_new: (transfer full): one that is silent yet. */
WbTelegramListener *
wb_telegram_listener_new (WbHttpClient *client)
{
  WbTelegramListener *self = g_object_new (WB_TYPE_TELEGRAM_LISTENER, NULL);

  self->client = g_object_ref (client);
  return self;
}

/*
 * wb_telegram_listener_start: stops first what runs.
 * @api_url: (nullable): where the Bot API is; %NULL: at Telegram
 * @token: of the bot
 * @chats: whose presses count: numbers, or names that begin with @
 * @allows_http: plain http to hosts of a private network, too
 */
void
wb_telegram_listener_start (WbTelegramListener *self,
                            const char *api_url,
                            const char *token,
                            const char *const *chats,
                            gboolean allows_http)
{
  g_autofree char *bot_url = NULL;

  g_return_if_fail (WB_IS_TELEGRAM_LISTENER (self));
  g_return_if_fail (token != NULL && chats != NULL);

  wb_telegram_listener_stop (self);
  bot_url = wb_telegram_channel_dup_bot_url (api_url, token);
  if (g_strcmp0 (bot_url, self->bot_url) != 0)
    self->offset = 0; /* another bot counts its own */
  g_free (self->bot_url);
  self->bot_url = g_steal_pointer (&bot_url);
  g_strfreev (self->chats);
  self->chats = g_strdupv ((GStrv) chats);
  self->allows_http = allows_http;
  self->failures = 0;
  self->cancellable = g_cancellable_new ();
  ask (self);
}

/* wb_telegram_listener_stop: does nothing where nothing runs. */
void
wb_telegram_listener_stop (WbTelegramListener *self)
{
  g_return_if_fail (WB_IS_TELEGRAM_LISTENER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

gboolean
wb_telegram_listener_is_running (WbTelegramListener *self)
{
  g_return_val_if_fail (WB_IS_TELEGRAM_LISTENER (self), FALSE);

  return self->cancellable != NULL;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WbWebReply) reply = wb_http_client_send_finish (WB_HTTP_CLIENT (source), result);

  if (reply->fault == WB_WEB_REPLIED && reply->status == 200)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNAVAILABLE,
                             "Telegram did not take the answer to a button");
}

/*
 * wb_telegram_listener_answer_async:
 * @callback_query_id: of a press
 * @text: what the person sees for a moment; cut to 200 characters
 *
 * Ends the little clock on a button. One that was started before is enough.
 */
void
wb_telegram_listener_answer_async (WbTelegramListener *self,
                                   const char *callback_query_id,
                                   const char *text,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (WbWebRequest) request = NULL;
  g_autofree char *cut = NULL;
  GString *json;

  g_return_if_fail (WB_IS_TELEGRAM_LISTENER (self));
  g_return_if_fail (self->bot_url != NULL);
  g_return_if_fail (callback_query_id != NULL && text != NULL);

  cut = wb_text_truncate (text, ANSWER_CHARACTERS);
  json = g_string_new ("{");
  wb_json_add_string (json, "callback_query_id", callback_query_id);
  wb_json_add_string (json, "text", cut);
  g_string_append_c (json, '}');
  request = make_request (self, "answerCallbackQuery", json);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_telegram_listener_answer_async);
  wb_http_client_send_async (self->client, request, cancellable, answered_cb,
                             g_steal_pointer (&task));
}

gboolean
wb_telegram_listener_answer_finish (WbTelegramListener *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
