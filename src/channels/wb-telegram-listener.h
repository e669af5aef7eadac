/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"

G_BEGIN_DECLS

/*
 * Hears of the buttons that someone presses under the messages of one bot, by asking again and
 * again: no port is open for it.
 *
 * "pressed" (callback_query_id, data, chat_id, from_name): in a chat that was named, and no other
 * "stopped" (reason): it gave up; start it again when a person did something
 */
#define WB_TYPE_TELEGRAM_LISTENER (wb_telegram_listener_get_type ())
G_DECLARE_FINAL_TYPE (WbTelegramListener, wb_telegram_listener, WB, TELEGRAM_LISTENER, GObject)

WbTelegramListener *wb_telegram_listener_new (WbHttpClient *client);
void wb_telegram_listener_start (WbTelegramListener *self,
                                 const char *api_url,
                                 const char *token,
                                 const char *const *chats,
                                 gboolean allows_http);
void wb_telegram_listener_stop (WbTelegramListener *self);
gboolean wb_telegram_listener_is_running (WbTelegramListener *self);

void wb_telegram_listener_answer_async (WbTelegramListener *self,
                                        const char *callback_query_id,
                                        const char *text,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean wb_telegram_listener_answer_finish (WbTelegramListener *self,
                                             GAsyncResult *result,
                                             GError **error);

G_END_DECLS
