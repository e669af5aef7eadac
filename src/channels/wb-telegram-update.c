/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-telegram-update.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-text.h"
#include "channels/wb-chat-reply.h"

#define DATA_BYTES 64 /* https://core.telegram.org/bots/api#inlinekeyboardbutton */
#define NAME_CHARACTERS 64
#define IDLE_S                                                                                     \
  1 /* nothing is lost meanwhile, and a server that never waits is not asked in a rush */
#define LONGEST_WAIT_S (60 * 60)

static void
press_free (gpointer data)
{
  WbTelegramPress *self = data;

  g_free (self->query_id);
  g_free (self->data);
  g_free (self->chat_id);
  g_free (self->chat_name);
  g_free (self->from_name);
  g_free (self);
}

static gboolean
look_up (WbJsonValue object, const char *name, WbJsonKind kind, WbJsonValue *value)
{
  return wb_json_value_lookup (object, name, value) && wb_json_value_get_kind (*value) == kind;
}

static char *
dup_string (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return look_up (object, name, WB_JSON_STRING, &value) ? wb_json_value_dup_string (value) : NULL;
}

static char *
dup_name (WbJsonValue query)
{
  WbJsonValue from;
  g_autofree char *first = NULL, *last = NULL, *both = NULL, *line = NULL;

  if (!look_up (query, "from", WB_JSON_OBJECT, &from))
    return g_strdup ("");
  first = dup_string (from, "first_name");
  last = dup_string (from, "last_name");
  both = g_strdup_printf ("%s %s", first != NULL ? first : "", last != NULL ? last : "");
  line = wb_text_dup_single_line (both);
  return wb_text_truncate (line, NAME_CHARACTERS);
}

/* Returns: (transfer full) (nullable): %NULL for anything but a press of a button of ours. */
static WbTelegramPress *
read_press (WbJsonValue query)
{
  g_autofree char *id = dup_string (query, "id");
  g_autofree char *data = dup_string (query, "data");
  g_autofree char *chat_name = NULL;
  WbJsonValue message, chat, number;
  gint64 chat_id;
  WbTelegramPress *press;

  if (id == NULL || data == NULL || strlen (data) > DATA_BYTES
      || !look_up (query, "message", WB_JSON_OBJECT, &message)
      || !look_up (message, "chat", WB_JSON_OBJECT, &chat)
      || !wb_json_value_lookup (chat, "id", &number) || !wb_json_value_get_int64 (number, &chat_id))
    return NULL;

  chat_name = dup_string (chat, "username");
  press = g_new0 (WbTelegramPress, 1);
  press->query_id = g_steal_pointer (&id);
  press->data = g_steal_pointer (&data);
  press->chat_id = g_strdup_printf ("%" G_GINT64_FORMAT, chat_id);
  press->chat_name = chat_name != NULL ? g_strconcat ("@", chat_name, NULL) : NULL;
  press->from_name = dup_name (query);
  return press;
}

static void
read_updates (WbTelegramUpdate *self, WbJsonValue updates)
{
  WbJsonIter iter;
  WbJsonValue update, number, query;
  gint64 id;

  wb_json_iter_init (&iter, updates);
  while (wb_json_iter_next (&iter, NULL, &update))
    {
      WbTelegramPress *press;

      if (wb_json_value_get_kind (update) != WB_JSON_OBJECT)
        continue;
      if (wb_json_value_lookup (update, "update_id", &number)
          && wb_json_value_get_int64 (number, &id) && id < G_MAXINT64)
        self->offset = MAX (self->offset, id + 1);
      if (!look_up (update, "callback_query", WB_JSON_OBJECT, &query))
        continue;
      press = read_press (query);
      if (press != NULL)
        g_ptr_array_add (self->presses, press);
    }
  /* What moves nothing on would be told again at once, for ever. */
  self->next = self->offset != 0 ? WB_TELEGRAM_ASK_AGAIN : WB_TELEGRAM_WAIT;
  self->wait_s = self->offset != 0 ? 0 : IDLE_S;
}

static void
stop (WbTelegramUpdate *self, const char *reason)
{
  self->next = WB_TELEGRAM_STOP;
  self->reason = reason;
}

static void
read_wait (WbTelegramUpdate *self, WbJsonValue root)
{
  WbJsonValue parameters, number;
  gint64 seconds = 0;

  if (look_up (root, "parameters", WB_JSON_OBJECT, &parameters)
      && wb_json_value_lookup (parameters, "retry_after", &number))
    wb_json_value_get_int64 (number, &seconds);
  self->wait_s = (guint) CLAMP (seconds, 0, LONGEST_WAIT_S);
}

/*
 * wb_telegram_update_read: what an answer to getUpdates says. Pure.
 * @self: (out caller-allocates): to be cleared
 */
void
wb_telegram_update_read (WbTelegramUpdate *self, const WbWebReply *reply)
{
  g_autoptr (WbJson) json = NULL;
  WbJsonValue root, value;

  *self = (WbTelegramUpdate){ .next = WB_TELEGRAM_WAIT,
                              .presses = g_ptr_array_new_with_free_func (press_free) };
  if (reply->fault != WB_WEB_REPLIED)
    return;
  if (reply->status == 409)
    stop (self,
          _ ("Another program hears of the buttons of this bot: end it, remove its webhook, or"
             " make a bot for Wakebell alone"));
  else if (reply->status == 401 || reply->status == 404)
    stop (self, _ ("Telegram does not know the bot: copy its token again from BotFather and give it"
                   " to the channel"));

  json = wb_chat_reply_parse (reply->body, reply->body_length);
  if (self->next == WB_TELEGRAM_STOP || json == NULL)
    return;
  root = wb_json_get_root (json);
  if (reply->status == 200 && look_up (root, "result", WB_JSON_ARRAY, &value))
    read_updates (self, value);
  else
    read_wait (self, root);
}

void
wb_telegram_update_clear (WbTelegramUpdate *self)
{
  g_clear_pointer (&self->presses, g_ptr_array_unref);
}

/* wb_telegram_press_is_from: whether it was in one of @chats: numbers, or names that begin with @.
 */
gboolean
wb_telegram_press_is_from (const WbTelegramPress *self, const char *const *chats)
{
  for (; *chats != NULL; chats++)
    if (g_str_equal (*chats, self->chat_id)
        || (self->chat_name != NULL && g_ascii_strcasecmp (*chats, self->chat_name) == 0))
      return TRUE;
  return FALSE;
}
