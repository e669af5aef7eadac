/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-delivery.h"
#include "model/wb-event.h"

G_BEGIN_DECLS

/* One line of what is known about it: "Model", "qwen-7b". Both are plain text of one line. */
typedef struct
{
  char *label;
  char *value;
} WbFact;

/*
 * What a channel is to say, apart from how it says it. Read directly; nobody changes it once it is
 * handed on. Texts came from outside: each channel escapes them for where they go, and cuts them
 * to its limits.
 */
typedef struct
{
  WbDeliveryAction action;
  char *key;        /* of this delivery, the same at each attempt: at most 64 of A-Z a-z 0-9 _ - */
  char *thread_key; /* what all messages about one matter share; at most WB_LIMIT_KEY_CHARACTERS */
  gint64 notification_id; /* 0: none */
  guint count;            /* events that it stands for, 1 or more */
  char *title;            /* plain text of one line, never empty */
  char *body;             /* CommonMark; may be empty */
  WbSeverity severity;
  WbPriority priority;
  gint64 time_us;           /* when it happened: microseconds since 1970, UTC */
  gboolean is_resolved;     /* it is over */
  gboolean is_acknowledged; /* someone saw to it */
  gboolean is_silent;       /* no sound, where the far side can do that */
  WbEvent *event;           /* owned, nullable: the newest, with its attachments; a sum of several
                               has none */
  GPtrArray *facts;         /* owned, WbFact; may be empty */
  GArray *losses;           /* owned, double: the loss curve of its run; may be empty */
  char *receipt;            /* owned, nullable: what wb_send_result_set_receipt() got for the last
                               message to this channel about the same notification */
} WbMessage;

WbMessage *wb_message_new (WbDeliveryAction action, const char *key, const char *title);
WbMessage *wb_message_ref (WbMessage *self);
void wb_message_unref (WbMessage *self);
void wb_message_add_fact (WbMessage *self, const char *label, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMessage, wb_message_unref)

G_END_DECLS
