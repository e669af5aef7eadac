/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-setting.h"

G_BEGIN_DECLS

/* One setting that a channel is to have. */
typedef struct
{
  const WbChannelSetting *setting;
  char *json; /* owned: its value */
} WbEnvSetting;

/* A channel that is to be made, or changed. */
typedef struct
{
  char *name; /* owned: its kind, or webhook-2 */
  WbChannelKind kind;
  int is_enabled;      /* 0, 1, or -1: nothing is said */
  GPtrArray *settings; /* owned, WbEnvSetting */
} WbEnvChannel;

/* What is to be said about one line or member. Its value is not: it may be a secret. */
typedef struct
{
  guint line;   /* 0: of JSON, which has none */
  char *name;   /* owned, nullable */
  char *reason; /* owned: a sentence without a stop */
} WbEnvNote;

/* What other tools were set up with, as settings of Wakebell. */
typedef struct
{
  GPtrArray *channels;   /* owned, WbEnvChannel, as they were first named */
  GHashTable *cooldowns; /* owned, const WbEventType * -> seconds */
  int has_desktop;       /* pop-ups: 0, 1, or -1: nothing is said */
  int has_sound;         /* of them, likewise */
  GPtrArray *notes;      /* owned, WbEnvNote: known, and of no effect */
  GPtrArray *not_taken;  /* owned, WbEnvNote: not known, or not to be read */
} WbEnvSettings;

WbEnvSettings *wb_env_settings_new (void);
void wb_env_settings_free (WbEnvSettings *self);
void wb_env_settings_note (GPtrArray *notes, guint line, const char *name, const char *reason);
WbEnvChannel *wb_env_settings_add_channel (WbEnvSettings *self,
                                           WbChannelKind kind,
                                           const char *name);
WbEnvChannel *wb_env_settings_get_channel (WbEnvSettings *self, WbChannelKind kind);
void wb_env_settings_remove_channels (WbEnvSettings *self, WbChannelKind kind);
char *wb_env_settings_dup_preferences (const WbEnvSettings *self);
WbEnvSetting *wb_env_channel_find (const WbEnvChannel *self, const WbChannelSetting *setting);
void wb_env_channel_set (WbEnvChannel *self, const WbChannelSetting *setting, char *json);
void wb_env_channel_append_json (const WbEnvChannel *self, GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbEnvSettings, wb_env_settings_free)

G_END_DECLS
