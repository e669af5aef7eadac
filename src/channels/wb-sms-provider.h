/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "channels/wb-http-client.h"
#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/* A secret that the channel makes of account_sid and auth_token: RFC 7617 without "Basic". */
#define WB_SMS_TWILIO_LOGIN "twilio_login"

/* How a provider calls what it took, and how far that is. */
typedef struct
{
  char *id;     /* owned, nullable */
  char *status; /* owned, nullable: in its words */
} WbSmsTaken;

/*
 * A company that passes short messages on. All of it is pure; one that cannot do something has
 * %NULL for it.
 *
 * @is_signed: its requests go by wb-signed-request.c
 * @make_request: (transfer full): for one recipient; %NULL with a result that says what is missing
 * @read_reply: of a reply whose status was judged already; it knows better where it can
 * @make_question: (transfer full): asks what became of a message; %NULL likewise
 * @read_answer: DONE: it arrived; REFUSED: it never will; PENDING: neither is known yet
 * @is_final: whether there is nothing to ask any more
 */
typedef struct
{
  const char *name;
  gboolean is_signed;
  WbWebRequest *(*make_request) (const WbSending *sending,
                                 const char *recipient,
                                 const char *text,
                                 WbSendResult *result);
  void (*read_reply) (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result);
  WbWebRequest *(*make_question) (const WbSending *sending, const char *id, WbSendResult *result);
  void (*read_answer) (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result);
  gboolean (*is_final) (const char *status);
} WbSmsProvider;

extern const WbSmsProvider wb_sms_twilio;
extern const WbSmsProvider wb_sms_vonage;
extern const WbSmsProvider wb_sms_sns;

void wb_sms_provider_add_sent_secrets (WbSending *sending);
const WbSmsProvider *wb_sms_provider_find (const char *name);
void wb_sms_provider_add_field (GString *form, const char *name, const char *value);
WbWebRequest *wb_sms_provider_new_request (const WbSending *sending,
                                           const char *url,
                                           GString *form);
WbJson *wb_sms_provider_parse (const WbWebReply *reply);
char *wb_sms_provider_dup_member (WbJsonValue object, const char *name);
char *wb_sms_sns_dup_region (const WbSending *sending);
void wb_sms_taken_clear (WbSmsTaken *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbSmsTaken, wb_sms_taken_clear)

G_END_DECLS
