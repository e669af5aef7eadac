/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"
#include "model/wb-channel-config.h"

G_BEGIN_DECLS

/* What came of one attempt. */
typedef enum
{
  WB_SEND_PENDING,      /* not tried yet */
  WB_SEND_DONE,         /* the far side has it */
  WB_SEND_RETRY,        /* not this time: network, time, an error of the far side */
  WB_SEND_RATE_LIMITED, /* the far side wants fewer; nothing is wrong */
  WB_SEND_OFFLINE,      /* there is no network: no attempt was made */
  WB_SEND_REFUSED,      /* this message will never be taken; the next one may */
  WB_SEND_BROKEN,       /* nothing will be taken until a person does something */
  WB_SEND_GONE,         /* the far side is there no more: the channel is to be switched off */
} WbSendOutcome;

typedef struct
{
  WbSendOutcome outcome;
  gint64 retry_after_us; /* what the far side asks for; 0: nothing */
  char *reason;       /* owned, nullable: in plain words, for a person; a sentence without a stop */
  char *answer;       /* owned, nullable: what the far side said, cut, without secrets */
  char *receipt;      /* owned, nullable: JSON object: how the far side calls the message */
  char *new_settings; /* owned, nullable: JSON object: settings that the far side says changed */
  gint64 confirm_us;  /* ask again after so long what became of it; 0: no need */
} WbSendResult;

/* One message on its way, and what came of it. */
typedef struct
{
  WbMessage *message; /* owned */
  WbSendResult result;
} WbSendItem;

/*
 * Messages that one channel is to send at once, with all that it needs for it. Belongs to the main
 * context, but for a worker thread of the channel while it sends.
 */
typedef struct
{
  WbChannelConfig *config; /* owned: what an alert config sets instead is in it */
  GHashTable *secrets;     /* owned, char * -> char *: by member, "webhook_url" */
  GPtrArray *items;        /* owned, WbSendItem: one, or as many as the channel takes at once */
} WbSending;

WbSending *wb_sending_new (WbChannelConfig *config);
void wb_sending_free (WbSending *self);
void wb_sending_take_secret (WbSending *self, const char *member, char *secret);
GHashTable *wb_sending_new_secrets (void);
const char *wb_sending_get_secret (const WbSending *self, const char *member);
WbSendItem *wb_sending_add (WbSending *self, WbMessage *message);
WbSendItem *wb_sending_get_item (const WbSending *self, guint index);
char *wb_sending_dup_redacted (const WbSending *self, const char *text);

const char *wb_send_outcome_to_string (WbSendOutcome outcome);
void wb_send_result_set (WbSendResult *self, WbSendOutcome outcome, const char *reason);
void wb_send_result_set_answer (WbSendResult *self, const WbSending *sending, const char *answer);
void wb_send_result_set_receipt (WbSendResult *self, const char *json);
void wb_send_result_clear (WbSendResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSending, wb_sending_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbSendResult, wb_send_result_clear)

G_END_DECLS
