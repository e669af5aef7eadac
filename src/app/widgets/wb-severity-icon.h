/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "model/wb-severity.h"

G_BEGIN_DECLS

/* WbSeverityIcon: a severity as a shape and a colour, with its word for screen readers. */
#define WB_TYPE_SEVERITY_ICON (wb_severity_icon_get_type ())
G_DECLARE_FINAL_TYPE (WbSeverityIcon, wb_severity_icon, WB, SEVERITY_ICON, GtkWidget)

GtkWidget *wb_severity_icon_new (WbSeverity severity);
void wb_severity_icon_set_severity (WbSeverityIcon *self, WbSeverity severity);

G_END_DECLS
