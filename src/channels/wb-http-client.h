/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_WEB_REPLY_BYTES (64 * 1024) /* of a reply that are read; the rest is left */
#define WB_WEB_DEADLINE_S 15           /* for a request as a whole */

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
} WbWebRequest;

/* Why there is no reply. */
typedef enum
{
  WB_WEB_REPLIED,
  WB_WEB_NO_NETWORK, /* no route or no name service: nothing was sent */
  WB_WEB_NO_HOST,    /* the name is not known */
  WB_WEB_NO_CONNECTION,
  WB_WEB_TIMED_OUT,
  WB_WEB_BAD_TLS, /* the certificate is not to be trusted: nothing was sent */
  WB_WEB_BLOCKED, /* an address, or plain http, that is not allowed: nothing was sent */
  WB_WEB_BAD_URL,
} WbWebFault;

typedef struct
{
  WbWebFault fault;
  gboolean may_have_arrived; /* without a reply: the far side may have got the request */
  guint status;              /* 100 to 999, of WB_WEB_REPLIED */
  GHashTable *headers;       /* owned: lower case -> value */
  char *body; /* owned, never NULL: as it came, NUL-terminated, WB_WEB_REPLY_BYTES at the most */
  gsize body_length;
} WbWebReply;

WbWebRequest *wb_web_request_new (const char *method, const char *url);
void wb_web_request_free (WbWebRequest *self);
void wb_web_request_set_body (WbWebRequest *self, const char *content_type, GString *body);
void wb_web_request_add_header (WbWebRequest *self, const char *name, const char *value);

WbWebReply *wb_web_reply_new (WbWebFault fault);
void wb_web_reply_free (WbWebReply *self);
const char *wb_web_reply_get_header (const WbWebReply *self, const char *name);

/*
 * The agent's own requests, bounded whatever the far side does: a deadline for the whole, no
 * redirects, no cookies, nothing decoded, a cap on what is read, and no address of the link.
 */
#define WB_TYPE_HTTP_CLIENT (wb_http_client_get_type ())
G_DECLARE_FINAL_TYPE (WbHttpClient, wb_http_client, WB, HTTP_CLIENT, GObject)

WbHttpClient *wb_http_client_new (void);
void wb_http_client_send_async (WbHttpClient *self,
                                WbWebRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
WbWebReply *wb_http_client_send_finish (WbHttpClient *self, GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbWebRequest, wb_web_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbWebReply, wb_web_reply_free)

G_END_DECLS
