/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

#include "model/wb-catalogue.h"
#include "model/wb-channel-settings.h"

G_BEGIN_DECLS

#define WB_ALERT_CONFIG_EVERY_TYPE "*"
#define WB_ALERT_CONFIG_COOLDOWN_MINUTES 15
#define WB_ALERT_CONFIG_MAX_PER_HOUR 10

/* A rule of the user: which events, and what becomes of them. Read directly; nobody changes it
 * once it is handed on, and any thread may read it. */
typedef struct
{
  gint64 id;         /* 0: not stored yet */
  char *name;        /* never NULL */
  char *description; /* nullable */
  char *alert_type;  /* as wb_catalogue_dup_word() writes it: a type of the catalogue, what a custom
                        event calls itself, or "*" */
  gboolean is_active;
  gboolean has_severity;
  WbSeverity severity; /* instead of the event's, if there is one */
  GStrv channels;      /* nullable: names or kinds, as they were written; NULL: as without it */
  WbChannelSettings channel_settings;
  guint cooldown_minutes;    /* 0: none */
  guint max_alerts_per_hour; /* 0: any number */
  gboolean groups_similar;
  char *conditions; /* nullable: JSON object, see engine/wb-condition.h */
  char *
      title_template; /* nullable: instead of that of the channel; delivery/wb-message-template.h */
  char *body_template; /* nullable: likewise */
  gint64 created_us;
  gint64 updated_us;
} WbAlertConfig;

WbAlertConfig *wb_alert_config_new (const char *name, const char *alert_type);
WbAlertConfig *wb_alert_config_new_default (const WbEventType *type, guint cooldown_s);
WbAlertConfig *wb_alert_config_copy (const WbAlertConfig *source);
WbAlertConfig *wb_alert_config_ref (WbAlertConfig *self);
void wb_alert_config_unref (WbAlertConfig *self);

void wb_alert_config_append_json (const WbAlertConfig *self, GString *json);
char *wb_alert_config_dup_body (const WbAlertConfig *self);
WbAlertConfig *wb_alert_config_new_from_json (WbJsonValue json,
                                              const WbAlertConfig *base,
                                              GError **error);
WbAlertConfig *wb_alert_config_new_from_body (const char *body, GError **error);
gboolean wb_alert_config_split (WbJsonValue json,
                                GString *clean,
                                GPtrArray *credentials,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAlertConfig, wb_alert_config_unref)

G_END_DECLS
