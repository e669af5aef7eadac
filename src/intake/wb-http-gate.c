/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-gate.h"

#include <string.h>

#include "intake/wb-token.h"
#include "model/wb-limits.h"

/* wb_http_head_add: takes one header in; @value must live as long as @head. */
void
wb_http_head_add (WbHttpHead *head, const char *name, const char *value)
{
  if (value == NULL)
    value = "";

  if (g_ascii_strcasecmp (name, "Host") == 0)
    {
      head->hosts++;
      head->host = value;
    }
  else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    {
      head->content_lengths++;
      head->content_length = value;
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    {
      head->transfer_encodings++;
      head->transfer_encoding = value;
    }
  else if (g_ascii_strcasecmp (name, "Authorization") == 0)
    head->authorization = value;
  else if (g_ascii_strcasecmp (name, "Origin") == 0 || g_ascii_strcasecmp (name, "Referer") == 0)
    head->has_origin = TRUE;
  else if (g_ascii_strcasecmp (name, "Sec-Fetch-Site") == 0)
    head->has_origin |= g_ascii_strcasecmp (value, "none") != 0;
}

static gboolean
is_port (const char *text, guint16 port)
{
  char own[sizeof "65535"];

  g_snprintf (own, sizeof own, "%u", port);
  return strcmp (text, own) == 0;
}

/* Only names that no resolver can point elsewhere: a web page cannot make its own name pass. */
static gboolean
is_own_host (const char *host, guint16 port)
{
  static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      if (g_ascii_strncasecmp (host, names[i], length) == 0
          && (host[length] == '\0' || (host[length] == ':' && is_port (host + length + 1, port))))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_plain_length (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 18 && strspn (text, "0123456789") == length;
}

static WbHttpVerdict
judge_framing (const WbHttpHead *head)
{
  if (head->content_lengths + head->transfer_encodings > 1)
    return (WbHttpVerdict){ 400, "invalid_argument",
                            "Content-Length: expected one length, or one Transfer-Encoding" };
  if (head->content_lengths == 1 && !is_plain_length (head->content_length))
    return (WbHttpVerdict){ 400, "invalid_argument", "Content-Length: expected digits" };
  if (head->transfer_encodings == 1 && g_ascii_strcasecmp (head->transfer_encoding, "chunked") != 0)
    return (WbHttpVerdict){ 400, "invalid_argument", "Transfer-Encoding: expected chunked" };
  if (head->content_lengths == 1
      && g_ascii_strtoull (head->content_length, NULL, 10) > WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES)
    return (WbHttpVerdict){ 413, "too_large",
                            "body: expected at most 262144 bytes, 2097152 with attachments" };
  return (WbHttpVerdict){ 0 };
}

/* wb_http_gate_judge_target: @target: the request target as it was sent */
WbHttpVerdict
wb_http_gate_judge_target (const char *target)
{
  g_return_val_if_fail (target != NULL, (WbHttpVerdict){ 0 });

  if (target[0] != '/')
    return (WbHttpVerdict){ 400, "invalid_argument", "path: expected one that begins with /" };
  if (strstr (target, "%00") != NULL)
    return (WbHttpVerdict){ 400, "invalid_argument", "path: a NUL is not accepted" };
  return (WbHttpVerdict){ 0 };
}

/*
 * wb_http_gate_judge:
 * @on_target: of wb_http_gate_judge_target()
 * @port: of our own listener
 * @needed_token: (nullable): a token that the client must have
 *
 * Keeps web pages out, which run as the user too, and whatever two readers of HTTP could take for
 * different requests.
 */
WbHttpVerdict
wb_http_gate_judge (const WbHttpHead *head,
                    WbHttpVerdict on_target,
                    guint16 port,
                    const char *needed_token)
{
  g_return_val_if_fail (head != NULL, (WbHttpVerdict){ 0 });

  if (head->hosts != 1 || !is_own_host (head->host, port))
    return (WbHttpVerdict){ 421, "misdirected",
                            "Host: expected one, of localhost, 127.0.0.1 or [::1]" };
  if (head->has_origin)
    return (WbHttpVerdict){ 403, "forbidden", "Origin: requests of web pages are refused" };
  if (on_target.status != 0)
    return on_target;
  if (needed_token != NULL && !wb_token_matches (needed_token, head->authorization))
    return (WbHttpVerdict){ 401, "unauthorized",
                            "Authorization: expected Bearer and what `wakebell token` prints" };
  return judge_framing (head);
}
