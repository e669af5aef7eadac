/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-sending.h"
#include "engine/wb-transaction.h"
#include "model/wb-alert-config.h"

G_BEGIN_DECLS

/* One message, and the deliveries that it carries out. */
typedef struct
{
  GPtrArray *deliveries; /* owned, WbDelivery: one, or those that became one message */
  WbMessage *message;    /* owned */
  WbSendResult result;
} WbParcel;

/* What one channel may send now; and what there was. */
typedef struct
{
  char *channel;           /* owned */
  guint n_messages;        /* at the most; tests are not counted */
  guint batch_size;        /* notifications in one message; 1: never several */
  WbPriority min_priority; /* of those that are not tests */
  char *fallback;          /* owned, nullable: all that is due goes there */
  char *reason;            /* owned, nullable: why */
  gint64 oldest_us;        /* what waits for longer is given up; 0: not looked for */
  GPtrArray *parcels;      /* owned, WbParcel: picked, and on their way */
  WbAlertConfig *alert;    /* owned, nullable: whose channel settings and templates hold */
  gint64 next_us;          /* when the next is due; 0: none waits */
  gint64 next_critical_us; /* likewise, of those that do not wait for others */
} WbPickup;

/* What came of messages. */
typedef struct
{
  WbChannelConfig *config; /* owned */
  GPtrArray *parcels;      /* owned, WbParcel with results */
  char *state;             /* owned: of the channel, as JSON */
  double random;           /* 0 to 1, for the pause before the next attempt */
  gboolean was_broken;     /* the channel needed attention before */
} WbSettlement;

WbParcel *wb_parcel_new (void);
void wb_parcel_free (WbParcel *self);

WbPickup *wb_pickup_new (const char *channel);
void wb_pickup_free (WbPickup *self);
gboolean wb_pickup_job (WbTransaction *transaction, gpointer data, GError **error);

void wb_settlement_free (WbSettlement *self);
gboolean wb_settlement_job (WbTransaction *transaction, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPickup, wb_pickup_free)

G_END_DECLS
