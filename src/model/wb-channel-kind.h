/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ways to reach a person. */
typedef enum
{
  WB_CHANNEL_DESKTOP,
  WB_CHANNEL_EMAIL,
  WB_CHANNEL_SLACK,
  WB_CHANNEL_DISCORD,
  WB_CHANNEL_TELEGRAM,
  WB_CHANNEL_PAGERDUTY,
  WB_CHANNEL_WEBHOOK,
  WB_CHANNEL_SMS,
  WB_CHANNEL_EXEC, /* a command of the user's own */
} WbChannelKind;
#define WB_N_CHANNEL_KINDS 9

const char *wb_channel_kind_to_string (WbChannelKind kind);
const char *wb_channel_kind_get_label (WbChannelKind kind);
gboolean wb_channel_kind_can_follow_up (WbChannelKind kind);
gboolean wb_channel_kind_from_string (const char *word, WbChannelKind *kind);

G_END_DECLS
