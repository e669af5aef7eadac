/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>
#include <microhttpd.h>

G_BEGIN_DECLS

/*
 * One request on its way: it is taken apart by the server, answered by a handler, now or later.
 * Answering one whose client has left does nothing.
 */
typedef struct _WbHttpRequest WbHttpRequest;

/* WbHttpStreamFunc: gives up to @limit bytes; 0: nothing now; -1: the end. */
typedef gssize (*WbHttpStreamFunc) (gpointer data, char *buffer, gsize limit);

WbHttpRequest *wb_http_request_ref (WbHttpRequest *self);
void wb_http_request_unref (WbHttpRequest *self);

const char *wb_http_request_get_method (WbHttpRequest *self);
const char *wb_http_request_get_path (WbHttpRequest *self);
const char *wb_http_request_get_header (WbHttpRequest *self, const char *name);
const char *wb_http_request_get_query (WbHttpRequest *self, const char *name);
const char *wb_http_request_get_body (WbHttpRequest *self, gsize *length);
const char *wb_http_request_get_argument (WbHttpRequest *self, const char *name);

void wb_http_request_respond (WbHttpRequest *self, guint status, GString *json);
void wb_http_request_respond_as (WbHttpRequest *self,
                                 guint status,
                                 const char *media_type,
                                 GString *body);
void wb_http_request_respond_error (WbHttpRequest *self, const GError *error);
void wb_http_request_respond_refusal (WbHttpRequest *self,
                                      guint status,
                                      const char *code,
                                      const char *message);
void wb_http_request_refuse_midway (WbHttpRequest *self,
                                    guint status,
                                    const char *code,
                                    const char *message);
void wb_http_request_respond_stream (WbHttpRequest *self,
                                     const char *media_type,
                                     WbHttpStreamFunc func,
                                     gpointer data,
                                     GDestroyNotify data_free);
void wb_http_request_wake_stream (WbHttpRequest *self);
void wb_http_request_end_stream (WbHttpRequest *self);
gboolean wb_http_request_is_alive (WbHttpRequest *self);

/* For the server only. */
WbHttpRequest *wb_http_request_new (struct MHD_Connection *connection,
                                    GSource *source,
                                    const char *method,
                                    const char *path);
gboolean wb_http_request_add_body (WbHttpRequest *self,
                                   const char *data,
                                   gsize length,
                                   gsize limit);
gsize wb_http_request_get_body_length (WbHttpRequest *self);
void wb_http_request_set_argument (WbHttpRequest *self, const char *name, const char *argument);
gboolean wb_http_request_take_response (WbHttpRequest *self, enum MHD_Result *result);
void wb_http_request_wait (WbHttpRequest *self);
void wb_http_request_end (WbHttpRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbHttpRequest, wb_http_request_unref)

G_END_DECLS
