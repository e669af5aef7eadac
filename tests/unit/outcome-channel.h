/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* A kind of channel whose far side is the test. */
#define OUTCOME_TYPE_CHANNEL (outcome_channel_get_type ())
G_DECLARE_FINAL_TYPE (OutcomeChannel, outcome_channel, OUTCOME, CHANNEL, WbChannel)

struct _OutcomeChannel
{
  WbChannel parent_instance;

  GQueue outcomes;  /* of the next messages, WbSendResult; DONE when there are no more */
  GString *heard;   /* what arrived, such as "title; " */
  GPtrArray *held;  /* GTask: messages that are on their way until the test lets them arrive */
  gboolean is_slow; /* they are held */
};

G_END_DECLS
