/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "model/wb-api-key.h"
#include "model/wb-preferences.h"

G_BEGIN_DECLS

typedef enum
{
  WB_KEY_REPORT_QUOTA,        /* how much of its quota is used */
  WB_KEY_REPORT_AUTH_FAILURE, /* it was refused: nothing is sent with it for a while */
  WB_KEY_REPORT_OUTAGE,       /* it cannot serve, for any other reason */
  WB_KEY_REPORT_RECOVERY,     /* it works again */
} WbKeyReportKind;

/* What someone says of one key. A member that was not given is NULL. */
typedef struct
{
  WbKeyReportKind kind;
  char *percentage;   /* owned: JSON number, of the quota */
  char *remaining;    /* owned: JSON number, tokens */
  char *limit;        /* owned: likewise: all that may be used */
  char *resets_at;    /* owned */
  gboolean has_level; /* the sender decided on the level */
  WbQuotaLevel level;
  char *error; /* owned: of a failure */
} WbKeyReport;

/* What a report changes beyond the key itself. */
typedef struct
{
  gboolean is_recovery; /* key_recovered is to be raised */
  const char *ended;    /* types of which an open one about the key is over, with commas; NULL */
  const char *alert;    /* type of the event that it calls for; NULL */
} WbKeyNews;

#define WB_KEY_QUARANTINE_US (300 * G_TIME_SPAN_SECOND)

void wb_key_report_clear (WbKeyReport *self);
gboolean wb_key_report_refuse_secrets (WbJsonValue body, GError **error);
gboolean wb_key_report_read_quota (WbKeyReport *self, WbJsonValue body, GError **error);
gboolean wb_key_report_read_failure (WbKeyReport *self, WbJsonValue body, GError **error);
void wb_key_report_read_context (WbKeyReport *self, WbJsonValue context);

WbKeyNews wb_key_report_apply (const WbKeyReport *self,
                               const WbPreferences *preferences,
                               gint64 now_us,
                               WbApiKey *key);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbKeyReport, wb_key_report_clear)

G_END_DECLS
