/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the options of `wakebell alerts` say; what is a pointer is owned. */
typedef struct
{
  gboolean is_json;
  gboolean has_defaults;
  char *file;
  char *name;
  char *description;
  char *type;
  char *severity;
  char *active;
  char *cooldown;
  char *max_per_hour;
  char *group;
  GStrv channels;
  GStrv settings;
  GStrv conditions;
  gboolean has_no_conditions;
} WbAlertOptions;

void wb_alert_options_clear (WbAlertOptions *self);
GVariant *wb_alert_options_read_fields (const WbAlertOptions *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbAlertOptions, wb_alert_options_clear)

G_END_DECLS
