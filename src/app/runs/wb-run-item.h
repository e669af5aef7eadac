/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * WbRunItem: a training run as Runs1 tells of it, never changed. Texts are for people, in their
 * language; NULL or "" where nothing is known.
 */
#define WB_TYPE_RUN_ITEM (wb_run_item_get_type ())
G_DECLARE_FINAL_TYPE (WbRunItem, wb_run_item, WB, RUN_ITEM, GObject)

WbRunItem *wb_run_item_new (GVariant *run);

const char *wb_run_item_get_id (WbRunItem *self);
const char *wb_run_item_get_name (WbRunItem *self);
const char *wb_run_item_get_last_title (WbRunItem *self);
gboolean wb_run_item_has_ended (WbRunItem *self);
gboolean wb_run_item_has_failed (WbRunItem *self);
gint64 wb_run_item_get_last_event_id (WbRunItem *self);
gint64 wb_run_item_get_time (WbRunItem *self, const char *member);
gboolean wb_run_item_get_number (WbRunItem *self, const char *member, double *number);
GArray *wb_run_item_dup_losses (WbRunItem *self);
GVariant *wb_run_item_dup_member (WbRunItem *self, const char *member);

const char *wb_run_item_get_state_label (WbRunItem *self);
const char *wb_run_item_get_state_icon (WbRunItem *self);
const char *wb_run_item_get_state_class (WbRunItem *self);
char *wb_run_item_dup_position (WbRunItem *self);
char *wb_run_item_dup_remaining (WbRunItem *self);
char *wb_run_item_dup_loss (WbRunItem *self, const char *member, const char *best_member);
char *wb_run_item_dup_cost (WbRunItem *self, const GArray *thresholds, gboolean *is_over);
char *wb_run_item_dup_news (WbRunItem *self, gint64 now_us);

gboolean wb_run_item_read_number (GVariant *value, double *number);
GArray *wb_run_item_read_points (GVariant *curve);

G_END_DECLS
