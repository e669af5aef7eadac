/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <curl/curl.h>

#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/* How far a mail got. */
typedef enum
{
  WB_SMTP_CONNECT,  /* until the server named what it can do */
  WB_SMTP_STARTTLS, /* encryption was asked for */
  WB_SMTP_LOGIN,
  WB_SMTP_SENDER,    /* MAIL FROM */
  WB_SMTP_RECIPIENT, /* RCPT TO */
  WB_SMTP_DATA,      /* DATA, and all that follows */
} WbSmtpStage;

/* How one attempt ended. */
typedef struct
{
  CURLcode fault; /* CURLE_OK: the server has the mail */
  WbSmtpStage stage;
  int code;             /* of the last reply in that stage; 0: none */
  gboolean has_network; /* as far as the system knows */
  int os_error;         /* errno of the connection; 0: none */
  gboolean is_partial;  /* some of the recipients were refused, the others have it */
} WbSmtpEnd;

WbSendOutcome wb_smtp_verdict_get (const WbSmtpEnd *end, const char **reason);
gboolean wb_smtp_verdict_is_of_mail (const WbSmtpEnd *end);

G_END_DECLS
