/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"

G_BEGIN_DECLS

#define WB_HEALTH_LOW_DISK_BYTES (256 * 1024 * 1024)

typedef enum
{
  WB_HEALTH_OK,
  WB_HEALTH_DEGRADED, /* it serves; something needs a person */
  WB_HEALTH_FAILING,  /* events are lost or refused */
} WbHealthLevel;

typedef enum
{
  WB_INTEGRITY_UNKNOWN, /* not looked at yet */
  WB_INTEGRITY_SOUND,
  WB_INTEGRITY_DAMAGED,
} WbIntegrity;

/* What the level follows from. */
typedef struct
{
  gboolean is_store_failing;
  WbIntegrity integrity;
  gint64 free_bytes; /* where the database is; negative: not known */
  guint queue_jobs;
} WbHealthFacts;

WbHealthLevel wb_health_judge (const WbHealthFacts *facts, GPtrArray *troubles);
const char *wb_health_level_to_string (WbHealthLevel level);

#define WB_TYPE_HEALTH (wb_health_get_type ())
G_DECLARE_FINAL_TYPE (WbHealth, wb_health, WB, HEALTH, GObject)

/* WbHealthFunc: adds what the other parts of the agent say of themselves, as Agent1.Status has it:
 * http (as), socket (s), tray (b), popups (s), troubles (as). */
typedef void (*WbHealthFunc) (GVariantDict *parts, gpointer data);

WbHealth *wb_health_new (WbDatabase *database,
                         WbCentre *centre,
                         WbClock *clock,
                         WbHealthFunc func,
                         gpointer data);

void wb_health_examine_async (WbHealth *self, GAsyncReadyCallback callback, gpointer user_data);
GString *wb_health_examine_finish (WbHealth *self,
                                   GAsyncResult *result,
                                   WbHealthLevel *level,
                                   GError **error);
void wb_health_measure_async (WbHealth *self, GAsyncReadyCallback callback, gpointer user_data);
GString *wb_health_measure_finish (WbHealth *self, GAsyncResult *result, GError **error);

G_END_DECLS
