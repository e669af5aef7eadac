/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel-state.h"
#include "delivery/wb-channel.h"
#include "engine/wb-pipeline.h"
#include "model/wb-preferences.h"

G_BEGIN_DECLS

/* What all lines share. */
typedef struct
{
  WbPipeline *pipeline;   /* owned */
  WbClock *clock;         /* owned */
  WbSecretKeeper *keeper; /* owned, nullable */
  WbDeliveryPreferences preferences;
  void (*settled) (gpointer user_data, const WbDelivery *delivery);
  gpointer user_data;
} WbLineHost;

/* One channel that was set up, on its way to the far side. Belongs to the main context. */
typedef struct _WbLine WbLine;

WbLine *wb_line_new (WbLineHost *host,
                     WbChannel *channel,
                     WbChannelConfig *config,
                     const char *state);
void wb_line_close (WbLine *self);
void wb_line_set_config (WbLine *self, WbChannelConfig *config);
void wb_line_look (WbLine *self);
void wb_line_look_for_test (WbLine *self);
void wb_line_end_wait (WbLine *self);
WbChannelStatus wb_line_get_status (WbLine *self, const char **reason);

G_END_DECLS
