/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once
#include "model/wb-severity.h"
#include <glib-object.h>
#define WB_ALERT_CONFIG_MAX_PER_HOUR 10
typedef struct
{
  gint64 id;
  char *name;
  gboolean has_severity;
  WbSeverity severity;
  GStrv channels;
  guint cooldown_minutes;
  guint max_alerts_per_hour;
  gboolean groups_similar;
} WbAlertConfig;
