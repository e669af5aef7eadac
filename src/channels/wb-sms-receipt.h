/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known of one recipient. */
typedef struct
{
  char *recipient; /* owned */
  char *provider;  /* owned, nullable: that took it */
  char *id;        /* owned, nullable: as that calls it */
  char *status;    /* owned, nullable: in its words; none: nobody took it */
  guint n_unsure;  /* requests without an answer, which may have arrived */
} WbSmsMark;

/*
 * Who has a message already, so that over all attempts nobody gets it twice:
 *
 *   {"key": "d-17", "polls": 2,
 *    "recipients": {"+12025550123": {"provider": "twilio", "sid": "SM1", "status": "sent"},
 *                   "+12025550124": {"unsure": 1}}}
 */
typedef struct
{
  char *key;        /* owned: of the delivery that it is about */
  guint n_polls;    /* how often it was asked what became of it */
  GPtrArray *marks; /* owned, WbSmsMark */
} WbSmsReceipt;

WbSmsReceipt *wb_sms_receipt_new (const char *key);
WbSmsReceipt *wb_sms_receipt_new_from_json (const char *json);
void wb_sms_receipt_free (WbSmsReceipt *self);
char *wb_sms_receipt_to_json (const WbSmsReceipt *self);
WbSmsMark *wb_sms_receipt_find (const WbSmsReceipt *self, const char *recipient);
WbSmsMark *wb_sms_receipt_mark (WbSmsReceipt *self, const char *recipient);
void wb_sms_mark_set (WbSmsMark *self, const char *provider, const char *id, const char *status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSmsReceipt, wb_sms_receipt_free)

G_END_DECLS
