/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "model/wb-catalogue.h"
#include "model/wb-channel-kind.h"

G_BEGIN_DECLS

#define WB_MINUTES_OF_DAY (24 * 60)
#define WB_ALL_WEEKDAYS 0x7fu

/* When not to disturb: from a minute of the local day to one of the same day or, where that is not
 * later, of the next day. */
typedef struct
{
  gboolean is_enabled;
  guint start_minute; /* from midnight, less than WB_MINUTES_OF_DAY */
  guint end_minute;
  guint days;              /* bit 0 Monday to bit 6 Sunday: days on which it begins */
  WbSeverity min_severity; /* what comes through all the same */
} WbQuietHours;

typedef enum
{
  WB_DIGEST_OFF,
  WB_DIGEST_HOURLY,
  WB_DIGEST_DAILY,
} WbDigestMode;

#define WB_RETRIES_UNLIMITED G_MAXUINT

/* How the queue treats what it carries. */
typedef struct
{
  guint max_queue_size; /* waiting for one channel; beyond it the channel counts as backlogged */
  gboolean has_batching;
  guint batch_size;       /* notifications in one message at the most */
  double batch_timeout_s; /* between two messages of what can wait */
  guint max_retries;      /* WB_RETRIES_UNLIMITED: as many as there is time for */
  double retry_delay_s;   /* the first pause, at the most */
  double retry_backoff;   /* how much longer each next one may be */
  double max_retry_delay_s;
  double give_up_after_s;
  gboolean has_rate_limits;
} WbDeliveryPreferences;

/* What a person wishes of the agent. Read directly; nobody changes it once it is made, and any
 * thread may read it. */
typedef struct
{
  gboolean channels[WB_N_CHANNEL_KINDS]; /* which kinds are on */
  WbQuietHours quiet_hours;
  WbDigestMode digest_mode;
  guint digest_minute; /* of the local day, for the daily one */
  WbSeverity popup_min_severity;
  guint retention_days;
  guint retention_notifications;
  double quota_warning; /* per cent */
  double quota_critical;
  WbDeliveryPreferences delivery;
  GArray *cost_thresholds; /* owned, double, ascending */
  GHashTable *cooldowns;   /* owned, WbEventType -> seconds: those that are not the catalogue's */
} WbPreferences;

WbPreferences *wb_preferences_new (void);
WbPreferences *wb_preferences_copy (const WbPreferences *base);
WbPreferences *wb_preferences_ref (WbPreferences *self);
void wb_preferences_unref (WbPreferences *self);

void wb_preferences_append_json (const WbPreferences *self, GString *json);
char *wb_preferences_dup_value (const WbPreferences *self, const char *name);
WbPreferences *wb_preferences_new_from_json (WbJsonValue json,
                                             const WbPreferences *base,
                                             GError **error);
const char *const *wb_preferences_get_names (void);

guint wb_preferences_get_cooldown_s (const WbPreferences *self, const WbEventType *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPreferences, wb_preferences_unref)

G_END_DECLS
