/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbRunTimeline: what was told of one run, newest first. A row opens its notification, and the last
 * one asks for earlier events by the action run.more-events.
 */
#define WB_TYPE_RUN_TIMELINE (wb_run_timeline_get_type ())
G_DECLARE_FINAL_TYPE (WbRunTimeline, wb_run_timeline, WB, RUN_TIMELINE, AdwBin)

void wb_run_timeline_set_events (WbRunTimeline *self, GVariant *events, gboolean has_more);

G_END_DECLS
