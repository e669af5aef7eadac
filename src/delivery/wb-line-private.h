/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-delivery-jobs.h"
#include "delivery/wb-line.h"

G_BEGIN_DECLS

/* Shared by wb-line.c, which says when something goes, and wb-line-trip.c, which has it sent. */
struct _WbLine
{
  int ref_count;
  WbLineHost *host;          /* of the queue; not looked at once the line is closed */
  WbPipeline *pipeline;      /* owned */
  WbClock *clock;            /* owned */
  WbSecretKeeper *keeper;    /* owned, nullable */
  WbChannel *channel;        /* owned */
  WbChannelConfig *config;   /* owned */
  GCancellable *cancellable; /* owned */
  WbChannelState state;
  gboolean is_closed;

  gboolean is_picking;
  gboolean is_stale;  /* something came since the pick began */
  gboolean has_test;  /* likewise, a test */
  guint in_flight;    /* messages */
  gint64 shared_us;   /* when the last message went of those that may wait for others */
  gint64 reviewed_us; /* when what waits for too long was last looked for */
  guint timeout_id;

  GHashTable *secrets; /* owned, nullable: while there is more to send */
  gint64 secrets_us;
};

WbLine *wb_line_ref (WbLine *self);
void wb_line_unref (WbLine *self);
gint64 wb_line_get_now_us (WbLine *self);
void wb_line_start_trips (WbLine *self, WbPickup *pickup);

G_END_DECLS
