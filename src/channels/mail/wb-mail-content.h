/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/mail/wb-mail-chart.h"
#include "channels/mail/wb-mail-settings.h"
#include "delivery/wb-message.h"

G_BEGIN_DECLS

/* What a mail says, in its two forms alike; texts are valid and clean, not escaped. */
typedef struct
{
  char *title;      /* owned */
  const char *mark; /* static: "CRITICAL", "RESOLVED": the same in every language */
  char *state;      /* owned: "Critical", "Critical · resolved" */
  char *time;       /* owned */
  char *body;       /* owned: CommonMark */
  char *greeting;   /* owned */
  char *signature;  /* owned */
  char *url;        /* owned, nullable: http or https */
  gboolean has_curve;
  WbMailCurve curve;  /* of the losses */
  GPtrArray *facts;   /* owned: WbFact, owned */
  const char *advice; /* nullable, static */
  const char *colour; /* of the severity */
  const char *ink;    /* readable on it */
  const char *sender; /* of the settings */
  const char
      *sender_color; /* nullable, of the settings: what the head of the mail is filled with */
} WbMailContent;

void wb_mail_content_init (WbMailContent *self,
                           const WbMessage *message,
                           const WbMailSettings *settings);
void wb_mail_content_clear (WbMailContent *self);

char *wb_mail_content_dup_caption (const WbMailContent *self);
char *wb_mail_content_dup_text (const WbMailContent *self);
char *wb_mail_content_dup_html (const WbMailContent *self, const char *chart_id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbMailContent, wb_mail_content_clear)

G_END_DECLS
