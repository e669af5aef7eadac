/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-preferences.h"

G_BEGIN_DECLS

gint64 wb_backoff_get_delay_us (const WbDeliveryPreferences *preferences,
                                guint attempt,
                                double random);
gboolean wb_backoff_is_over (const WbDeliveryPreferences *preferences,
                             guint attempts,
                             gint64 age_us);

G_END_DECLS
