/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-signed-post.h"

#include <curl/curl.h>
#include <string.h>

#include "channels/wb-web-address.h"

/* One request: the same bounds as those of wb-http-client.c, by the library that can sign. */
typedef struct
{
  CURL *curl;                  /* owned */
  struct curl_slist *headers;  /* owned */
  const WbWebRequest *request; /* lent */
  GCancellable *cancellable;   /* lent, nullable */
  GString *body;               /* owned */
  gboolean is_blocked;
  gboolean is_full;
} Post;

static void
post_clear (Post *self)
{
  curl_easy_cleanup (self->curl);
  curl_slist_free_all (self->headers);
  g_string_free (self->body, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Post, post_clear)

/* --- callbacks of libcurl --- */

static size_t
write_cb (char *data, size_t size, size_t n_items, void *user_data)
{
  Post *self = user_data;
  gsize length = size * n_items;
  gsize room = WB_WEB_REPLY_BYTES - self->body->len;

  g_string_append_len (self->body, data, (gssize) MIN (length, room));
  self->is_full = length > room;
  return self->is_full ? 0 : length;
}

static int
progress_cb (void *user_data,
             curl_off_t download_total G_GNUC_UNUSED,
             curl_off_t downloaded G_GNUC_UNUSED,
             curl_off_t upload_total G_GNUC_UNUSED,
             curl_off_t uploaded G_GNUC_UNUSED)
{
  Post *self = user_data;

  return g_cancellable_is_cancelled (self->cancellable);
}

/* The address that is really connected to decides, not one that was looked up before. */
static curl_socket_t
open_socket_cb (void *user_data, curlsocktype purpose G_GNUC_UNUSED, struct curl_sockaddr *address)
{
  Post *self = user_data;
  gboolean is_plain = !g_str_has_prefix (self->request->url, "https:");
  g_autoptr (GSocketAddress) native
      = g_socket_address_new_from_native (&address->addr, address->addrlen);

  if (!G_IS_INET_SOCKET_ADDRESS (native)
      || !wb_web_address_is_allowed (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (native)), is_plain,
          self->request->allows_http))
    {
      self->is_blocked = TRUE;
      return CURL_SOCKET_BAD;
    }
  return socket (address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- the request --- */

static void
set_bounds (Post *self, const WbMailTerms *terms)
{
  curl_easy_setopt (self->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->curl, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt (self->curl, CURLOPT_PROXY, "");
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (self->curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (self->curl, CURLOPT_TIMEOUT, (long) self->request->deadline_s);
  curl_easy_setopt (self->curl, CURLOPT_OPENSOCKETFUNCTION, open_socket_cb);
  curl_easy_setopt (self->curl, CURLOPT_OPENSOCKETDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (self->curl, CURLOPT_WRITEDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, self);
  if (terms->ca_file != NULL)
    {
      curl_easy_setopt (self->curl, CURLOPT_CAPATH, NULL);
      curl_easy_setopt (self->curl, CURLOPT_CAINFO, terms->ca_file);
    }
}

static void
set_request (Post *self, const WbSignature *signature)
{
  const WbWebRequest *request = self->request;
  g_autofree char *type = g_strconcat ("Content-Type: ", request->content_type, NULL);
  g_autofree char *scope = g_strdup_printf ("aws:amz:%s:%s", signature->region, signature->service);
  gsize length;
  const char *body = g_bytes_get_data (request->body, &length);

  self->headers = curl_slist_append (self->headers, type);
  curl_easy_setopt (self->curl, CURLOPT_URL, request->url);
  curl_easy_setopt (self->curl, CURLOPT_HTTPHEADER, self->headers);
  curl_easy_setopt (self->curl, CURLOPT_POSTFIELDSIZE, (long) length);
  curl_easy_setopt (self->curl, CURLOPT_COPYPOSTFIELDS, body);
  curl_easy_setopt (self->curl, CURLOPT_AWS_SIGV4, scope);
  curl_easy_setopt (self->curl, CURLOPT_USERNAME, signature->key_id);
  curl_easy_setopt (self->curl, CURLOPT_PASSWORD, signature->secret);
}

/* --- what came of it --- */

static WbWebFault
judge (const Post *self, CURLcode code, gboolean has_network)
{
  if (self->is_blocked)
    return WB_WEB_BLOCKED;
  switch (code)
    {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return WB_WEB_BAD_URL;
    case CURLE_COULDNT_RESOLVE_HOST:
      return has_network ? WB_WEB_NO_HOST : WB_WEB_NO_NETWORK;
    case CURLE_COULDNT_CONNECT:
      return has_network ? WB_WEB_NO_CONNECTION : WB_WEB_NO_NETWORK;
    case CURLE_OPERATION_TIMEDOUT:
      return WB_WEB_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return WB_WEB_BAD_TLS;
    default:
      return WB_WEB_NO_CONNECTION;
    }
}

static void
take_retry_after (Post *self, WbWebReply *reply)
{
  curl_off_t seconds = 0;

  if (curl_easy_getinfo (self->curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
    g_hash_table_replace (reply->headers, g_strdup ("retry-after"),
                          g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) seconds));
}

static void
take_reply (Post *self, CURLcode code, const WbMailTerms *terms, WbWebReply *reply)
{
  long status = 0, sent_bytes = 0;

  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (self->curl, CURLINFO_REQUEST_SIZE, &sent_bytes);
  if (status < 100 || (code != CURLE_OK && !self->is_full))
    {
      reply->fault = judge (self, code, terms->has_network);
      reply->may_have_arrived = sent_bytes > 0;
      return;
    }
  reply->fault = WB_WEB_REPLIED;
  reply->status = (guint) status;
  take_retry_after (self, reply);
  g_free (reply->body);
  reply->body_length = self->body->len;
  reply->body = g_strndup (self->body->str, self->body->len);
}

/*
 * wb_signed_post_send:
 * @request: a POST with a body
 * @reply: without anything yet
 *
 * Signs a request as Amazon wants it (Signature Version 4) and sends it. Blocks for as long as
 * @request allows; any thread.
 */
void
wb_signed_post_send (const WbWebRequest *request,
                     const WbSignature *signature,
                     const WbMailTerms *terms,
                     GCancellable *cancellable,
                     WbWebReply *reply)
{
  g_auto (Post) post = { .curl = curl_easy_init (),
                         .request = request,
                         .cancellable = cancellable,
                         .body = g_string_new (NULL) };

  reply->fault = WB_WEB_NO_CONNECTION;
  if (post.curl == NULL)
    return;
  set_bounds (&post, terms);
  set_request (&post, signature);
  take_reply (&post, curl_easy_perform (post.curl), terms, reply);
}
