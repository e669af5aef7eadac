/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "intake/wb-http-request.h"

G_BEGIN_DECLS

/* Which handler answers which method and path. */
typedef struct _WbHttpRouter WbHttpRouter;

/* WbHttpHandler: answers @request, now or later; it takes a reference to answer later. */
typedef void (*WbHttpHandler) (WbHttpRequest *request, gpointer data);

WbHttpRouter *wb_http_router_new (void);
void wb_http_router_free (WbHttpRouter *self);
void wb_http_router_add (WbHttpRouter *self,
                         const char *method,
                         const char *path,
                         WbHttpHandler handler,
                         gpointer data);
void wb_http_router_append_routes (WbHttpRouter *self, GString *json);
void wb_http_router_dispatch (WbHttpRouter *self, WbHttpRequest *request);

G_END_DECLS
