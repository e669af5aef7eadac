/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_HTTP_REPLY_BYTES (64 * 1024) /* of a reply that are read; the rest is left */
#define WB_HTTP_DEADLINE_S 15           /* for a request as a whole */

/* A request that is to be sent. */
typedef struct
{
  const char *method; /* static */
  char *url;          /* owned */
  char *content_type; /* owned, nullable: without a body */
  GBytes *body;       /* owned, nullable */
  GPtrArray *headers; /* owned, char *: name, value, name, value */
  guint deadline_s;   /* for all of it */
  gboolean
      allows_http; /* plain http to hosts of a private network, too; to loopback it always is */
} WbHttpRequest;

/* Why there is no reply. */
typedef enum
{
  WB_HTTP_REPLIED,
  WB_HTTP_NO_NETWORK, /* no route or no name service: nothing was sent */
  WB_HTTP_NO_HOST,    /* the name is not known */
  WB_HTTP_NO_CONNECTION,
  WB_HTTP_TIMED_OUT,
  WB_HTTP_BAD_TLS, /* the certificate is not to be trusted: nothing was sent */
  WB_HTTP_BLOCKED, /* an address, or plain http, that is not allowed: nothing was sent */
  WB_HTTP_BAD_URL,
} WbHttpFault;

typedef struct
{
  WbHttpFault fault;
  gboolean may_have_arrived; /* without a reply: the far side may have got the request */
  guint status;              /* 100 to 999, of WB_HTTP_REPLIED */
  GHashTable *headers;       /* owned: lower case -> value */
  char *body; /* owned, never NULL: as it came, NUL-terminated, WB_HTTP_REPLY_BYTES at the most */
  gsize body_length;
} WbHttpReply;

WbHttpRequest *wb_http_request_new (const char *method, const char *url);
void wb_http_request_free (WbHttpRequest *self);
void wb_http_request_set_body (WbHttpRequest *self, const char *content_type, GString *body);
void wb_http_request_add_header (WbHttpRequest *self, const char *name, const char *value);

void wb_http_reply_free (WbHttpReply *self);
const char *wb_http_reply_get_header (const WbHttpReply *self, const char *name);

/*
 * The agent's own requests, bounded whatever the far side does: a deadline for the whole, no
 * redirects, no cookies, nothing decoded, a cap on what is read, and no address of the link.
 */
#define WB_TYPE_HTTP_CLIENT (wb_http_client_get_type ())
G_DECLARE_FINAL_TYPE (WbHttpClient, wb_http_client, WB, HTTP_CLIENT, GObject)

WbHttpClient *wb_http_client_new (void);
void wb_http_client_send_async (WbHttpClient *self,
                                WbHttpRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
WbHttpReply *wb_http_client_send_finish (WbHttpClient *self, GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbHttpRequest, wb_http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbHttpReply, wb_http_reply_free)

G_END_DECLS
