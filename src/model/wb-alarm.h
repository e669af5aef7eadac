/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is to be done at a time of its own; one alarm for each kind and key. Stored as numbers: new
 * ones go at the end only. */
typedef enum
{
  WB_ALARM_SCHEDULED, /* key: id of an event whose deliver_at comes */
  WB_ALARM_RELEASE,   /* id of a notification that quiet hours or a snooze hold back */
  WB_ALARM_SUMMARY,   /* scope and subject of a throttle that held some back */
  WB_ALARM_EXPIRE,    /* id of a notification that nobody renewed */
  WB_ALARM_STALL,     /* a run that promised news */
  WB_ALARM_METRICS,   /* the monitor loop of the metric rules */
  WB_ALARM_DIGEST,
} WbAlarmKind;
#define WB_N_ALARM_KINDS 7

G_END_DECLS
