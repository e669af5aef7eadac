/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "intake/wb-http-router.h"

G_BEGIN_DECLS

#define WB_TYPE_HTTP_SERVER (wb_http_server_get_type ())
G_DECLARE_FINAL_TYPE (WbHttpServer, wb_http_server, WB, HTTP_SERVER, GObject)

WbHttpServer *wb_http_server_new (GError **error);
void wb_http_server_add_route (WbHttpServer *self,
                               const char *method,
                               const char *path,
                               WbHttpHandler handler,
                               gpointer data);
void wb_http_server_append_routes (WbHttpServer *self, GString *json);
void wb_http_server_set_token (WbHttpServer *self, const char *token, gboolean is_required);
gboolean wb_http_server_listen_tcp (WbHttpServer *self, guint16 port, GError **error);
gboolean wb_http_server_listen_unix (WbHttpServer *self, const char *path, GError **error);
void wb_http_server_start (WbHttpServer *self);
void wb_http_server_drain (WbHttpServer *self);
void wb_http_server_stop (WbHttpServer *self);

guint16 wb_http_server_get_port (WbHttpServer *self);
const char *wb_http_server_get_socket_path (WbHttpServer *self);
gboolean wb_http_server_is_token_required (WbHttpServer *self);

G_END_DECLS
