/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much of its quota a key has used. Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_QUOTA_HEALTHY,
  WB_QUOTA_WARNING,
  WB_QUOTA_CRITICAL,
} WbQuotaLevel;
#define WB_N_QUOTA_LEVELS 3

/*
 * What is known of one API key: its label, never the key itself. Who makes it fills it in; it is
 * read directly. Times are microseconds since 1970, UTC; 0: not.
 */
typedef struct
{
  char *provider; /* owned */
  char *key_id;   /* owned: what its users call it, such as "1" */
  WbQuotaLevel level;
  char *percentage;            /* owned, nullable: JSON number: how much is used */
  char *remaining;             /* owned, nullable: JSON number: tokens */
  char *limit;                 /* owned, nullable: likewise: all that may be used */
  char *resets_at;             /* owned, nullable: as it was reported */
  char *last_error;            /* owned, nullable: kept when the key works again */
  gint64 failed_us;            /* since when it has failed; 0: it works */
  gint64 quarantined_until_us; /* nothing is to be sent with it until then */
  gint64 updated_us;
} WbApiKey;

WbApiKey *wb_api_key_new (const char *provider, const char *key_id);
void wb_api_key_free (WbApiKey *self);

char *wb_api_key_dup_alert_id (const char *type_name, const char *provider, const char *key_id);
const char *wb_api_key_get_state (const WbApiKey *self, gint64 now_us);
void wb_api_key_append_json (const WbApiKey *self, gint64 now_us, GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbApiKey, wb_api_key_free)

G_END_DECLS
