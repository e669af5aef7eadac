/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "model/wb-channel-setting.h"
#include "model/wb-credential.h"

G_BEGIN_DECLS

/*
 * What an alert config sets for the channels that it uses ("channel_config"):
 *
 *   {"email": {"recipients": ["a@example.org"]},
 *    "slack": {"webhook_url": null, "webhook_url_set": true, "channel": "#alerts"}}
 *
 * Credentials are not among it: only whether one is kept in the keyring.
 */
typedef struct
{
  char *values[WB_N_CHANNEL_SETTINGS]; /* owned: JSON; of a credential true or false; NULL: none */
  gboolean is_own;                     /* of a channel itself, which may set more */
} WbChannelSettings;

void wb_channel_settings_copy (WbChannelSettings *self, const WbChannelSettings *source);
void wb_channel_settings_clear (WbChannelSettings *self);
gboolean wb_channel_settings_is_empty (const WbChannelSettings *self);
gboolean wb_channel_settings_has_kind (const WbChannelSettings *self, WbChannelKind kind);
void wb_channel_settings_append_json (const WbChannelSettings *self, GString *json);
gboolean wb_channel_settings_read (WbChannelSettings *self,
                                   const char *path,
                                   WbJsonValue json,
                                   gboolean is_stored,
                                   GError **error);
gboolean wb_channel_settings_read_kind (WbChannelSettings *self,
                                        const char *path,
                                        WbChannelKind kind,
                                        WbJsonValue object,
                                        gboolean is_stored,
                                        GError **error);
void wb_channel_settings_append_kind_json (const WbChannelSettings *self,
                                           WbChannelKind kind,
                                           GString *json);
void wb_channel_settings_override (WbChannelSettings *self,
                                   WbChannelKind kind,
                                   const WbChannelSettings *over);
const char *wb_channel_settings_get (const WbChannelSettings *self,
                                     WbChannelKind kind,
                                     const char *member);

gboolean wb_channel_settings_set_kept (WbChannelSettings *self, const char *name);
void wb_channel_settings_forget (WbChannelSettings *self, const char *name);
GPtrArray *wb_channel_settings_list_kept (const WbChannelSettings *self);
const char *wb_channel_settings_find_credential (const char *name);
gboolean wb_channel_settings_split (const char *path,
                                    WbJsonValue json,
                                    GString *clean,
                                    GPtrArray *credentials,
                                    GError **error);
gboolean wb_channel_settings_split_own (const char *path,
                                        WbJsonValue json,
                                        GString *clean,
                                        GPtrArray *credentials,
                                        GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbChannelSettings, wb_channel_settings_clear)

G_END_DECLS
