/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-smtp-verdict.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define CODE_CLOSING 421
#define CODE_LOGIN_REQUIRED 530
#define CODE_TOO_LARGE 552

/* What each stage means when the server says no for good. */
static WbSendOutcome
judge_refusal (WbSmtpStage stage, int code, const char **reason)
{
  if (code == CODE_LOGIN_REQUIRED && stage != WB_SMTP_LOGIN)
    {
      *reason = _ ("The mail server wants a login: give the channel a username and a password");
      return WB_SEND_BROKEN;
    }
  switch (stage)
    {
    case WB_SMTP_LOGIN:
      *reason = _ ("The mail server does not accept the username and password. With two-step"
                   " verification, as at Gmail, it wants an app password: make one in the settings"
                   " of the account and give it to the channel");
      return WB_SEND_BROKEN;
    case WB_SMTP_SENDER:
      if (code == CODE_TOO_LARGE)
        break;
      *reason = _ ("The mail server takes no mail from this address: set another from");
      return WB_SEND_BROKEN;
    case WB_SMTP_RECIPIENT:
      *reason = _ ("The mail server does not know the recipient, or sends nothing there: look at"
                   " the recipients of the channel");
      return WB_SEND_REFUSED;
    case WB_SMTP_DATA:
      break;
    default:
      *reason = _ ("The mail server does not serve this machine: ask who runs it");
      return WB_SEND_BROKEN;
    }
  *reason = _ ("The mail server refused this mail");
  return WB_SEND_REFUSED;
}

static WbSendOutcome
judge_connection (const WbSmtpEnd *end, const char **reason)
{
  switch (end->os_error)
    {
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTUNREACH:
      *reason = _ ("There is no way to the mail server: is there a network?");
      return end->has_network ? WB_SEND_RETRY : WB_SEND_OFFLINE;
    default:
      *reason = _ ("The mail server does not take connections: look at its name and port");
      return WB_SEND_RETRY;
    }
}

static WbSendOutcome
judge_fault (const WbSmtpEnd *end, const char **reason)
{
  switch (end->fault)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      *reason = _ ("The name of the mail server is not known: look whether smtp_host is right");
      return end->has_network ? WB_SEND_RETRY : WB_SEND_OFFLINE;
    case CURLE_COULDNT_CONNECT:
      return judge_connection (end, reason);
    case CURLE_OPERATION_TIMEDOUT:
      *reason = _ ("The mail server did not answer in time");
      return WB_SEND_RETRY;
    case CURLE_ABORTED_BY_CALLBACK:
      *reason = _ ("Sending was stopped");
      return WB_SEND_RETRY;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      *reason = _ ("The certificate of the mail server is not to be trusted: look whether smtp_host"
                   " is the name that the server itself uses");
      return WB_SEND_BROKEN;
    case CURLE_USE_SSL_FAILED:
      *reason = _ ("The mail server offers no encryption, and without it nothing is sent: look at"
                   " the port and at the setting security");
      return WB_SEND_BROKEN;
    case CURLE_SSL_CONNECT_ERROR:
      *reason = _ ("No encryption could be agreed on with the mail server: look at the port and at"
                   " the setting security");
      return WB_SEND_RETRY;
    case CURLE_LOGIN_DENIED:
      *reason = _ ("The mail server offers no way of logging in that Wakebell knows");
      return WB_SEND_BROKEN;
    case CURLE_WEIRD_SERVER_REPLY:
      *reason = _ ("What answers is no mail server: look at its name and port");
      return WB_SEND_RETRY;
    default:
      *reason = _ ("The connection to the mail server broke");
      return WB_SEND_RETRY;
    }
}

/*
 * wb_smtp_verdict_get:
 * @reason: (out) (nullable): static, translated
 *
 * A temporary refusal (4yz), and whatever breaks on the way, is tried again: the mail has the same
 * Message-ID then. Pure.
 */
WbSendOutcome
wb_smtp_verdict_get (const WbSmtpEnd *end, const char **reason)
{
  *reason = end->is_partial
                ? _ ("Some of the recipients were refused: look at the recipients of the channel")
                : NULL;
  if (end->fault == CURLE_OK)
    return WB_SEND_DONE;
  /* A certificate is judged after a reply that said yes; that reply says nothing about it. */
  if (end->code >= 500 && end->code < 600)
    return judge_refusal (end->stage, end->code, reason);
  if (end->code >= 400 && end->code < 500)
    {
      *reason = _ ("The mail server cannot take the mail now");
      return WB_SEND_RETRY;
    }
  return judge_fault (end, reason);
}

/* wb_smtp_verdict_is_of_mail: whether the next mail may fare better in the same minute. */
gboolean
wb_smtp_verdict_is_of_mail (const WbSmtpEnd *end)
{
  const char *reason;

  switch (wb_smtp_verdict_get (end, &reason))
    {
    case WB_SEND_DONE:
    case WB_SEND_REFUSED:
      return TRUE;
    case WB_SEND_RETRY:
      return end->stage >= WB_SMTP_RECIPIENT && end->code >= 400 && end->code != CODE_CLOSING;
    default:
      return FALSE;
    }
}
