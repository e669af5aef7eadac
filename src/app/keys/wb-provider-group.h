/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

#include "app/keys/wb-key-item.h"

G_BEGIN_DECLS

/*
 * WbProviderGroup: the keys of one provider under its name and its totals.
 *
 * Signals: recovered, forget, show-notifications (WbKeyItem): from the menu of a key.
 */
#define WB_TYPE_PROVIDER_GROUP (wb_provider_group_get_type ())
G_DECLARE_FINAL_TYPE (WbProviderGroup, wb_provider_group, WB, PROVIDER_GROUP, GtkBox)

GtkWidget *wb_provider_group_new (const char *provider);
const char *wb_provider_group_get_provider (WbProviderGroup *self);
void wb_provider_group_set_marks (WbProviderGroup *self, double warning, double critical);
void wb_provider_group_show (WbProviderGroup *self, GPtrArray *items, guint limit);
void wb_provider_group_update_times (WbProviderGroup *self);

G_END_DECLS
