/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* From well to worst. */
typedef enum
{
  WB_KEY_STATE_HEALTHY,
  WB_KEY_STATE_WARNING,
  WB_KEY_STATE_CRITICAL,
  WB_KEY_STATE_QUARANTINED,
  WB_KEY_STATE_FAILED,
} WbKeyState;
#define WB_N_KEY_STATES 5

#define WB_KEY_UNKNOWN (-1.0) /* in place of a number that nobody reported */

/* WbKeyItem: what the agent knew of one key. It does not change; its members are read directly. */
struct _WbKeyItem
{
  GObject parent_instance;

  char *provider; /* owned */
  char *key_id;   /* owned */
  WbKeyState state;
  double percentage; /* of the quota that is used; this and the next two may be WB_KEY_UNKNOWN */
  double remaining;
  double limit;
  char *resets_at;  /* owned, nullable: as it was reported */
  char *last_error; /* owned, nullable */
  gint64 failed_us;
  gint64 quarantined_until_us;
  gint64 updated_us;
};

#define WB_TYPE_KEY_ITEM (wb_key_item_get_type ())
G_DECLARE_FINAL_TYPE (WbKeyItem, wb_key_item, WB, KEY_ITEM, GObject)

WbKeyItem *wb_key_item_new (GVariant *key);

const char *wb_key_item_get_state_label (WbKeyItem *self);
gboolean wb_key_item_has_failed (WbKeyItem *self);
char *wb_key_item_dup_name (WbKeyItem *self);
char *wb_key_item_dup_usage (WbKeyItem *self);
char *wb_key_item_dup_remaining (WbKeyItem *self);
gboolean wb_key_item_find_reset (WbKeyItem *self, gint64 *time_us);
char *wb_key_item_dup_reset (WbKeyItem *self, gint64 now_us);

G_END_DECLS
