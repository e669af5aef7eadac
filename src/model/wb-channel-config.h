/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

#include "model/wb-channel-settings.h"
#include "model/wb-severity.h"

G_BEGIN_DECLS

/* Whether several notifications become one message. */
typedef enum
{
  WB_BATCHING_DEFAULT, /* as its kind does */
  WB_BATCHING_ON,
  WB_BATCHING_OFF,
} WbBatching;

/* A way to reach a person, as it was set up. Read directly; nobody changes it once it is handed
 * on, and any thread may read it. */
typedef struct
{
  char *name; /* a word, lower case: what alert configs and events call it; never changes */
  WbChannelKind kind;
  gboolean is_enabled;
  char *description; /* nullable */
  WbChannelSettings settings;
  WbSeverity min_severity; /* milder ones are not sent; info: all are */
  guint rate_limit;        /* messages a minute; 0: as its kind does */
  WbBatching batching;
  char *fallback;       /* nullable: the channel that is tried when this one failed for good */
  char *title_template; /* nullable; see delivery/wb-message-template.h */
  char *body_template;  /* nullable */
  gboolean allows_http; /* plain http to hosts of a private network, too */
  gint64 created_us;
  gint64 updated_us;
} WbChannelConfig;

WbChannelConfig *wb_channel_config_new (const char *name, WbChannelKind kind);
WbChannelConfig *wb_channel_config_copy (const WbChannelConfig *source);
WbChannelConfig *wb_channel_config_ref (WbChannelConfig *self);
void wb_channel_config_unref (WbChannelConfig *self);

void wb_channel_config_add_members (const WbChannelConfig *self, GString *json);
char *wb_channel_config_dup_body (const WbChannelConfig *self);
WbChannelConfig *wb_channel_config_new_from_json (WbJsonValue json,
                                                  const WbChannelConfig *base,
                                                  GError **error);
WbChannelConfig *wb_channel_config_new_from_body (const char *body, GError **error);
gboolean wb_channel_config_split (WbJsonValue json,
                                  GString *clean,
                                  GPtrArray *credentials,
                                  GError **error);

gboolean wb_channel_config_has (const WbChannelConfig *self, const char *member);
char *wb_channel_config_dup_string (const WbChannelConfig *self, const char *member);
GStrv wb_channel_config_dup_strings (const WbChannelConfig *self, const char *member);
gint64 wb_channel_config_get_integer (const WbChannelConfig *self,
                                      const char *member,
                                      gint64 otherwise);
gboolean wb_channel_config_get_boolean (const WbChannelConfig *self,
                                        const char *member,
                                        gboolean otherwise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbChannelConfig, wb_channel_config_unref)

G_END_DECLS
