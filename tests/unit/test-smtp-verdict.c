/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-smtp-verdict.h"

#include <errno.h>
#include <string.h>

static void
test_table (void)
{
  static const struct
  {
    WbSmtpEnd end;
    WbSendOutcome outcome;
    const char *words; /* of the reason */
    gboolean is_of_mail;
  } cases[] = {
    { { CURLE_OK, WB_SMTP_DATA, 250, TRUE, 0, FALSE }, WB_SEND_DONE, NULL, TRUE },
    { { CURLE_OK, WB_SMTP_DATA, 250, TRUE, 0, TRUE }, WB_SEND_DONE, "Some of", TRUE },
    /* the way there */
    { { CURLE_COULDNT_RESOLVE_HOST, WB_SMTP_CONNECT, 0, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "smtp_host",
      FALSE },
    { { CURLE_COULDNT_RESOLVE_HOST, WB_SMTP_CONNECT, 0, FALSE, 0, FALSE },
      WB_SEND_OFFLINE,
      "smtp_host",
      FALSE },
    { { CURLE_COULDNT_CONNECT, WB_SMTP_CONNECT, 0, TRUE, ECONNREFUSED, FALSE },
      WB_SEND_RETRY,
      "connections",
      FALSE },
    { { CURLE_COULDNT_CONNECT, WB_SMTP_CONNECT, 0, FALSE, ECONNREFUSED, FALSE },
      WB_SEND_RETRY,
      "connections",
      FALSE },
    { { CURLE_COULDNT_CONNECT, WB_SMTP_CONNECT, 0, FALSE, ENETUNREACH, FALSE },
      WB_SEND_OFFLINE,
      "network",
      FALSE },
    { { CURLE_COULDNT_CONNECT, WB_SMTP_CONNECT, 0, TRUE, EHOSTUNREACH, FALSE },
      WB_SEND_RETRY,
      "network",
      FALSE },
    { { CURLE_OPERATION_TIMEDOUT, WB_SMTP_CONNECT, 0, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "in time",
      FALSE },
    { { CURLE_ABORTED_BY_CALLBACK, WB_SMTP_RECIPIENT, 250, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "stopped",
      FALSE },
    { { CURLE_RECV_ERROR, WB_SMTP_DATA, 354, TRUE, 0, FALSE }, WB_SEND_RETRY, "broke", FALSE },
    { { CURLE_WEIRD_SERVER_REPLY, WB_SMTP_CONNECT, 200, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "no mail server",
      FALSE },
    /* encryption */
    { { CURLE_USE_SSL_FAILED, WB_SMTP_CONNECT, 250, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "no encryption",
      FALSE },
    { { CURLE_USE_SSL_FAILED, WB_SMTP_STARTTLS, 454, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "now",
      FALSE },
    { { CURLE_PEER_FAILED_VERIFICATION, WB_SMTP_STARTTLS, 220, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "certificate",
      FALSE },
    { { CURLE_SSL_CONNECT_ERROR, WB_SMTP_CONNECT, 0, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "security",
      FALSE },
    /* the login */
    { { CURLE_LOGIN_DENIED, WB_SMTP_LOGIN, 535, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "app password",
      FALSE },
    { { CURLE_LOGIN_DENIED, WB_SMTP_LOGIN, 534, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "app password",
      FALSE },
    { { CURLE_LOGIN_DENIED, WB_SMTP_LOGIN, 530, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "app password",
      FALSE },
    { { CURLE_LOGIN_DENIED, WB_SMTP_LOGIN, 454, TRUE, 0, FALSE }, WB_SEND_RETRY, "now", FALSE },
    { { CURLE_LOGIN_DENIED, WB_SMTP_CONNECT, 250, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "logging in",
      FALSE },
    { { CURLE_SEND_ERROR, WB_SMTP_SENDER, 530, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "wants a login",
      FALSE },
    /* the mail */
    { { CURLE_WEIRD_SERVER_REPLY, WB_SMTP_CONNECT, 554, TRUE, 0, FALSE },
      WB_SEND_BROKEN,
      "does not serve",
      FALSE },
    { { CURLE_WEIRD_SERVER_REPLY, WB_SMTP_CONNECT, 421, TRUE, 0, FALSE },
      WB_SEND_RETRY,
      "now",
      FALSE },
    { { CURLE_SEND_ERROR, WB_SMTP_SENDER, 550, TRUE, 0, FALSE }, WB_SEND_BROKEN, "from", FALSE },
    { { CURLE_SEND_ERROR, WB_SMTP_SENDER, 552, TRUE, 0, FALSE },
      WB_SEND_REFUSED,
      "refused this mail",
      TRUE },
    { { CURLE_SEND_ERROR, WB_SMTP_SENDER, 452, TRUE, 0, FALSE }, WB_SEND_RETRY, "now", FALSE },
    { { CURLE_SEND_ERROR, WB_SMTP_RECIPIENT, 550, TRUE, 0, FALSE },
      WB_SEND_REFUSED,
      "recipient",
      TRUE },
    { { CURLE_SEND_ERROR, WB_SMTP_RECIPIENT, 450, TRUE, 0, FALSE }, WB_SEND_RETRY, "now", TRUE },
    { { CURLE_SEND_ERROR, WB_SMTP_RECIPIENT, 421, TRUE, 0, FALSE }, WB_SEND_RETRY, "now", FALSE },
    { { CURLE_SEND_ERROR, WB_SMTP_DATA, 554, TRUE, 0, FALSE },
      WB_SEND_REFUSED,
      "refused this mail",
      TRUE },
    { { CURLE_WEIRD_SERVER_REPLY, WB_SMTP_DATA, 451, TRUE, 0, FALSE }, WB_SEND_RETRY, "now", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *reason;

      g_test_message ("fault %d, stage %d, code %d", (int) cases[i].end.fault,
                      (int) cases[i].end.stage, cases[i].end.code);
      g_assert_cmpint (wb_smtp_verdict_get (&cases[i].end, &reason), ==, cases[i].outcome);
      if (cases[i].words == NULL)
        g_assert_null (reason);
      else
        g_assert_nonnull (strstr (reason, cases[i].words));
      g_assert_cmpint (wb_smtp_verdict_is_of_mail (&cases[i].end), ==, cases[i].is_of_mail);
    }
}

/* Whatever libcurl and a server say, a mail that is not there is not called sent, and a reason is
 * given. */
static void
test_all (void)
{
  for (int fault = 0; fault < CURL_LAST; fault++)
    for (int stage = WB_SMTP_CONNECT; stage <= WB_SMTP_DATA; stage++)
      for (int code = 0; code < 1000; code += code == 0 ? 100 : 7)
        {
          const WbSmtpEnd end
              = { .fault = (CURLcode) fault, .stage = (WbSmtpStage) stage, .code = code };
          const char *reason;
          WbSendOutcome outcome = wb_smtp_verdict_get (&end, &reason);

          g_assert_cmpint (outcome == WB_SEND_DONE, ==, fault == CURLE_OK);
          g_assert_cmpint (reason == NULL, ==, fault == CURLE_OK);
          if (fault != CURLE_OK && code >= 400 && code < 500)
            g_assert_cmpint (outcome, ==, WB_SEND_RETRY);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/smtp-verdict/table", test_table);
  g_test_add_func ("/channels/smtp-verdict/all", test_all);
  return g_test_run ();
}
