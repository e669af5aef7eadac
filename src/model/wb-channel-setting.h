/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "model/wb-channel-kind.h"

G_BEGIN_DECLS

#define WB_N_CHANNEL_SETTINGS 65

/*
 * One setting of a kind of channel. A name that is a credential of one kind is one of every kind
 * that has it, so that credentials can be told before the kind is known.
 */
typedef struct
{
  WbChannelKind kind;
  const char *name; /* static: "slack.webhook_url" */
  gboolean (*check) (const char *path, WbJsonValue value, GError **error);
  gboolean is_credential; /* only the keyring may hold it */
  gboolean is_own;        /* of the channel itself: no alert config sets it */
} WbChannelSetting;

const WbChannelSetting *wb_channel_setting_get (guint place);
guint wb_channel_setting_get_place (const WbChannelSetting *self);
const WbChannelSetting *wb_channel_setting_find (WbChannelKind kind, const char *member);
const WbChannelSetting *wb_channel_setting_find_credential (const char *member);
const WbChannelSetting *wb_channel_setting_find_object (const char *path);
gboolean wb_channel_setting_is_object (const WbChannelSetting *self);
const char *wb_channel_setting_get_member (const WbChannelSetting *self);

G_END_DECLS
