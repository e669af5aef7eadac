/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-gate.h"

#include <string.h>

#define PORT 8627
#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LOCAL "Host: localhost:8627\n"

/* @head: a header a line, as "Name: value". */
static WbHttpVerdict
judge (const char *head, const char *target, const char *token)
{
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  WbHttpHead parsed = { 0 };

  for (GStrv line = lines; *line != NULL && **line != '\0'; line++)
    {
      char *colon = strstr (*line, ": ");

      *colon = '\0';
      wb_http_head_add (&parsed, *line, colon + 2);
    }
  return wb_http_gate_judge (&parsed, wb_http_gate_judge_target (target), PORT, token);
}

static void
test_heads (void)
{
  static const struct
  {
    const char *head;
    guint status;
  } cases[] = {
    /* Whose name it was called by */
    { "Host: localhost:8627", 0 },
    { "Host: localhost", 0 },
    { "Host: LocalHost:8627", 0 },
    { "Host: 127.0.0.1:8627", 0 },
    { "Host: 127.0.0.1", 0 },
    { "Host: [::1]:8627", 0 },
    { "Host: [::1]", 0 },
    { "host: localhost", 0 },
    { "", 421 },
    { "Host: ", 421 },
    { "Host: localhost\nHost: localhost", 421 },
    { "Host: localhost\nHost: evil.example", 421 },
    { "Host: evil.example", 421 },
    { "Host: localhost.evil.example", 421 },
    { "Host: localhost.", 421 },
    { "Host: localhost:80", 421 },
    { "Host: localhost:", 421 },
    { "Host: localhost:86270", 421 },
    { "Host: localhost:08627", 421 },
    { "Host: localhost:8627 ", 421 },
    { "Host: localhost,evil.example", 421 },
    { "Host: user@localhost", 421 },
    { "Host: localhost@evil.example", 421 },
    { "Host: 127.0.0.2", 421 },
    { "Host: 127.1", 421 },
    { "Host: 0.0.0.0:8627", 421 },
    { "Host: ::1", 421 },
    { "Host: [::1%lo]:8627", 421 },
    { "Host: [::ffff:127.0.0.1]:8627", 421 },
    { "Host: 2130706433", 421 },
    /* Pages in a browser */
    { LOCAL "Origin: null", 403 },
    { LOCAL "Origin: http://localhost:8627", 403 },
    { LOCAL "Origin: https://evil.example", 403 },
    { LOCAL "origin: ", 403 },
    { LOCAL "Referer: https://evil.example/", 403 },
    { LOCAL "Sec-Fetch-Site: cross-site", 403 },
    { LOCAL "Sec-Fetch-Site: same-origin", 403 },
    { LOCAL "Sec-Fetch-Site: none", 0 },
    { LOCAL "Sec-Fetch-Site: none\nSec-Fetch-Site: cross-site", 403 },
    { LOCAL "Sec-Fetch-Site: cross-site\nSec-Fetch-Site: none", 403 },
    { LOCAL "X-Origin: https://evil.example", 0 },
    /* How long the body is */
    { LOCAL "Content-Length: 0", 0 },
    { LOCAL "Content-Length: 10", 0 },
    { LOCAL "Content-Length: 0010", 0 },
    { LOCAL "Transfer-Encoding: chunked", 0 },
    { LOCAL "Transfer-Encoding: Chunked", 0 },
    { LOCAL "Content-Length: 10\nContent-Length: 10", 400 },
    { LOCAL "Content-Length: 10\nContent-Length: 11", 400 },
    { LOCAL "Content-Length: 10\nTransfer-Encoding: chunked", 400 },
    { LOCAL "Transfer-Encoding: chunked\nTransfer-Encoding: chunked", 400 },
    { LOCAL "Transfer-Encoding: identity", 400 },
    { LOCAL "Transfer-Encoding: gzip, chunked", 400 },
    { LOCAL "Transfer-Encoding: chunked, identity", 400 },
    { LOCAL "Transfer-Encoding: xchunked", 400 },
    { LOCAL "Transfer-Encoding: ", 400 },
    { LOCAL "Content-Length: ", 400 },
    { LOCAL "Content-Length: -1", 400 },
    { LOCAL "Content-Length: +1", 400 },
    { LOCAL "Content-Length: 0x10", 400 },
    { LOCAL "Content-Length: 1e3", 400 },
    { LOCAL "Content-Length: 1,1", 400 },
    { LOCAL "Content-Length: 10 ", 400 },
    { LOCAL "Content-Length: 99999999999999999999", 400 },
    { LOCAL "Content-Length: 2097152", 0 },
    { LOCAL "Content-Length: 2097153", 413 },
    { LOCAL "Content-Length: 999999999999999999", 413 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WbHttpVerdict verdict = judge (cases[i].head, "/api/v1/events", NULL);

      g_test_message ("%s", cases[i].head);
      g_assert_cmpuint (verdict.status, ==, cases[i].status);
      g_assert_cmpint (verdict.message != NULL, ==, verdict.status != 0);
      g_assert_cmpint (verdict.code != NULL, ==, verdict.status != 0);
    }
}

static void
test_targets (void)
{
  static const struct
  {
    const char *target;
    guint status;
  } cases[] = {
    { "/", 0 },
    { "/api/v1/events?limit=1", 0 },
    { "//localhost/", 0 },
    { "", 400 },
    { "*", 400 },
    { "http://localhost:8627/api/v1/events", 400 },
    { "http://evil.example/", 400 },
    { "localhost:8627", 400 },
    { "/a%00b", 400 },
    { "/a?x=%00", 400 },
    { "/a%2500b", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (judge ("Host: localhost", cases[i].target, NULL).status, ==, cases[i].status);
}

static void
test_token (void)
{
  static const struct
  {
    const char *head;
    guint status;
  } cases[] = {
    { LOCAL, 401 },
    { LOCAL "Authorization: ", 401 },
    { LOCAL "Authorization: Bearer", 401 },
    { LOCAL "Authorization: Basic " TOKEN, 401 },
    { LOCAL "Authorization: " TOKEN, 401 },
    { LOCAL "Authorization: Bearer " TOKEN "0", 401 },
    { LOCAL "Authorization: Bearer " TOKEN, 0 },
    { LOCAL "authorization: bearer " TOKEN, 0 },
    /* A token opens nothing for pages, nor under another name. */
    { LOCAL "Origin: null\nAuthorization: Bearer " TOKEN, 403 },
    { "Host: evil.example\nAuthorization: Bearer " TOKEN, 421 },
    { LOCAL "Authorization: Bearer " TOKEN "\nContent-Length: x", 400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (judge (cases[i].head, "/", TOKEN).status, ==, cases[i].status);
}

static void
test_header_without_value (void)
{
  WbHttpHead head = { 0 };

  wb_http_head_add (&head, "Host", NULL);
  wb_http_head_add (&head, "Content-Length", NULL);
  wb_http_head_add (&head, "Sec-Fetch-Site", NULL);
  g_assert_cmpuint (wb_http_gate_judge (&head, (WbHttpVerdict){ 0 }, PORT, NULL).status, ==, 421);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/http-gate/heads", test_heads);
  g_test_add_func ("/intake/http-gate/targets", test_targets);
  g_test_add_func ("/intake/http-gate/token", test_token);
  g_test_add_func ("/intake/http-gate/header-without-value", test_header_without_value);
  return g_test_run ();
}
