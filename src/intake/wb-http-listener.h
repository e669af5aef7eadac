/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>
#include <sys/socket.h>

#include "intake/wb-peer.h"

G_BEGIN_DECLS

#define WB_TYPE_HTTP_LISTENER (wb_http_listener_get_type ())
G_DECLARE_FINAL_TYPE (WbHttpListener, wb_http_listener, WB, HTTP_LISTENER, GObject)

/* WbAcceptFunc: takes over @fd, which belongs to the owner or to somebody unknown. */
typedef void (*WbAcceptFunc) (int fd,
                              const struct sockaddr *address,
                              socklen_t size,
                              WbPeer peer,
                              gpointer data);

WbHttpListener *wb_http_listener_new (WbAcceptFunc func, gpointer data);

gboolean wb_http_listener_add_loopback (WbHttpListener *self, guint16 port, GError **error);
gboolean wb_http_listener_add_unix (WbHttpListener *self, const char *path, GError **error);
void wb_http_listener_set_paused (WbHttpListener *self, gboolean is_paused);
void wb_http_listener_close (WbHttpListener *self);

guint16 wb_http_listener_get_port (WbHttpListener *self);
const char *wb_http_listener_get_socket_path (WbHttpListener *self);

G_END_DECLS
