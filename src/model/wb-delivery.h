/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

#include "model/wb-severity.h"

G_BEGIN_DECLS

/* What a delivery tells its channel. Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_DELIVERY_NOTIFY,      /* something happened */
  WB_DELIVERY_ACKNOWLEDGE, /* someone saw to what was sent before */
  WB_DELIVERY_RESOLVE,     /* what was sent before is over */
  WB_DELIVERY_TEST,        /* someone wants to see whether the channel works */
  WB_DELIVERY_CONFIRM,     /* asks the far side what became of what was sent before */
} WbDeliveryAction;
#define WB_N_DELIVERY_ACTIONS 5

/* Stored as numbers, likewise. */
typedef enum
{
  WB_DELIVERY_QUEUED,
  WB_DELIVERY_SENDING,
  WB_DELIVERY_DONE,
  WB_DELIVERY_DEAD,    /* given up, for a reason */
  WB_DELIVERY_SKIPPED, /* nobody needed it any more */
} WbDeliveryState;
#define WB_N_DELIVERY_STATES 5

/* One row of the queue: what is to reach one channel. Read directly; nobody changes it once it is
 * handed on. Times are microseconds since 1970, UTC; 0: not yet. */
typedef struct
{
  gint64 id;
  gint64 notification_id; /* 0: of none, such as a test */
  gint64 event_id;        /* whose texts are sent; 0: of none */
  gint64 config_id;       /* alert config whose channel settings hold; 0: none */
  char *channel;          /* owned: the name */
  WbDeliveryAction action;
  WbDeliveryState state;
  WbPriority priority;
  char *title;       /* owned: for lists */
  guint attempts;    /* that reached, or may have reached, the far side */
  gint64 batch_id;   /* the first of those that are one message; 0: not sent yet */
  gint64 created_us; /* since when it may go */
  gint64 due_us;
  gint64 finished_us;
  char *reason;  /* owned, nullable: why it waits, is dead or was skipped; a sentence */
  char *answer;  /* owned, nullable: what the far side said last, without secrets */
  char *receipt; /* owned, nullable: JSON: how the far side calls what it took */
  char *tried;   /* owned, nullable: channels that failed before this one, each between commas */
} WbDelivery;

#define WB_TYPE_DELIVERY (wb_delivery_get_type ())
GType wb_delivery_get_type (void);

WbDelivery *wb_delivery_new (const char *channel, WbDeliveryAction action);
WbDelivery *wb_delivery_ref (WbDelivery *self);
void wb_delivery_unref (WbDelivery *self);
void wb_delivery_append_json (const WbDelivery *self, GString *json);

const char *wb_delivery_action_to_string (WbDeliveryAction action);
const char *wb_delivery_state_to_string (WbDeliveryState state);
gboolean wb_delivery_state_from_string (const char *word, WbDeliveryState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDelivery, wb_delivery_unref)

G_END_DECLS
