/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbAlertChannels: where an alert goes, as a row to tick for each channel that is set up, and for
 * each that the alert names already.
 *
 * Signal: changed.
 */
#define WB_TYPE_ALERT_CHANNELS (wb_alert_channels_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertChannels, wb_alert_channels, WB, ALERT_CHANNELS, AdwPreferencesGroup)

void wb_alert_channels_set_words (WbAlertChannels *self, const char *const *words);
void wb_alert_channels_set_channels (WbAlertChannels *self, GVariant *channels);
GStrv wb_alert_channels_dup_words (WbAlertChannels *self);

G_END_DECLS
