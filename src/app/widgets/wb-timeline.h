/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbTimeline: events that belong together, newest first. A row opens its notification, and the last
 * one asks for earlier events.
 *
 * Signal more: the person wants earlier events.
 */
#define WB_TYPE_TIMELINE (wb_timeline_get_type ())
G_DECLARE_FINAL_TYPE (WbTimeline, wb_timeline, WB, TIMELINE, AdwBin)

void wb_timeline_set_events (WbTimeline *self, GVariant *events, gboolean has_more);
void wb_timeline_set_title (WbTimeline *self, const char *title, GtkWidget *suffix);

G_END_DECLS
