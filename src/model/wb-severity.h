/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_SEVERITY_INFO,
  WB_SEVERITY_SUCCESS,
  WB_SEVERITY_WARNING,
  WB_SEVERITY_ERROR,
  WB_SEVERITY_CRITICAL,
} WbSeverity;
#define WB_N_SEVERITIES 5

typedef enum
{
  WB_PRIORITY_LOW,
  WB_PRIORITY_MEDIUM,
  WB_PRIORITY_HIGH,
  WB_PRIORITY_CRITICAL,
} WbPriority;

const char *wb_severity_to_string (WbSeverity severity);
const char *wb_severity_get_label (WbSeverity severity);
gboolean wb_severity_from_string (const char *word, WbSeverity *severity);
WbPriority wb_severity_get_priority (WbSeverity severity);

const char *wb_priority_to_string (WbPriority priority);
gboolean wb_priority_from_string (const char *word, WbPriority *priority);

G_END_DECLS
